/** MongoDB's wire protocol: mongo-java-server, all in memory. The real server is in no package registry. */
import { z } from 'zod';
import { installed } from './installed.js';
import { LIGHT_JAVA } from './java.js';
import { scratchFolder, startProgram } from './program.js';
import type { SharedServer } from './shared-server.js';
import { stablePort } from './stable-port.js';

const address = z.strictObject({ host: z.string(), port: z.number() });
export type MongoAddress = Readonly<z.output<typeof address>>;

export const mongo: SharedServer<MongoAddress> = {
  name: 'mongo',
  address,
  start: async () => {
    const jars = await installed('mongo-java-server');
    const port = await stablePort();
    const { stop } = await startProgram({
      name: 'mongo-java-server',
      command: ['java', '-XX:MaxRAMPercentage=40', ...LIGHT_JAVA, '-cp', `${jars}:${jars}/*`, 'Main', String(port)],
      folder: await scratchFolder('mongo'),
      ready: port,
    });
    return { address: { host: '127.0.0.1', port }, stop };
  },
};
