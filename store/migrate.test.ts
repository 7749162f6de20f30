import { describe, expect, it } from '@jest/globals';
import { createDatabase } from '../test/support/servers/postgres.js';
import { openDatabase } from './database.js';
import { assertCurrent, migrate } from './migrate.js';
import { migrations } from './migrations/index.js';

const NAMES = migrations.map(({ name }) => name);

async function empty<T>(work: (url: string) => Promise<T>): Promise<T> {
  const database = await createDatabase({ template: null });
  try {
    return await work(database.url);
  } finally {
    await database.dispose();
  }
}

describe('migrating', () => {
  it('brings an empty database up to date, once', () =>
    empty(async (url) => {
      await expect(assertCurrent(url)).rejects.toMatchObject({
        kind: 'config',
        message: expect.stringMatching(/behind by \d+ migration.*freehub migrate/),
      });
      expect(await migrate(url)).toEqual(NAMES);
      expect(await migrate(url)).toEqual([]);
      await assertCurrent(url);
    }));

  it('twice at the same time is done by one of them', () =>
    empty(async (url) => {
      const done = await Promise.all([migrate(url), migrate(url), migrate(url)]);
      expect(done.flat()).toEqual(NAMES);
      await assertCurrent(url);
    }));

  it('tells when the schema is behind', () =>
    empty(async (url) => {
      await migrate(url);
      const db = openDatabase({ url, poolSize: 1, name: 'test', onError: () => undefined });
      await db.query(`DELETE FROM schema_migration WHERE name = $1`, [NAMES.at(-1)]);
      await db.end();
      await expect(assertCurrent(url)).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining('behind by 1') });
    }));

  it('makes what it takes back, in reverse', () =>
    empty(async (url) => {
      const { DataSource } = await import('typeorm');
      await migrate(url);
      const source = await new DataSource({
        type: 'postgres',
        url,
        migrations,
        migrationsTableName: 'schema_migration',
      }).initialize();
      for (let left = NAMES.length; left > 0; left--) await source.undoLastMigration();
      const left: { name: string }[] = await source.query(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
      await source.destroy();
      expect(left).toEqual([{ name: 'schema_migration' }]);
      expect(await migrate(url)).toEqual(NAMES);
    }));
});
