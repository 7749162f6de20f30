import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../test/support/servers/postgres.js';
import { type Database, openDatabase } from './database.js';
import { outlast } from './outlast.js';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 2, name: 'test', onError: () => undefined });
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});

it('does again what the database cut off, and gives up in the end', async () => {
  let tries = 0;
  const cut = (times: number) => async () => {
    if (++tries <= times) await db.query(`SELECT pg_terminate_backend(pg_backend_pid())`);
    return (await db.query<{ one: number }>(`SELECT 1 AS one`)).rows[0]?.one;
  };
  expect(await outlast(5_000, cut(3))).toBe(1);
  expect(tries).toBe(4);
  await expect(outlast(250, cut(1_000))).rejects.toThrow();
});

it('does nothing again that failed for another reason', async () => {
  let tries = 0;
  const wrong = () => {
    tries++;
    return db.query(`SELECT * FROM nowhere`);
  };
  await expect(outlast(5_000, wrong)).rejects.toThrow('nowhere');
  expect(tries).toBe(1);
});
