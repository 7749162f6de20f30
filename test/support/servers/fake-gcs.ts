/** Google Cloud Storage: fake-gcs-server, all in memory. */
import { z } from 'zod';
import { installed } from './installed.js';
import { scratchFolder, startProgram } from './program.js';
import type { SharedServer } from './shared-server.js';
import { stablePort } from './stable-port.js';

const address = z.strictObject({ endpoint: z.string(), projectId: z.string() });
export type GcsAddress = Readonly<z.output<typeof address>>;

export const fakeGcs: SharedServer<GcsAddress> = {
  name: 'fakeGcs',
  address,
  start: async () => {
    const program = await installed('fake-gcs-server');
    const port = await stablePort();
    const endpoint = `http://127.0.0.1:${port}`;
    const { stop } = await startProgram({
      name: 'fake-gcs-server',
      command: [
        program,
        ...['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port), '-backend', 'memory', '-log-level', 'error'],
        // It writes these into the addresses of resumable uploads.
        ...['-external-url', endpoint, '-public-host', `127.0.0.1:${port}`],
      ],
      folder: await scratchFolder('gcs'),
      ready: port,
    });
    return { address: { endpoint, projectId: 'tests' }, stop };
  },
};
