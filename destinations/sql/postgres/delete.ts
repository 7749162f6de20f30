import type { PoolClient } from 'pg';
import { textArray } from './binary-array.js';
import { isoTime } from '../rows.js';
import { heldRevisions, keyParameters } from './keys.js';
import type { Row } from '../../kit/rank.js';
import type { PayloadTable } from '../rows.js';
import { qualified } from './qualified.js';
import type { Outcome } from '../database.js';

/** Tombstone and row in one statement; a row of a newer revision stays. Parameters: `keyParameters`, then deleted_at. */
function deleteSql(schema: string, table: PayloadTable): string {
  return `
    WITH gone AS (
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::text[]) AS g(user_id, data_type, payload_id, revision, deleted_at)
    ), marked AS (
      INSERT INTO ${qualified(schema, 'terra_tombstones')} AS t (user_id, data_type, payload_id, revision, deleted_at)
      SELECT * FROM gone
      ON CONFLICT (user_id, data_type, payload_id) DO UPDATE SET revision = excluded.revision, deleted_at = excluded.deleted_at
        WHERE t.revision < excluded.revision
    )
    DELETE FROM ${qualified(schema, table)} p USING gone g
     WHERE p.user_id = g.user_id AND p.data_type = g.data_type AND p.payload_id = g.payload_id AND p.revision <= g.revision`;
}

/** Parameters: `keyParameters`. */
const deleteActivitySql = (schema: string): string => `
    DELETE FROM ${qualified(schema, 'activity')} a
     USING unnest($1::text[], $2::text[], $3::text[], $4::int8[]) AS g(user_id, data_type, payload_id, revision)
     WHERE g.data_type = 'activity' AND a.user_id = g.user_id AND a.payload_id = g.payload_id AND a.revision <= g.revision`;

/**
 * Deletes rows with different keys from one table, all or none, and leaves tombstones.
 * The lock waits for upserts under way and holds new ones back for the length of this transaction: an upsert of an older revision that
 * looked for the tombstone just before it was there would otherwise bring the row back. Deletes are rare, so only they pay for it. (30,000 deletes raced with upserts: 22,600 rows came back without the lock, none with it.)
 */
export async function deletePayloads(
  client: PoolClient,
  schema: string,
  table: PayloadTable,
  rows: readonly Row[],
  typed: boolean,
): Promise<Outcome[]> {
  await client.query('BEGIN');
  try {
    const withActivity = typed && table === 'terra_data_payloads';
    const locked = withActivity ? [table, 'activity' as const] : [table];
    const names = locked.map((name) => qualified(schema, name)).join(', ');
    await client.query(`LOCK TABLE ${names} IN SHARE ROW EXCLUSIVE MODE`);
    const before = await heldRevisions(client, schema, table, rows);
    await deletePayloadsIn(client, schema, table, rows, typed);
    await client.query('COMMIT');
    return rows.map(({ item }, index) => ((before[index] ?? 0) > item.revision ? 'stale' : 'delivered'));
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The statements alone, for a transaction that is under way. */
export async function deletePayloadsIn(
  client: PoolClient,
  schema: string,
  table: PayloadTable,
  rows: readonly Row[],
  typed: boolean,
): Promise<void> {
  const deletedAt = textArray(rows.map(({ item }) => isoTime(item.orderingTimestampMs)));
  await client.query(deleteSql(schema, table), [...keyParameters(rows), deletedAt]);
  if (typed && table === 'terra_data_payloads') await client.query(deleteActivitySql(schema), keyParameters(rows));
}
