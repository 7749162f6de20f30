/** Events of a history request that were stored without deliveries, because its chunks were to tell them. */
import { PRIORITY } from '../../model/delivery.js';
import type { BackfillId, DestinationId } from '../../model/ids.js';
import type { Queryable } from '../database.js';

/**
 * Gives them ordinary deliveries: those that no chunk tells, or all when it ends without sending. Nothing that was stored stays untold.
 * A change of a record that the receivers hold is told by itself too: a chunk carries the stamp of its oldest record (activities/deliver/build.ts), so a
 * receiver that goes by stamps would keep what it holds.
 * @param told record keys that chunks tell
 */
export async function tellHeld(tx: Queryable, id: BackfillId, told: readonly string[]): Promise<readonly DestinationId[]> {
  const { rows } = await tx.query<{ destination_id: DestinationId }>(
    `WITH freed AS (
       UPDATE event e SET held = false FROM backfill b
        WHERE b.id = $1 AND e.connection_id = ANY (b.connection_ids) AND e.backfill_id = $1 AND e.held
       RETURNING e.id, e.environment_id, e.connection_id, e.type, e.record_key, e.revision),
     untold AS (SELECT DISTINCT ON (record_key) * FROM freed WHERE NOT record_key = ANY ($2) OR revision > 1 ORDER BY record_key, revision DESC)
     INSERT INTO delivery (environment_id, destination_id, event_id, connection_id, type, record_key, revision, priority)
     SELECT u.environment_id, t.id, u.id, u.connection_id, u.type, u.record_key, u.revision, ${PRIORITY.backfill}
       FROM untold u JOIN destination t ON t.environment_id = u.environment_id AND (t.event_types IS NULL OR u.type = ANY (t.event_types))
     RETURNING destination_id`,
    [id, told],
  );
  return [...new Set(rows.map((row) => row.destination_id))];
}
