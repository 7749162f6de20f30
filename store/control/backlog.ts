/** How a destination keeps up. */
import type { DestinationId, EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import { uuidBound } from '../partitions.js';

export interface Backlog {
  readonly pending: number;
  readonly oldestPendingAt: Date | null;
  readonly dead: number;
}

/** Both counts are of partial indexes. */
export async function backlogOf(db: Queryable, id: DestinationId): Promise<Backlog> {
  const { rows } = await db.query<Backlog>(
    `SELECT p.pending, p.oldest AS "oldestPendingAt", (SELECT count(*)::int FROM delivery WHERE destination_id = $1 AND state = 'dead') AS dead
       FROM (SELECT count(*)::int AS pending, uuid_extract_timestamp((array_agg(id ORDER BY id))[1]) AS oldest FROM delivery WHERE destination_id = $1 AND state = 'pending') p`,
    [id],
  );
  return rows[0] ?? { pending: 0, oldestPendingAt: null, dead: 0 };
}

/** Deliveries made and delivered within the hour. */
export async function sentLastHour(db: Queryable, environmentId: EnvironmentId, id: DestinationId): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM delivery WHERE environment_id = $1 AND id >= $3 AND destination_id = $2 AND state = 'delivered'`,
    [environmentId, id, uuidBound(Date.now() - 3_600_000)],
  );
  return rows[0]?.count ?? 0;
}
