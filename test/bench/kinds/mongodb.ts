import { MongoClient } from 'mongodb';
import type { Document } from 'mongodb';
import { mongoCapabilities } from '../../../destinations/mongodb/spec.js';
import { sharedMongo, uniqueName } from '../../support/servers/shared.js';
import type { MeasuredKind } from './target.js';
import { textOf } from './target.js';

export const mongodb: MeasuredKind = {
  title: 'mongodb',
  kind: 'mongodb',
  floor: 'mongodb, 4 connections, bulk writes of 200 replaceOne, JSON.parse',
  // The test server holds 256 MB in all, as Java objects.
  mostItems: 1_600,
  async open() {
    const { host, port } = await sharedMongo();
    const client = await MongoClient.connect(`mongodb://${host}:${port}/`, { maxPoolSize: mongoCapabilities.concurrency });
    const database = client.db(uniqueName('fitness'));
    const events = database.collection<Document & { _id: string }>('bare');
    return {
      config: { scheme: 'mongodb', host: `${host}:${port}`, database: database.databaseName, tls: false },
      bare: (items) =>
        events.bulkWrite(
          items.map((item) => ({
            replaceOne: { filter: { _id: item.key }, replacement: JSON.parse(textOf(item)) as Document, upsert: true },
          })),
          { ordered: false },
        ),
      clear: async () => {
        for (const collection of await database.collections()) await collection.deleteMany({});
      },
      close: async () => {
        await database.dropDatabase();
        await client.close();
      },
    };
  },
};
