import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../test/support/servers/postgres.js';
import { Problem } from '../model/problem.js';
import { type Database, isUnavailable, openDatabase, storeProblem, transaction } from './database.js';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createDatabase({ template: null });
  db = openDatabase({ url: database.url, poolSize: 2, name: 'test-database', onError: () => undefined });
  await db.query(`CREATE TABLE ride (n int PRIMARY KEY)`);
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});

const rides = async (): Promise<number[]> =>
  (await db.query<{ n: number }>(`SELECT n FROM ride ORDER BY n`)).rows.map(({ n }) => n);

describe('a transaction', () => {
  it('is all or nothing, and gives its connection back', async () => {
    for (let round = 0; round < 5; round++) {
      await expect(
        transaction(db, async (tx) => {
          await tx.query(`INSERT INTO ride VALUES (1)`);
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      await expect(transaction(db, (tx) => tx.query(`SELECT 1 / 0`))).rejects.toMatchObject({ code: '22012' });
    }
    await transaction(db, (tx) => tx.query(`INSERT INTO ride VALUES (2)`));
    expect(await rides()).toEqual([2]);
    expect(db.idleCount).toBe(db.totalCount);
  });

  it('survives that its connection is cut while it waits for something else', async () => {
    await expect(
      transaction(db, async (tx) => {
        const { rows } = await tx.query<{ pid: number }>(`SELECT pg_backend_pid() AS pid`);
        await db.query(`SELECT pg_terminate_backend($1)`, [rows[0]?.pid]);
        // As a token's refresh waits for the provider. Unheard, the driver's `error` event would end the process.
        await new Promise((resolve) => setTimeout(resolve, 100));
        await tx.query(`INSERT INTO ride VALUES (3)`);
      }),
    ).rejects.toThrow();
    expect(await rides()).toEqual([2]);
  });
});

describe('an error of the store', () => {
  it('that passes by itself is told as such', async () => {
    const away = openDatabase({ url: 'postgres://u:p@127.0.0.1:1/x', poolSize: 1, name: 'test', onError: () => undefined });
    const refused: unknown = await away.query('SELECT 1').catch((error: unknown) => error);
    expect(isUnavailable(refused)).toBe(true);
    expect(storeProblem(refused, 'testing')).toMatchObject({
      kind: 'transient',
      message: expect.stringMatching(/testing; try again/),
    });
    await away.end();
    const cut: unknown = await db.query(`SELECT pg_terminate_backend(pg_backend_pid())`).catch((error: unknown) => error);
    expect(isUnavailable(cut)).toBe(true);
    for (const code of ['53300', '57P01', '08006', '40P01', '40001']) expect(isUnavailable({ code })).toBe(true);
  });

  it('in a statement is our bug, and its text stays inside', async () => {
    const broken: unknown = await db.query(`INSERT INTO ride VALUES (2)`).catch((error: unknown) => error);
    expect(isUnavailable(broken)).toBe(false);
    const problem = storeProblem(broken, 'testing');
    expect(problem.kind).toBe('bug');
    expect(JSON.stringify(problem)).not.toMatch(/ride|duplicate/);
  });

  it('about a character that PostgreSQL cannot hold is told to whoever sent it', async () => {
    const refused: unknown = await db.query(`SELECT $1::text`, ['a\u0000b']).catch((error: unknown) => error);
    expect(storeProblem(refused, 'testing')).toMatchObject({ kind: 'payload', message: expect.stringContaining('U+0000') });
    expect(storeProblem(new Problem('conflict', 'mine'), 'testing')).toMatchObject({ kind: 'conflict' });
  });
});
