/** A database of the test's own on the shared server, behind a proxy of its own. */
import { MongoClient } from 'mongodb';
import type { Db, Document } from 'mongodb';
import { sharedMongo, sharedToxiproxy, uniqueName } from '../../../test/support/servers/shared.js';
import type { FaultProxy } from '../../../test/support/servers/toxiproxy-client.js';
import { exactJson } from '../../kit/testing/exact-json.js';
import { TOMBSTONES } from '../collections.js';

export interface MongoRig {
  readonly proxy: FaultProxy;
  readonly config: Readonly<Record<string, unknown>>;
  readonly database: Db;
  /** All events that the database holds, as JSON texts with exact integers. */
  readBack(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** `_id` and `_freehub` left out. */
export const jsonOf = ({ _id, _freehub, ...event }: Document): string => exactJson(event);

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
