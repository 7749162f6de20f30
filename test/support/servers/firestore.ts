/** Firestore: a stand-in, an npm package with rules of ours (tools/servers/firestore-rules.mjs). The official emulator is in no registry. */
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../../apps/cli/runtime/package-root.js';
import { installed } from './installed.js';
import { scratchFolder, startProgram } from './program.js';
import type { SharedServer } from './shared-server.js';
import { stablePort } from './stable-port.js';

const address = z.strictObject({
  /** host:port, gRPC without TLS: what FIRESTORE_EMULATOR_HOST takes. */
  host: z.string(),
  projectId: z.string(),
});
export type FirestoreAddress = Readonly<z.output<typeof address>>;

export const firestore: SharedServer<FirestoreAddress> = {
  name: 'firestore',
  address,
  start: async () => {
    const packages = await installed('firestore');
    const port = await stablePort();
    const { stop } = await startProgram({
      name: 'the Firestore stand-in',
      command: [process.execPath, join(packageRoot(), 'tools', 'servers', 'firestore-main.mjs'), packages, String(port)],
      folder: await scratchFolder('firestore'),
      ready: port,
    });
    return { address: { host: `127.0.0.1:${port}`, projectId: 'tests' }, stop };
  },
};
