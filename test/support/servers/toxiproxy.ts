/** Toxiproxy: TCP proxies that make faults on demand, in a process of their own. */
import { z } from 'zod';
import { installed } from './installed.js';
import { scratchFolder, startProgram } from './program.js';
import type { SharedServer } from './shared-server.js';
import { stablePort } from './stable-port.js';

const address = z.strictObject({ url: z.string() });
export type ToxiproxyAddress = Readonly<z.output<typeof address>>;

export const toxiproxy: SharedServer<ToxiproxyAddress> = {
  name: 'toxiproxy',
  address,
  start: async () => {
    const program = await installed('toxiproxy');
    const port = await stablePort();
    const { stop } = await startProgram({
      name: 'toxiproxy',
      command: [program, '-host', '127.0.0.1', '-port', String(port)],
      env: { LOG_LEVEL: 'fatal' },
      folder: await scratchFolder('toxiproxy'),
      ready: port,
    });
    return { address: { url: `http://127.0.0.1:${port}` }, stop };
  },
};
