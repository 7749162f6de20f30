import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { Client } from 'pg';
import { destinationContract } from '../kit/contract.js';
import type { ContractRig } from '../kit/contract.js';
import { defineKind } from '../kit/kind.js';
import { startPostgres } from '../kit/testing/postgres.js';
import { sql } from './index.js';

/** A port that nobody listens on: it was free a moment ago. */
const closedPort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });

async function make(): Promise<ContractRig> {
  const server = await startPostgres();
  const admin = new Client({
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    database: server.database,
  });
  await admin.connect();
  const password = randomBytes(16).toString('hex');
  // No more rights than the README asks for.
  await admin.query(`CREATE ROLE sink LOGIN PASSWORD '${password}'`);
  await admin.query('CREATE SCHEMA terra');
  await admin.query('GRANT USAGE, CREATE ON SCHEMA terra TO sink');
  const config = {
    scheme: 'postgres',
    host: server.host,
    port: server.port,
    database: server.database,
    username: 'sink',
    password,
    schema: 'terra',
    tls: 'disable',
  };
  return {
    config,
    wrongSecret: { ...config, password: randomBytes(16).toString('hex') },
    unreachable: { ...config, port: await closedPort() },
    readBack: async () => {
      const { rows } = await admin.query<{ payload: string }>(
        'SELECT payload::text FROM terra.terra_data_payloads UNION ALL SELECT payload::text FROM terra.terra_misc_payloads',
      );
      return rows.map(({ payload }) => payload);
    },
    // Half of a surrogate pair: valid JSON, no valid jsonb.
    poison: (item) => ({
      ...item,
      body: Buffer.from(Buffer.from(item.body).toString().replace('"extra":null', '"extra":"\\ud800"')),
    }),
    stall: async () => {
      await admin.query('BEGIN; LOCK TABLE terra.terra_data_payloads IN ACCESS EXCLUSIVE MODE');
      return async () => {
        await admin.query('ROLLBACK');
      };
    },
    dispose: async () => {
      await admin.end();
      await server.stop();
    },
  };
}

destinationContract({
  name: 'sql on PostgreSQL',
  kind: defineKind({ spec: sql.spec, capabilities: sql.capabilities, load: () => Promise.resolve(sql) }),
  readme: new URL('./README.md', import.meta.url),
  make,
  skip: { throttled: 'PostgreSQL has no way to ask for a delay; being out of connections (53300) is transient' },
});
