/** Brings the schema up to date, and tells when it is not. */
import { DataSource } from 'typeorm';
import { Problem } from '../model/problem.js';
import { ensurePartitions } from './partitions.js';
import { openDatabase } from './database.js';
import { migrations } from './migrations/index.js';

/** Any fixed number: two `migrate` at the same time wait for each other. */
const LOCK = 7_032_000;
const OLDEST_SERVER = 180_000;

const source = (url: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    migrations,
    migrationsTableName: 'schema_migration',
    applicationName: 'freehub-migrate',
    extra: { max: 2 },
  });

/**
 * Applies what is missing, under an advisory lock.
 * @returns the names of the migrations applied, none when the schema was current.
 * @throws Problem config when the server is older than PostgreSQL 18 (uuidv7()).
 */
export async function migrate(databaseUrl: string): Promise<readonly string[]> {
  const db = openDatabase({ url: databaseUrl, poolSize: 2, name: 'freehub-migrate', onError: () => undefined });
  const lock = await db.connect();
  const migrator = source(databaseUrl);
  try {
    const { rows } = await lock.query<{ version: string; text: string }>(
      `SELECT current_setting('server_version_num') AS version, current_setting('server_version') AS text`,
    );
    const server = rows[0];
    if (!server || Number(server.version) < OLDEST_SERVER) {
      throw new Problem(
        'config',
        `Freehub needs PostgreSQL 18 or newer, but DATABASE_URL leads to ${server?.text ?? 'an unknown version'}`,
      );
    }
    await lock.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await migrator.initialize();
    const applied = await migrator.runMigrations({ transaction: 'each' });
    await ensurePartitions(lock);
    return applied.map((migration) => migration.name);
  } finally {
    if (migrator.isInitialized) await migrator.destroy();
    lock.release(true);
    await db.end();
  }
}

/** @throws Problem config when a migration is missing: a server must not run on a schema that is behind. */
export async function assertCurrent(databaseUrl: string): Promise<void> {
  const db = openDatabase({ url: databaseUrl, poolSize: 1, name: 'freehub-check', onError: () => undefined });
  try {
    const { rows: exists } = await db.query(
      `SELECT 1 FROM pg_tables WHERE tablename = 'schema_migration' AND schemaname = current_schema()`,
    );
    const { rows } = exists.length > 0 ? await db.query<{ name: string }>(`SELECT name FROM schema_migration`) : { rows: [] };
    const done = new Set(rows.map((row) => row.name));
    const missing = migrations.map((migration) => migration.name).filter((name) => !done.has(name));
    if (missing.length > 0)
      throw new Problem(
        'config',
        `the database schema is behind by ${missing.length} migration(s); run \`freehub migrate\` first`,
      );
  } finally {
    await db.end();
  }
}
