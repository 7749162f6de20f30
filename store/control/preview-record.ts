/** A stored record as it would be claimed if it were to be delivered now. */
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import { type ClaimedDelivery, USER_OF_EVENT } from '../outbox/claim.js';

export interface RecordName {
  readonly connectionId: ConnectionId;
  readonly type: string;
  readonly key: string;
}

const AS_CLAIMED = `
  SELECT uuidv7() AS id, 0 AS attempts, false AS "isFirst", false AS "isBehind", r.type, 'upsert' AS op, gen_random_uuid() AS reference, r.connection_id AS "connectionId",
         r.record_key AS "recordKey", r.revision, NULL AS "eventBody", r.ordering_ms AS "orderingMs", r.start_time AS "startTime", r.end_time AS "endTime",
         r.body, r.body_bytes AS "bodyBytes", json_build_object('storedAt', r.updated_at, 'rawIds', r.raw_ids, 'deleted', false) AS source, NULL AS chunk,
         ${USER_OF_EVENT} AS "user"
    FROM record r JOIN connection c ON c.id = r.connection_id AND c.environment_id = $1
    -- Of no chunk.
    CROSS JOIN (SELECT NULL::int AS chunk, NULL::uuid AS id) e`;

/** Null when there is no such record, or it was deleted. */
export async function recordToPreview(
  db: Queryable,
  environmentId: EnvironmentId,
  name: RecordName,
): Promise<ClaimedDelivery | null> {
  const { rows } = await db.query<ClaimedDelivery>(
    `${AS_CLAIMED} WHERE r.connection_id = $2 AND r.type = $3 AND r.record_key = $4 AND r.deleted_at IS NULL`,
    [environmentId, name.connectionId, name.type, name.key],
  );
  return rows[0] ?? null;
}

/** By its start; null when none is stored. Deleted ones at the head of the index are stepped over. */
export async function newestActivity(db: Queryable, environmentId: EnvironmentId): Promise<ClaimedDelivery | null> {
  const { rows } = await db.query<ClaimedDelivery>(
    `${AS_CLAIMED} WHERE r.environment_id = $1 AND r.type = 'activity' AND r.deleted_at IS NULL ORDER BY r.started_at DESC LIMIT 1`,
    [environmentId],
  );
  return rows[0] ?? null;
}
