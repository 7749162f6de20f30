/** Stored records of a range, as the bytes that they are sent as. */
import type { ConnectionId } from '../../model/ids.js';
import type { TimeRange } from '../../model/time-range.js';
import { type Queryable, prepared } from '../database.js';

/** What a history answer is built of: zstd of the whole record, or plainly the record without its samples. */
export type StoredBody = { readonly zstd: Buffer; readonly bytes: number } | { readonly json: Buffer };

export interface HistoryRange {
  readonly connectionId: ConnectionId;
  readonly type: string;
  readonly range: TimeRange;
}

/** Keys of the records in a range, newest first by their start; what was deleted is not among them. */
export async function recordKeysBetween(db: Queryable, of: HistoryRange): Promise<readonly string[]> {
  const { rows } = await db.query<{ key: string }>(
    prepared(
      'history-keys',
      `SELECT record_key AS key FROM record
        WHERE connection_id = $1 AND type = $2 AND started_at >= to_timestamp($3 / 1000.0) AND started_at < to_timestamp($4 / 1000.0) AND deleted_at IS NULL
        ORDER BY started_at DESC, record_key`,
      [of.connectionId, of.type, of.range.startMs, of.range.endMs],
    ),
  );
  return rows.map(({ key }) => key);
}
