/** A database of the test's own on the shared server, behind a proxy of its own. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { MongoClient } from 'mongodb';
import type { Db, Document } from 'mongodb';
import { sharedMongo, sharedToxiproxy, uniqueName } from '../../../test/support/servers/shared.js';
import type { FaultProxy } from '../../../test/support/servers/toxiproxy-client.js';
import { TOMBSTONES } from '../collections.js';

export interface MongoRig {
  readonly proxy: FaultProxy;
  readonly config: Readonly<Record<string, unknown>>;
  readonly database: Db;
  /** All events that the database holds, as JSON texts with exact integers. */
  readBack(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** A port that nobody listens on: it was free a moment ago. */
export const closedPort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });

/** JSON with 64-bit integers as they are, which JSON.stringify cannot write; `_id` and `_freehub` left out. */
export function jsonOf({ _id, _freehub, ...event }: Document): string {
  const mark = randomBytes(8).toString('hex');
  const text = JSON.stringify(event, (_key, value: unknown) => (typeof value === 'bigint' ? `${mark}${value}` : value));
  return text.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}

export async function startMongoRig(): Promise<MongoRig> {
  const { host, port } = await sharedMongo();
  const proxy = await (await sharedToxiproxy()).proxy(`${host}:${port}`);
  const client = await MongoClient.connect(`mongodb://${host}:${port}/`, { useBigInt64: true });
  const name = uniqueName('fitness');
  const database = client.db(name);
  return {
    proxy,
    config: { scheme: 'mongodb', host: `${proxy.host}:${proxy.port}`, database: name, tls: false },
    database,
    readBack: async () => {
      const collections = await database.listCollections({}, { nameOnly: true }).toArray();
      const texts = await Promise.all(
        collections
          .filter((collection) => collection.name !== TOMBSTONES)
          .map((collection) => database.collection(collection.name).find().map(jsonOf).toArray()),
      );
      return texts.flat();
    },
    dispose: async () => {
      await database.dropDatabase();
      await client.close();
    },
  };
}
