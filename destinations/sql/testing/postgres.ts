/** A database of one's own on the run's PostgreSQL, with a role that has no more rights than the guide asks for. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { createDatabase } from '../../../test/support/servers/postgres.js';
import { uniqueName } from '../../../test/support/servers/shared.js';
import { sqlSpec } from '../spec.js';
import type { SqlConfig } from '../spec.js';

export interface PostgresTarget {
  /** As its superuser. */
  readonly admin: Client;
  readonly config: SqlConfig;
  readonly dispose: () => Promise<void>;
}

export async function postgresTarget(change: Partial<SqlConfig> = {}): Promise<PostgresTarget> {
  const database = await createDatabase({ template: null });
  const admin = new Client({ connectionString: database.url });
  await admin.connect();
  const username = uniqueName('sink', '_');
  const password = randomBytes(16).toString('hex');
  const { hostname, port, pathname } = new URL(database.url);
  await admin.query(`CREATE ROLE ${username} LOGIN PASSWORD '${password}'`);
  await admin.query('CREATE SCHEMA terra');
  await admin.query(`GRANT USAGE, CREATE ON SCHEMA terra TO ${username}`);
  const config = {
    scheme: 'postgres',
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    username,
    password,
    tls: 'disable',
    ...change,
  };
  return {
    admin,
    config: sqlSpec.schema.parse(config),
    dispose: async () => {
      await admin.query(`DROP OWNED BY ${username} CASCADE; DROP ROLE ${username}`);
      await admin.end();
      await database.dispose();
    },
  };
}
