import type { PoolClient } from 'pg';
import { int8Array, jsonbArray, textArray } from './binary-array.js';
import { withoutNul } from '../../kit/json-nul.js';
import { isoTime } from '../rows.js';
import { heldRevisions, keyParameters } from './keys.js';
import type { Row } from '../../kit/rank.js';
import type { Outcome } from '../database.js';
import type { PayloadTable } from '../rows.js';
import { activityJson, completeActivities, writtenActivitySql } from './activity.js';
import { qualified } from './qualified.js';

/** Columns that only one of the tables has: name, value in the SELECT. */
const OWN_COLUMNS: Readonly<Record<PayloadTable, { insert: string; select: string; update: string }>> = {
  terra_data_payloads: {
    insert: 'start_time, end_time',
    select: 'i.start_time, i.end_time',
    update: 'start_time = excluded.start_time, end_time = excluded.end_time',
  },
  terra_misc_payloads: { insert: 'payload_type', select: `'event'`, update: 'payload_type = excluded.payload_type' },
};

/** One statement for any number of rows: newer revisions only, and never over a tombstone of the same or a newer one. */
function upsertSql(schema: string, table: PayloadTable): string {
  const own = OWN_COLUMNS[table];
  return `
    INSERT INTO ${qualified(schema, table)} AS t (user_id, data_type, payload_id, revision, ordering_timestamp, created_at, payload, ${own.insert})
    SELECT i.user_id, i.data_type, i.payload_id, i.revision, i.ordering_timestamp, i.created_at, i.payload, ${own.select}
      FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::text[], $7::text[], $8::text[], $9::jsonb[])
        AS i(user_id, data_type, payload_id, revision, ordering_timestamp, created_at, start_time, end_time, payload)
     WHERE NOT EXISTS (
       SELECT FROM ${qualified(schema, 'terra_tombstones')} d
        WHERE d.user_id = i.user_id AND d.data_type = i.data_type AND d.payload_id = i.payload_id AND d.revision >= i.revision)
    ON CONFLICT (user_id, data_type, payload_id) DO UPDATE
      SET revision = excluded.revision, ordering_timestamp = excluded.ordering_timestamp, payload = excluded.payload, ${own.update}
      WHERE t.revision < excluded.revision
    RETURNING user_id, data_type, payload_id`;
}

/** The same, and the activities among the rows into their own table: one statement, so both or neither. */
const typedSql = (schema: string): string => `
    WITH written AS (${upsertSql(schema, 'terra_data_payloads')}), typed AS (${writtenActivitySql(schema, '$10')})
    SELECT user_id, data_type, payload_id FROM written`;

const keyText = (userId: string, type: string, key: string): string => `${userId}\0${type}\0${key}`;

/** Writes rows with different keys to one table, all or none. @returns what became of each, by index. */
export async function upsertPayloads(
  client: PoolClient,
  schema: string,
  table: PayloadTable,
  rows: readonly Row[],
  typed: boolean,
): Promise<Outcome[]> {
  const withActivity = typed && table === 'terra_data_payloads';
  const { rows: returned } = await client.query<{ user_id: string; data_type: string; payload_id: string }>(
    withActivity ? typedSql(schema) : upsertSql(schema, table),
    [
      ...keyParameters(rows),
      int8Array(rows.map(({ item }) => item.orderingTimestampMs)),
      textArray(rows.map(({ item }) => isoTime(item.orderingTimestampMs))),
      textArray(rows.map(({ item }) => item.startTime)),
      textArray(rows.map(({ item }) => item.endTime)),
      jsonbArray(rows.map(({ item }) => withoutNul(item.body))),
      ...(withActivity ? [activityJson(rows)] : []),
    ],
  );
  if (returned.length === rows.length) return rows.map(() => 'delivered');
  const written = new Set(returned.map((row) => keyText(row.user_id, row.data_type, row.payload_id)));
  const isWritten = ({ item }: Row): boolean =>
    written.has(keyText(item.user.userId, item.type, item.key.replaceAll('\0', '\ufffd')));
  const held = await heldRevisions(client, schema, table, rows);
  const told = rows.map((row, index): Outcome =>
    isWritten(row) ? 'delivered' : (held[index] ?? 0) > row.item.revision ? 'stale' : 'duplicate',
  );
  if (withActivity)
    await completeActivities(
      client,
      schema,
      rows.filter((_row, index) => told[index] === 'duplicate'),
    );
  return told;
}
