/** Databases: PostgreSQL by pg, MariaDB by mysql2, MongoDB and Firestore by their own clients, Supabase by supabase-js. */
import { MongoClient } from 'mongodb';
import { startFirestoreRig } from '../../../../destinations/firestore/testing/rig.js';
import { mariadbTarget } from '../../../../destinations/sql/testing/mariadb.js';
import { postgresTarget } from '../../../../destinations/sql/testing/postgres.js';
import { testProject } from '../../../../destinations/supabase/testing/project.js';
import { sharedMongo, uniqueName } from '../../servers/shared.js';
import { heldOnce, type DestinationReader } from './events.js';

const TABLES = ['terra_data_payloads', 'terra_misc_payloads'];

export async function postgresReader(): Promise<DestinationReader> {
  const { admin, config, dispose } = await postgresTarget();
  return {
    name: 'sql on PostgreSQL',
    kind: 'sql',
    config,
    readAll: async () => {
      const events: unknown[] = [];
      for (const table of TABLES) {
        const { rows } = await admin.query<{ payload: unknown }>(`SELECT payload FROM terra.${table}`);
        events.push(...rows.map(({ payload }) => payload));
      }
      return heldOnce(events);
    },
    dispose,
  };
}

export async function mariadbReader(): Promise<DestinationReader> {
  const { config, rowsOf, dispose } = await mariadbTarget();
  return {
    name: 'sql on MariaDB',
    kind: 'sql',
    config,
    readAll: async () => {
      const events: unknown[] = [];
      for (const table of TABLES)
        for (const { payload } of await rowsOf(`SELECT payload FROM ${table}`)) events.push(JSON.parse(String(payload)));
      return heldOnce(events);
    },
    dispose,
  };
}

export async function mongoReader(): Promise<DestinationReader> {
  const { host, port } = await sharedMongo();
  const client = await MongoClient.connect(`mongodb://${host}:${port}/`);
  const database = client.db(uniqueName('fitness'));
  return {
    name: 'mongodb',
    kind: 'mongodb',
    config: { scheme: 'mongodb', host: `${host}:${port}`, database: database.databaseName, tls: false },
    readAll: async () => {
      const events: unknown[] = [];
      for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray()) {
        if (name === 'freehub_tombstones') continue;
        const documents = await database.collection(name).find().toArray();
        events.push(...documents.map(({ _id, _freehub, ...event }) => event));
      }
      return heldOnce(events);
    },
    dispose: async () => {
      await database.dropDatabase();
      await client.close();
    },
  };
}

export async function firestoreReader(): Promise<DestinationReader> {
  const rig = await startFirestoreRig();
  return {
    name: 'firestore',
    kind: 'firestore',
    config: { collection: rig.collection, project_id: rig.projectId, emulator_host: rig.host },
    readAll: async () => heldOnce((await rig.readBack()).map((text): unknown => JSON.parse(text))),
    dispose: () => rig.dispose(),
  };
}

export async function supabaseReader(): Promise<DestinationReader> {
  const { config, readBack, dispose } = await testProject('terra');
  return {
    name: 'supabase',
    kind: 'supabase',
    config,
    readAll: async () => heldOnce((await readBack()).map((text): unknown => JSON.parse(text))),
    dispose,
  };
}
