import type { Row } from '../../kit/rank.js';
import type { Outcome } from '../database.js';
import { isoTime } from '../rows.js';
import type { PayloadTable } from '../rows.js';
import type { MysqlClient } from './client.js';
import { insertGuarded } from './insert.js';
import type { Insert } from './insert.js';
import { held, KEY, keyCells } from './keys.js';

const TOMBSTONES: Insert = { table: 'terra_tombstones', key: KEY, columns: ['deleted_at'], guard: 'revision' };

/** Deletes those of the rows that have a tombstone of their own or a newer revision. */
export async function deleteBuried(
  client: MysqlClient,
  table: PayloadTable,
  rows: readonly Row[],
  typed: boolean,
): Promise<void> {
  if (rows.length === 0) return;
  const from = async (name: string, alike: string, keys: readonly Row[]): Promise<void> => {
    if (keys.length === 0) return;
    await client.run(
      `DELETE p FROM terra_tombstones d JOIN ${name} p ON ${alike} AND p.revision <= d.revision
        WHERE (d.user_id, d.data_type, d.payload_id) IN (?)`,
      [keys.map(keyCells)],
    );
  };
  await from(table, 'p.user_id = d.user_id AND p.data_type = d.data_type AND p.payload_id = d.payload_id', rows);
  if (typed)
    await from(
      'activity',
      'p.user_id = d.user_id AND p.payload_id = d.payload_id',
      rows.filter(({ item }) => item.type === 'activity'),
    );
}

/** Leaves tombstones first, each seen by all at once, then deletes: why is told at `upsertPayloads`. A repeat does what was left undone. */
export async function deletePayloads(
  client: MysqlClient,
  table: PayloadTable,
  rows: readonly Row[],
  typed: boolean,
): Promise<Outcome[]> {
  const before = await held(client, table, rows);
  await client.transaction(() =>
    insertGuarded(
      client,
      TOMBSTONES,
      rows.map((row) => [...keyCells(row), isoTime(row.item.orderingTimestampMs), row.item.revision]),
    ),
  );
  await client.transaction(() => deleteBuried(client, table, rows, typed));
  return rows.map(({ item }, index) => {
    const { row, tombstone } = before[index] ?? { row: 0, tombstone: 0 };
    return Math.max(row, tombstone) > item.revision ? 'stale' : 'delivered';
  });
}
