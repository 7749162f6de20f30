/** The databases of destinations, each asked through its vendor's own client for what the destinations rely on. */
import { Firestore } from '@google-cloud/firestore';
import { describe, expect, it, jest } from '@jest/globals';
import { createClient } from '@supabase/supabase-js';
import { MongoClient } from 'mongodb';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { createDatabase } from './postgres.js';
import { startPostgrest, supabaseKey } from './postgrest.js';
import { sharedFirestore, sharedMariadb, sharedMongo, sharedPostgrest, uniqueName } from './shared.js';

jest.setTimeout(120_000);

describe('the MongoDB server', () => {
  it('keeps the newer revision in a guarded upsert', async () => {
    const { host, port } = await sharedMongo();
    const client = await MongoClient.connect(`mongodb://${host}:${port}/`);
    const rides = client.db(uniqueName('rides')).collection<{ _id: string; revision: number }>('activity');
    const put = (revision: number) => rides.replaceOne({ _id: 'a', revision: { $lt: revision } }, { revision }, { upsert: true });
    await put(1);
    await put(5);
    await expect(put(4)).rejects.toMatchObject({ code: 11000 });
    expect(await rides.findOne({ _id: 'a' })).toEqual({ _id: 'a', revision: 5 });
    await client.close();
  });
});

describe('the MariaDB server', () => {
  it('checks passwords and speaks TLS by its own authority', async () => {
    const { ca, host, port, user, password } = await sharedMariadb();
    const server = { host, port, user, password };
    const connection = await mysql.createConnection({ ...server, ssl: { ca } });
    const database = uniqueName('rides', '_');
    await connection.query(`CREATE DATABASE ${database}`);
    const [[status]] = await connection.query<mysql.RowDataPacket[]>(`SHOW STATUS LIKE 'Ssl_cipher'`);
    expect(status?.['Value']).toMatch(/^TLS_/);
    await connection.query(`DROP DATABASE ${database}`);
    await connection.end();
    await expect(mysql.createConnection({ ...server, password: 'wrong' })).rejects.toMatchObject({ errno: 1045 });
    await expect(mysql.createConnection({ ...server, ssl: {} })).rejects.toMatchObject({ code: 'HANDSHAKE_SSL_ERROR' });
  });
});

describe('the PostgREST server', () => {
  it('writes rows as the role of the key, and refuses a wrong one', async () => {
    const database = await createDatabase({ template: null });
    const own = await startPostgrest(database.url);
    const client = new pg.Client({ connectionString: own.address.databaseUrl });
    await client.connect();
    await client.query(
      `CREATE TABLE ride (id text PRIMARY KEY); GRANT ALL ON ride TO service_role; NOTIFY pgrst, 'reload schema'`,
    );
    const put = async (key: string): Promise<number> =>
      (
        await createClient(own.address.url, key, { auth: { persistSession: false } })
          .from('ride')
          .upsert([{ id: 'a' }])
      ).status;
    // It reads the schema again a moment after it is told to.
    const until = Date.now() + 10_000;
    let status = await put(own.address.serviceKey);
    while (status === 404 && Date.now() < until) status = await put(own.address.serviceKey);
    expect([200, 201]).toContain(status);
    expect(await put(own.address.anonKey)).toBe(401);
    expect(await put(supabaseKey('service_role', 'another secret of at least 32 characters'))).toBe(401);
    expect((await client.query('SELECT id FROM ride')).rows).toEqual([{ id: 'a' }]);
    await client.end();
    await own.stop();
    await database.dispose();
  });

  it('is shared, too', async () => {
    const { url, serviceKey } = await sharedPostgrest();
    const { error } = await createClient(url, serviceKey).from('nothing').select();
    expect(error).toMatchObject({ code: '42P01' });
  });
});

describe('the Firestore stand-in', () => {
  it('keeps our four rules', async () => {
    const { host, projectId } = await sharedFirestore();
    // Else the Google client asks the network for a cloud that it might run in.
    process.env['METADATA_SERVER_DETECTION'] = 'none';
    const firestore = new Firestore({ host, ssl: false, projectId, customHeaders: { Authorization: 'Bearer owner' } });
    const rides = firestore.collection(uniqueName('rides'));
    const { writeTime } = await rides.doc('a').create({ revision: 1 });

    const batch = firestore.batch().set(rides.doc('b'), { revision: 1 }).create(rides.doc('a'), { revision: 2 });
    await expect(batch.commit()).rejects.toMatchObject({ code: 6 });
    expect((await rides.doc('b').get()).exists).toBe(false);

    await rides.doc('a').update({ revision: 2 });
    await expect(rides.doc('a').delete({ lastUpdateTime: writeTime })).rejects.toMatchObject({ code: 9 });

    let tries = 0;
    await firestore.runTransaction(async (transaction) => {
      const seen = await transaction.get(rides.doc('a'));
      if (++tries === 1) await rides.doc('a').update({ revision: 7 });
      transaction.update(rides.doc('a'), { revision: Number(seen.get('revision')) + 1 });
    });
    expect([tries, (await rides.doc('a').get()).get('revision')]).toEqual([2, 8]);

    await expect(rides.doc('c').set({ text: 'x'.repeat(1_100_000) })).rejects.toMatchObject({ code: 3 });
    await firestore.terminate();
  });
});
