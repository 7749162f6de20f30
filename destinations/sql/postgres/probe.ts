import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { deletePayloadsIn } from './delete.js';
import { qualified } from './qualified.js';
import { upsertPayloads } from './upsert.js';
import { postgresErrors } from './errors.js';
import { upsertUsers } from './users.js';

/** A probe row is written and deleted in a transaction that is rolled back: nothing is left, and no reader sees it. */
export async function probe(client: PoolClient, schema: string, typed: boolean): Promise<void> {
  await assertEncoding(client);
  const table = qualified(schema, 'terra_misc_payloads');
  const key = randomUUID();
  await client.query('BEGIN');
  try {
    await client.query(
      `INSERT INTO ${table} (user_id, data_type, payload_type, created_at, payload_id, revision, ordering_timestamp, payload) VALUES ($1::text, 'check', 'event', $2, $1::text, 1, 0, '{}')`,
      [key, new Date(0).toISOString()],
    );
    await client.query(`UPDATE ${table} SET revision = 2 WHERE user_id = $1`, [key]);
    await client.query(`DELETE FROM ${table} WHERE user_id = $1`, [key]);
    // Even without rows the server checks every column and right.
    for (const payloads of ['terra_data_payloads', 'terra_misc_payloads'] as const) {
      await upsertPayloads(client, schema, payloads, [], typed);
      await deletePayloadsIn(client, schema, payloads, [], typed);
    }
    await upsertUsers(client, schema, []);
  } finally {
    await client.query('ROLLBACK');
  }
}

/** SQL_ASCII takes every byte as it is. */
const WHOLE: ReadonlySet<string> = new Set(['UTF8', 'SQL_ASCII']);

/** @throws Problem config where a ride's name would be refused for its letters. */
async function assertEncoding(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding');
  const problem = WHOLE.has(rows[0]?.server_encoding ?? '') ? undefined : postgresErrors.problem('ENCODING', undefined);
  if (problem) throw problem;
}
