/** SQS: fauxqs, all in memory. */
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../../apps/cli/runtime/package-root.js';
import { installed } from './installed.js';
import { scratchFolder, startProgram } from './program.js';
import type { SharedServer } from './shared-server.js';
import { stablePort } from './stable-port.js';

const address = z.strictObject({ endpoint: z.string(), region: z.string() });
export type SqsAddress = Readonly<z.output<typeof address>>;

export const fauxqs: SharedServer<SqsAddress> = {
  name: 'fauxqs',
  address,
  start: async () => {
    const packages = await installed('fauxqs');
    const port = await stablePort();
    const region = 'eu-west-1';
    const { stop } = await startProgram({
      name: 'fauxqs',
      command: [process.execPath, join(packageRoot(), 'tools', 'servers', 'fauxqs-main.mjs'), packages, String(port)],
      folder: await scratchFolder('fauxqs'),
      ready: port,
    });
    return { address: { endpoint: `http://127.0.0.1:${port}`, region }, stop };
  },
};
