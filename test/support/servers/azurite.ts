/** Azure Blob Storage: Microsoft's azurite, all in memory (about 300 MB after a thousand blobs: remove containers). */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { installed } from './installed.js';
import { scratchFolder, startProgram } from './program.js';
import type { SharedServer } from './shared-server.js';
import { stablePort } from './stable-port.js';

const address = z.strictObject({
  /** With the account in its path. */
  accountUrl: z.string(),
  accountName: z.string(),
  accountKey: z.string(),
  connectionString: z.string(),
});
export type AzuriteAddress = Readonly<z.output<typeof address>>;

export const azurite: SharedServer<AzuriteAddress> = {
  name: 'azurite',
  address,
  start: async () => {
    const packages = await installed('azurite');
    const port = await stablePort();
    const accountName = 'rides';
    const accountKey = randomBytes(64).toString('base64');
    const { stop } = await startProgram({
      name: 'azurite',
      command: [
        process.execPath,
        join(packages, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js'),
        // The client may speak a newer version of the protocol than azurite has heard of.
        ...['--silent', '--inMemoryPersistence', '--disableTelemetry', '--skipApiVersionCheck'],
        ...['--blobHost', '127.0.0.1', '--blobPort', String(port)],
      ],
      env: { AZURITE_ACCOUNTS: `${accountName}:${accountKey}` },
      folder: await scratchFolder('azurite'),
      ready: port,
    });
    const accountUrl = `http://127.0.0.1:${port}/${accountName}`;
    const connectionString = `DefaultEndpointsProtocol=http;AccountName=${accountName};AccountKey=${accountKey};BlobEndpoint=${accountUrl};`;
    return { address: { accountUrl, accountName, accountKey, connectionString }, stop };
  },
};
