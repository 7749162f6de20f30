import type { Row } from '../../kit/rank.js';
import { ACTIVITY_COLUMNS, activityValues } from '../activity.js';
import type { Value } from '../activity.js';
import type { Outcome } from '../database.js';
import { isoTime } from '../rows.js';
import type { PayloadTable } from '../rows.js';
import { deleteBuried } from './delete.js';
import type { MysqlClient } from './client.js';
import { insertGuarded } from './insert.js';
import type { Insert } from './insert.js';
import { held, KEY, keyCells } from './keys.js';
import type { Held } from './keys.js';

const PAYLOADS: Readonly<Record<PayloadTable, Insert>> = {
  terra_data_payloads: {
    table: 'terra_data_payloads',
    key: KEY,
    fixed: ['created_at'],
    columns: ['start_time', 'end_time', 'ordering_timestamp', 'payload'],
    guard: 'revision',
  },
  terra_misc_payloads: {
    table: 'terra_misc_payloads',
    key: KEY,
    fixed: ['created_at'],
    columns: ['payload_type', 'ordering_timestamp', 'payload'],
    guard: 'revision',
  },
};

const ACTIVITY: Insert = {
  table: 'activity',
  key: ['user_id', 'payload_id'],
  columns: ['provider', 'reference_id', ...ACTIVITY_COLUMNS.map(({ name }) => name), 'ordering_timestamp'],
  guard: 'revision',
};

const bodyText = ({ item: { body } }: Row): string => Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();

const payloadCells = (table: PayloadTable, row: Row): (string | number | null)[] => {
  const { item } = row;
  const own = table === 'terra_data_payloads' ? [item.startTime, item.endTime] : ['event'];
  return [...keyCells(row), isoTime(item.orderingTimestampMs), ...own, item.orderingTimestampMs, bodyText(row), item.revision];
};

/** `DATETIME` takes no `T` and no `Z` on every version; sessions are in UTC. */
const dateTime = (value: Value): Value => (typeof value === 'string' ? value.replace('T', ' ').replace('Z', '') : value);

const activityCells = (row: Row): Value[] => {
  const { item } = row;
  const [userId, , payloadId] = keyCells(row);
  const values = activityValues(item);
  const typed = ACTIVITY_COLUMNS.map(({ name, kind }) => {
    const value = values[name] ?? null;
    return kind === 'time' ? dateTime(value) : value;
  });
  return [userId, payloadId, item.user.provider, item.user.referenceId, ...typed, item.orderingTimestampMs, item.revision];
};

const outcomeOf = ({ item }: Row, { row, tombstone }: Held): 'duplicate' | 'stale' | null =>
  Math.max(row, tombstone) > item.revision ? 'stale' : Math.max(row, tombstone) === item.revision ? 'duplicate' : null;

/**
 * Writes rows with different keys to one table, all or none. What is there is read first: `affectedRows` cannot tell a newer row from an older one.
 * Tombstones are looked for again after the rows are in. A delete leaves its tombstone for all to see before it looks for rows, and a row that is not
 * yet committed makes it wait: so either it finds the row, or the tombstone is found here. (No table lock: that right is seldom granted.)
 */
export async function upsertPayloads(
  client: MysqlClient,
  table: PayloadTable,
  rows: readonly Row[],
  typed: boolean,
): Promise<Outcome[]> {
  const before = await held(client, table, rows);
  const told = rows.map((row, index) => outcomeOf(row, before[index] ?? { row: 0, tombstone: 0 }));
  const fresh = rows.filter((_row, index) => told[index] === null);
  // Those that are there as they are, too: they may be from before the layout was chosen.
  const activities = typed
    ? rows.filter(
        ({ item }, index) =>
          item.type === 'activity' &&
          (told[index] === null || before[index]?.row === item.revision) &&
          (before[index]?.tombstone ?? 0) < item.revision,
      )
    : [];
  const touched = rows.filter((row) => fresh.includes(row) || activities.includes(row));
  const after = new Map<Row, Held>();
  if (touched.length > 0)
    await client.transaction(async () => {
      await insertGuarded(
        client,
        PAYLOADS[table],
        fresh.map((row) => payloadCells(table, row)),
      );
      await insertGuarded(client, ACTIVITY, activities.map(activityCells));
      const now = await held(client, table, touched);
      touched.forEach((row, index) => after.set(row, now[index] ?? { row: 0, tombstone: 0 }));
      const buried = touched.filter((row) => (after.get(row)?.tombstone ?? 0) >= row.item.revision);
      await deleteBuried(client, table, buried, typed);
    });
  return rows.map((row, index) => {
    const known = told[index];
    if (known) return known;
    const now = after.get(row);
    return now && now.row === row.item.revision && now.tombstone < row.item.revision ? 'delivered' : 'stale';
  });
}
