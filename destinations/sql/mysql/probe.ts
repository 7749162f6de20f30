import { randomUUID } from 'node:crypto';
import type { MysqlClient } from './client.js';
import { tablesOf } from './tables.js';

const COLUMNS = '(user_id, data_type, payload_id, payload_type, created_at, revision, ordering_timestamp, payload)';

/** A probe row is written and deleted in a transaction that is rolled back: nothing is left, and no reader sees it. */
export async function probe(client: MysqlClient, typed: boolean): Promise<void> {
  const key = randomUUID();
  await client.run('START TRANSACTION');
  try {
    await client.run(`INSERT INTO terra_misc_payloads ${COLUMNS} VALUES (?)`, [
      [key, 'check', key, 'event', new Date(0).toISOString(), 1, 0, '{}'],
    ]);
    for (const table of tablesOf(typed ? 'typed' : 'terra')) {
      const guard = table === 'terra_users' ? 'ordering_timestamp' : 'revision';
      // Even where they meet no row, the server checks the columns and the rights.
      await client.run(`UPDATE ${table} SET ${guard} = ${guard} + 1 WHERE user_id = ?`, [key]);
      await client.run(`INSERT INTO ${table} SELECT * FROM ${table} WHERE user_id = ? AND FALSE`, [key]);
      await client.run(`DELETE FROM ${table} WHERE user_id = ?`, [key]);
    }
  } finally {
    await client.run('ROLLBACK');
  }
}
