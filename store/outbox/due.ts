/** Where something is due, and when something will be. */
import type { DestinationId, EnvironmentId } from '../../model/ids.js';
import { type Database, prepared } from '../database.js';

/** Can be claimed at this moment, but for what waits for its batch. */
const IS_FREE = `d.state = 'pending' AND d.due_at <= now() AND (d.lease_until IS NULL OR d.lease_until < now())`;

/**
 * Something can be claimed at destination `t`. What waits for its batch is due when the batch is to be closed, or is full by count: whoever fills it wakes the
 * drain, but a wake can be lost. By bytes it is not asked here: that waits for its time then. A probe of an index; while a batch fills as many rows as it has.
 */
export const IS_DUE = `EXISTS (
  SELECT 1 FROM delivery d WHERE d.destination_id = t.id AND ${IS_FREE}
     AND (d.batch_id IS NOT NULL OR t.batch_open_at IS NULL OR t.batch_open_at <= now()))
  OR (t.batch_open_at > now() AND t.batch_items IS NOT NULL AND EXISTS (
    SELECT 1 FROM delivery d WHERE d.destination_id = t.id AND ${IS_FREE} AND d.batch_id IS NULL OFFSET t.batch_items - 1))`;

export interface DueDestination {
  readonly id: DestinationId;
  readonly environmentId: EnvironmentId;
}

/** Destinations that may be written to now and have something due: for the relief lane. One index probe each. */
export async function dueDestinations(db: Database): Promise<readonly DueDestination[]> {
  const { rows } = await db.query<DueDestination>(
    prepared(
      'destination-due',
      `SELECT t.id, t.environment_id AS "environmentId" FROM destination t
        WHERE t.state = 'enabled' AND (t.circuit <> 'open' OR t.probe_at <= now()) AND (${IS_DUE})`,
      [],
    ),
  );
  return rows;
}

/**
 * When a destination should be looked at again, in milliseconds from now (negative = overdue): the next due delivery (or batch: it is due when all of it
 * is), but not before the probe of an open circuit. Null when nothing is pending, or when it may not be written to before somebody changes that.
 */
export async function nextDueMs(db: Database, destinationId: DestinationId): Promise<number | null> {
  const { rows } = await db.query<{ ms: number | null }>(
    prepared(
      'delivery-next',
      `SELECT (extract(epoch FROM greatest(d.due_at, CASE WHEN t.circuit = 'closed' THEN d.due_at ELSE t.probe_at END) - now()) * 1000)::float8 AS ms
         FROM destination t, LATERAL (
           SELECT min(due_at) AS due_at FROM (
             SELECT greatest(min(greatest(due_at, lease_until)),
                      CASE WHEN count(*) > 0 AND count(*) FILTER (WHERE ${IS_FREE}) < coalesce(t.batch_items, 2147483647) THEN t.batch_open_at END) AS due_at
               FROM delivery d WHERE destination_id = t.id AND state = 'pending' AND batch_id IS NULL
             UNION ALL
             SELECT max(greatest(due_at, lease_until)) FROM delivery WHERE destination_id = t.id AND state = 'pending' AND batch_id IS NOT NULL GROUP BY batch_id) due) d
        WHERE t.id = $1 AND t.state = 'enabled' AND d.due_at IS NOT NULL`,
      [destinationId],
    ),
  );
  return rows[0]?.ms ?? null;
}
