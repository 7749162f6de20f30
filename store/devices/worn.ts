/** What a sync has to know of a connection whose data hangs on devices: what its athlete wore, and what of it we hold. */
import type { ConnectionId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { TimeRange } from '../../model/time-range.js';
import { type Queryable, prepared } from '../database.js';

export interface Worn {
  /** Of the assignments: what was listed by these may be stored while it is the same (`assertStillWorn`). */
  readonly revision: number;
  /** Whole, oldest first; `deviceId` is the provider's. */
  readonly assignments: readonly { readonly deviceId: string; readonly range: TimeRange }[];
  /** Records that are not deleted and came from the provider (what was uploaded has no revision of it), oldest first. */
  readonly held: readonly { readonly id: string; readonly range: TimeRange }[];
}

/** The end of an assignment that goes on: year 9999, which every date can hold. */
const FOREVER_MS = Date.UTC(9999, 11, 31);
/** No session is longer: records that began before need not be looked through at each poll. */
const LONGEST = `interval '7 days'`;
const MS = (expression: string): string => `(extract(epoch FROM ${expression}) * 1000)::bigint`;
const RANGE = (start: string, end: string): string => `'range', json_build_object('startMs', ${start}, 'endMs', ${end})`;

/** Of one moment: assignments, and records of this type, that touch `range`. Null when the connection is gone. */
export async function wornBy(db: Queryable, connectionId: ConnectionId, type: string, range: TimeRange): Promise<Worn | null> {
  const { rows } = await db.query<Worn>(
    prepared(
      'worn-by',
      `SELECT c.assignments_revision AS revision,
              (SELECT coalesce(json_agg(json_build_object('deviceId', d.provider_device_id, ${RANGE(MS('s.valid_from'), `coalesce(${MS('s.valid_to')}, ${FOREVER_MS})`)}) ORDER BY s.valid_from, s.id), '[]')
                 FROM device_assignment s JOIN device d ON d.id = s.device_id
                WHERE s.connection_id = c.id AND s.valid_from < to_timestamp($4::float8 / 1000) AND (s.valid_to IS NULL OR s.valid_to > to_timestamp($3::float8 / 1000))) AS assignments,
              (SELECT coalesce(json_agg(json_build_object('id', r.record_key, ${RANGE(MS('r.started_at'), MS('r.end_time::timestamptz'))}) ORDER BY r.started_at, r.record_key), '[]')
                 FROM record r
                WHERE r.connection_id = c.id AND r.type = $2 AND r.deleted_at IS NULL AND r.provider_revision IS NOT NULL
                  AND r.started_at < to_timestamp($4::float8 / 1000) AND r.started_at > to_timestamp($3::float8 / 1000) - ${LONGEST}
                  AND r.end_time::timestamptz > to_timestamp($3::float8 / 1000)) AS held
         FROM connection c WHERE c.id = $1`,
      [connectionId, type, range.startMs, range.endMs],
    ),
  );
  return rows[0] ?? null;
}

/**
 * Until the end of the transaction nobody changes what the athlete wore.
 * @throws Problem canceled when that was changed since it was read: what was fetched may be another athlete's
 */
export async function assertStillWorn(tx: Queryable, connectionId: ConnectionId, revision: number): Promise<void> {
  const { rows } = await tx.query<{ revision: number }>(
    prepared('still-worn', `SELECT assignments_revision AS revision FROM connection WHERE id = $1 FOR NO KEY UPDATE`, [
      connectionId,
    ]),
  );
  if (rows[0] && rows[0].revision !== revision)
    throw new Problem('canceled', 'the athlete’s devices were assigned anew meanwhile; it is looked at again');
}
