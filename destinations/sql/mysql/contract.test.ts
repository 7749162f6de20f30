import { randomBytes } from 'node:crypto';
import { destinationContract } from '../../kit/contract.js';
import type { ContractRig } from '../../kit/contract.js';
import { exactJson } from '../../kit/testing/exact-json.js';
import { defineKind } from '../../kit/kind.js';
import { sql } from '../index.js';
import type { SqlConfig } from '../spec.js';
import { closedPort } from '../../kit/testing/closed-port.js';
import { mariadbTarget } from '../testing/mariadb.js';

async function make(change: Partial<SqlConfig>): Promise<ContractRig> {
  const { admin, config, rowsOf, dispose } = await mariadbTarget(change);
  return {
    config: { ...config },
    wrongSecret: { ...config, password: randomBytes(16).toString('hex') },
    unreachable: { ...config, port: await closedPort() },
    readBack: async () => {
      const rows = await rowsOf('SELECT payload FROM terra_data_payloads UNION ALL SELECT payload FROM terra_misc_payloads');
      return rows.map((row) => String(row['payload']));
    },
    left: async ({ user: { userId } }) => {
      const tables = ['terra_users', 'terra_data_payloads', ...(config.layout === 'typed' ? ['activity'] : [])];
      const rows = await Promise.all(
        tables.map(async (place) => {
          const found = await rowsOf(`SELECT * FROM ${place} WHERE user_id = ?`, [userId]);
          return found.map(({ payload, ...row }) => {
            const text = exactJson(row);
            return { place, text: payload === undefined ? text : `${text.slice(0, -1)},"payload":${String(payload)}}` };
          });
        }),
      );
      return rows.flat();
    },
    // Longer than the key's column.
    poison: (item) => ({ ...item, key: item.key.padEnd(192, '-') }),
    stall: async () => {
      await admin.query('LOCK TABLES terra_data_payloads WRITE');
      return async () => {
        await admin.query('UNLOCK TABLES');
      };
    },
    dispose,
  };
}

for (const change of [{ layout: 'terra' }, { layout: 'typed', tls: 'disable' }] as const)
  destinationContract({
    name: `sql on MariaDB, layout ${change.layout}`,
    kind: defineKind({ spec: sql.spec, capabilities: sql.capabilities, load: () => Promise.resolve(sql) }),
    readme: new URL('../../../docs/destinations/sql.md', import.meta.url),
    make: () => make(change),
    skip: { throttled: 'a database has no way to ask for a delay; being out of connections is transient' },
  });
