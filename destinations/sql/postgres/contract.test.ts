import { randomBytes } from 'node:crypto';
import { destinationContract } from '../../kit/contract.js';
import type { ContractRig } from '../../kit/contract.js';
import { defineKind } from '../../kit/kind.js';
import { sql } from '../index.js';
import type { SqlConfig } from '../spec.js';
import { closedPort } from '../../kit/testing/closed-port.js';
import { postgresTarget } from '../testing/postgres.js';

async function make(change: Partial<SqlConfig>): Promise<ContractRig> {
  const { admin, config, dispose } = await postgresTarget(change);
  return {
    config: { ...config },
    wrongSecret: { ...config, password: randomBytes(16).toString('hex') },
    unreachable: { ...config, port: await closedPort() },
    readBack: async () => {
      const { rows } = await admin.query<{ payload: string }>(
        'SELECT payload::text FROM terra.terra_data_payloads UNION ALL SELECT payload::text FROM terra.terra_misc_payloads',
      );
      return rows.map(({ payload }) => payload);
    },
    left: async ({ user: { userId } }) => {
      const tables = ['terra_users', 'terra_data_payloads', ...(config.layout === 'typed' ? ['activity'] : [])];
      const rows = await Promise.all(
        tables.map(async (table) => {
          const place = `terra.${table}`;
          const { rows: found } = await admin.query<{ text: string }>(
            `SELECT to_jsonb(t)::text AS text FROM ${place} t WHERE user_id = $1`,
            [userId],
          );
          return found.map(({ text }) => ({ place, text }));
        }),
      );
      return rows.flat();
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
    dispose,
  };
}

for (const layout of ['terra', 'typed'] as const)
  destinationContract({
    name: `sql on PostgreSQL, layout ${layout}`,
    kind: defineKind({ spec: sql.spec, capabilities: sql.capabilities, load: () => Promise.resolve(sql) }),
    readme: new URL('../../../docs/destinations/sql.md', import.meta.url),
    make: () => make({ layout }),
    skip: { throttled: 'a database has no way to ask for a delay; being out of connections is transient' },
  });
