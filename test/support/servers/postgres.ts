/** Databases for tests: each a copy of one that is migrated already, on the run's shared server. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { TEMPLATE } from './shared-postgres.js';
import { sharedPostgres } from './shared.js';

export interface TestDatabase {
  readonly url: string;
  /** Cuts all connections and removes it. */
  dispose(): Promise<void>;
}

/** A migrated, empty database; about 50 ms. @param options.template null for one without our schema (a destination's). */
export async function createDatabase(options: { template?: null } = {}): Promise<TestDatabase> {
  const { url } = await sharedPostgres();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await run(url, `CREATE DATABASE ${name} TEMPLATE ${options.template === null ? 'template0' : TEMPLATE}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  return { url: address.href, dispose: () => run(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export { privatePostgres, type PrivatePostgres } from './private-postgres.js';
