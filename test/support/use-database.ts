/** A migrated database of its own for the tests of one file. */
import { afterAll, beforeAll } from '@jest/globals';
import { createDatabase, type TestDatabase } from './servers/postgres.js';
import { type Database, openDatabase } from '../../store/database.js';

/** Call at the top of the file. @returns the database, once the tests run */
export function useTestDatabase(poolSize = 12): () => Database {
  let database: TestDatabase | undefined;
  let db: Database | undefined;
  beforeAll(async () => {
    database = await createDatabase();
    db = openDatabase({ url: database.url, poolSize, name: 'test', onError: () => undefined });
  }, 120_000);
  afterAll(async () => {
    await db?.end();
    await database?.dispose();
  });
  return () => {
    if (!db) throw new Error('the database is there only while tests run');
    return db;
  };
}
