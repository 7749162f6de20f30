/** Records of one user at the same time: one ride from two recorders, perhaps. */
import type { ConnectionId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';

/** A ride that began earlier than this cannot reach into another (hours). */
const LONGEST_HOURS = 48;
const MOST = 10;

/** Keys of the others of its type that share some time with it, oldest first; at most ten. */
export async function overlapping(
  db: Queryable,
  connectionId: ConnectionId,
  {
    type,
    key,
    startTime,
    endTime,
  }: { readonly type: string; readonly key: string; readonly startTime: string; readonly endTime: string },
): Promise<readonly string[]> {
  const { rows } = await db.query<{ key: string }>(
    prepared(
      'records-overlapping',
      `SELECT record_key AS key FROM record
        WHERE connection_id = $1 AND type = $2 AND record_key <> $3 AND deleted_at IS NULL
          AND started_at >= $4::timestamptz - make_interval(hours => $6) AND started_at < $5::timestamptz AND end_time::timestamptz > $4::timestamptz
        ORDER BY started_at LIMIT ${MOST}`,
      [connectionId, type, key, startTime, endTime, LONGEST_HOURS],
    ),
  );
  return rows.map((row) => row.key);
}
