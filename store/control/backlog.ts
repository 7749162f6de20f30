/** What was sent to a destination lately. */
import type { DestinationId, EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import { uuidBound } from '../partitions.js';

/** Deliveries made and delivered within the hour. */
export async function sentLastHour(db: Queryable, environmentId: EnvironmentId, id: DestinationId): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM delivery WHERE environment_id = $1 AND id >= $3 AND destination_id = $2 AND state = 'delivered'`,
    [environmentId, id, uuidBound(Date.now() - 3_600_000)],
  );
  return rows[0]?.count ?? 0;
}
