/** Databases, each empty: Freehub makes its tables. */
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { setupSql } from '../../../destinations/supabase/setup-sql.js';
import { SHARED_SERVERS } from '../servers/host.js';
import { privatePostgres } from '../servers/private-postgres.js';
import { startPostgrest } from '../servers/postgrest.js';
import type { Target } from './target.js';

const DATABASE = 'fitness';

export const postgres: Target = {
  name: 'postgres',
  kind: 'sql',
  what: 'PostgreSQL 18',
  needs: [],
  open: async () => {
    const server = await privatePostgres();
    const url = await server.ensureDatabase(DATABASE);
    const { hostname, port, username, password } = new URL(url);
    const login = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
    return {
      config: { scheme: 'postgres', host: hostname, port: Number(port), database: DATABASE, ...login, tls: 'disable' },
      look: `psql '${url}' -c 'SELECT * FROM terra.terra_data_payloads'`,
      stop: () => server.dispose(),
    };
  },
};

export const mysql: Target = {
  name: 'mysql',
  kind: 'sql',
  what: 'MariaDB',
  needs: ['mariadb'],
  open: async (host) => {
    const { host: name, port, user, password, ca } = await host.shared(SHARED_SERVERS.mariadb);
    const connection = await createConnection({ host: name, port, user, password });
    await connection.query(`CREATE DATABASE ${DATABASE}`);
    await connection.end();
    return {
      config: { scheme: 'mysql', host: name, port, database: DATABASE, username: user, password, tls: 'verify-full', ca },
      look: `MYSQL_PWD=${password} mariadb -h ${name} -P ${String(port)} -u ${user} ${DATABASE} -e 'SELECT * FROM terra_data_payloads'`,
    };
  },
};

export const mongodb: Target = {
  name: 'mongodb',
  kind: 'mongodb',
  what: 'mongo-java-server',
  needs: ['mongo-java-server'],
  open: async (host) => {
    const { host: name, port } = await host.shared(SHARED_SERVERS.mongo);
    const config = { scheme: 'mongodb', host: `${name}:${String(port)}`, database: DATABASE, tls: false };
    return { config, look: `mongosh mongodb://${config.host}/${DATABASE}` };
  },
};

export const firestore: Target = {
  name: 'firestore',
  kind: 'firestore',
  what: 'a stand-in for Firestore',
  needs: ['firestore'],
  open: async (host) => {
    const { host: emulator, projectId } = await host.shared(SHARED_SERVERS.firestore);
    return { config: { emulator_host: emulator, project_id: `${projectId}-by-hand` } };
  },
};

/** Without Storage, which is in no package registry: layout rows needs none. */
export const supabase: Target = {
  name: 'supabase',
  kind: 'supabase',
  what: 'PostgREST on PostgreSQL (no Storage, so only layout rows)',
  needs: ['postgrest'],
  open: async () => {
    const server = await privatePostgres();
    const url = await server.ensureDatabase(DATABASE);
    // Its roles first: the set-up grants to them.
    const postgrest = await startPostgrest(url);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(setupSql('public'));
    await client.end();
    return {
      config: { project_url: postgrest.address.url, api_key: postgrest.address.serviceKey, layout: 'rows' },
      look: `psql '${url}' -c 'SELECT * FROM freehub_events'`,
      stop: async () => {
        await postgrest.stop();
        await server.dispose();
      },
    };
  },
};
