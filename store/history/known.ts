/** Whether the store has everything of a range, so that the provider need not be asked. */
import type { ConnectionId } from '../../model/ids.js';
import type { TimeRange } from '../../model/time-range.js';
import { type Queryable, prepared } from '../database.js';

/** True when a backfill fetched something of this type within the last `seconds`, or the connection cannot be asked. */
export async function isFresh(db: Queryable, connectionId: ConnectionId, type: string, seconds: number): Promise<boolean> {
  const { rows } = await db.query<{ fresh: boolean }>(
    prepared(
      'history-fresh',
      `SELECT c.state <> 'active' OR EXISTS (SELECT 1 FROM coverage v WHERE v.connection_id = c.id AND v.type = $2 AND v.fetched_at > now() - $3 * interval '1 second') AS fresh
         FROM connection c WHERE c.id = $1`,
      [connectionId, type, seconds],
    ),
  );
  return rows[0]?.fresh ?? true;
}

/**
 * True when each day (UTC) of the range was fetched by a backfill, or lies after the user connected and live syncs have brought it, and no notice waits.
 * Where the provider tells us of changes (a webhook subscription) they have; else up to the last poll, and not while polls fail.
 * A connection that cannot be asked (paused, revoked, to be reauthorized) has nothing better than what is stored: true.
 */
export async function isKnown(db: Queryable, connectionId: ConnectionId, type: string, range: TimeRange): Promise<boolean> {
  const { rows } = await db.query<{ known: boolean }>(
    prepared(
      'history-known',
      `SELECT c.state <> 'active' OR (
                NOT EXISTS (SELECT 1 FROM inbox i WHERE i.connection_id = c.id AND i.state = 'pending')
                AND NOT EXISTS (
                  SELECT 1 FROM generate_series((to_timestamp($3 / 1000.0) AT TIME ZONE 'UTC')::date,
                                                (least(to_timestamp($4 / 1000.0), now()) - interval '1 microsecond') AT TIME ZONE 'UTC', interval '1 day') AS d(day)
                   WHERE NOT (d.day AT TIME ZONE 'UTC' >= c.created_at
                              AND (a.subscription_id IS NOT NULL
                                   OR (NOT c.poll_failing AND least((d.day + interval '1 day') AT TIME ZONE 'UTC', to_timestamp($4 / 1000.0), now()) <= coalesce(c.synced_until, c.created_at))))
                     AND NOT EXISTS (SELECT 1 FROM coverage v WHERE v.connection_id = c.id AND v.type = $2 AND v.day = d.day::date))) AS known
         FROM connection c JOIN provider_app a ON a.id = c.provider_app_id WHERE c.id = $1`,
      [connectionId, type, range.startMs, range.endMs],
    ),
  );
  return rows[0]?.known ?? true;
}
