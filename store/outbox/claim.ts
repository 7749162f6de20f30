/** Claiming deliveries that are due, with everything that is needed to send them. */
import type { BackfillId, ConnectionId, DeliveryId, DestinationId } from '../../model/ids.js';
import { type Database, type Queryable, prepared } from '../database.js';

/** A claimed delivery. A data event is built from the record as it is now, not as it was when the delivery was made. */
export interface ClaimedDelivery {
  readonly id: DeliveryId;
  readonly attempts: number;
  /** Nobody has claimed it before, and no other delivery of its record can have been sent to this destination. */
  readonly isFirst: boolean;
  /** A later revision, while another delivery of its record is being sent to this destination: a deletion that is written first would be undone. */
  readonly isBehind: boolean;
  readonly type: string;
  readonly op: 'upsert' | 'delete';
  readonly reference: string;
  readonly connectionId: ConnectionId | null;
  readonly recordKey: string | null;
  readonly revision: number;
  /** Whole body of an event without a record, JSON; null for data events. */
  readonly eventBody: string | null;
  readonly orderingMs: number;
  readonly startTime: string | null;
  readonly endTime: string | null;
  /** zstd of the record; null when the event has none. */
  readonly body: Buffer | null;
  readonly bodyBytes: number;
  /** Of the record; null when the event has none. */
  readonly source: ClaimedSource | null;
  readonly user: ClaimedUser | null;
  /** Part of the answer to a history request; its records are read when it is built (`chunkRecords`). */
  readonly chunk: ClaimedChunk | null;
}

/** What files of a record say of where it came from. */
export interface ClaimedSource {
  /** ISO 8601: when this revision was stored. */
  readonly storedAt: string;
  readonly rawIds: readonly string[];
  readonly deleted: boolean;
}

export interface ClaimedChunk {
  /** From 1. */
  readonly n: number;
  readonly requestId: BackfillId;
  readonly recordKeys: readonly string[];
  readonly samples: boolean;
}

export interface ClaimedUser {
  readonly userId: string;
  readonly referenceId: string | null;
  readonly provider: string;
  readonly scopes: string;
  readonly state: string;
  readonly createdAt: string;
  readonly lastWebhookUpdate: string | null;
}

/** What every claim returns of the rows that it took. `old`: it clears `fresh` in the same statement, so of all claims only the first reads true, whatever becomes of it. */
export const TAKEN =
  'd.id, d.attempts, d.type, d.event_id, d.connection_id, d.record_key, d.revision, d.priority, d.due_at, old.fresh';

/** The user of `connection c` as an event tells of it: with `event e` and `record r`, which may be null. */
export const USER_OF_EVENT = `CASE WHEN c.id IS NOT NULL THEN json_build_object('userId', c.id, 'referenceId', c.reference_id, 'provider', c.provider, 'scopes', c.scopes, 'state', c.state,
              'createdAt', to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
              'lastWebhookUpdate', to_char(coalesce(r.updated_at, CASE WHEN e.chunk IS NOT NULL THEN uuid_extract_timestamp(e.id) END, c.last_webhook_update) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')) END`;
/** The whole body of `event e` for `destination t`, where the event has one of its own. */
export const BODY_OF_EVENT = `CASE WHEN t.dialect = 'v2022' THEN coalesce(e.body_v2022, e.body) ELSE e.body END::text`;
const MADE_MS = '(extract(epoch FROM uuid_extract_timestamp(e.id)) * 1000)::bigint';
const OP = `CASE WHEN r.deleted_at IS NOT NULL THEN 'delete' WHEN r.record_key IS NOT NULL AND e.edited_from IS NULL THEN 'upsert' ELSE e.op END`;

/**
 * `claimed` rows (`TAKEN`) as deliveries. Of a record's event the user's last update is the record's own, of a chunk the chunk's: the body of one revision
 * is then the same in every attempt. So is whether it tells of a deletion: a ride that was sent in vain and then deleted is not sent again, nor is one that
 * came back deleted. An edited event (store/control/edit-delivery.ts) is of its own revision, and older than those that came after it.
 *
 * Who changes a record supersedes what waits for it in the same transaction (store/sync/commit.ts). So when a later revision is claimed, what else there is
 * of its record is leased, and seen here.
 */
export const TO_SEND = `
  SELECT d.id, d.attempts, d.fresh AND coalesce(r.revision, d.revision) = 1 AS "isFirst", d.type, ${OP} AS op, e.reference, d.connection_id AS "connectionId", d.record_key AS "recordKey",
         CASE WHEN e.edited_from IS NULL THEN coalesce(r.revision, d.revision) ELSE d.revision END AS revision, ${BODY_OF_EVENT} AS "eventBody",
         CASE WHEN e.edited_from IS NOT NULL AND r.revision > d.revision THEN least(${MADE_MS}, r.ordering_ms - 1) ELSE coalesce(r.ordering_ms, ${MADE_MS}) END AS "orderingMs",
         r.start_time AS "startTime", r.end_time AS "endTime", r.body, coalesce(r.body_bytes, e.chunk_bytes, 0) AS "bodyBytes",
         CASE WHEN coalesce(r.revision, d.revision) > 1 THEN EXISTS (
           SELECT 1 FROM delivery o WHERE o.connection_id = d.connection_id AND o.record_key = d.record_key AND o.destination_id = $1 AND o.type = d.type
              AND o.state = 'pending' AND o.lease_until > now() AND o.id <> d.id) ELSE false END AS "isBehind",
         -- Only where it is asked for: all others are sent as they are stored.
         CASE WHEN t.format <> 'json' AND r.record_key IS NOT NULL THEN json_build_object('storedAt', r.updated_at, 'rawIds', r.raw_ids, 'deleted', r.deleted_at IS NOT NULL) END AS source,
         CASE WHEN e.chunk IS NOT NULL THEN json_build_object('n', e.chunk, 'requestId', e.backfill_id, 'recordKeys', e.record_keys, 'samples', e.samples) END AS chunk,
         ${USER_OF_EVENT} AS "user"
    FROM claimed d JOIN event e ON e.id = d.event_id JOIN destination t ON t.id = $1
    LEFT JOIN record r ON r.connection_id = d.connection_id AND r.type = d.type AND r.record_key = d.record_key
    LEFT JOIN connection c ON c.id = d.connection_id`;

/** The lease is not in the claim's index, so taking it updates the row in place. */
const CLAIM = `
  WITH picked AS (
    SELECT id FROM delivery
     WHERE destination_id = $1 AND state = 'pending' AND due_at <= now() AND (lease_until IS NULL OR lease_until < now())
     ORDER BY priority, due_at, id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED),
  claimed AS (
    UPDATE delivery d SET lease_until = now() + $3 * interval '1 millisecond', fresh = false WHERE d.id = ANY (ARRAY(SELECT id FROM picked))
    RETURNING ${TAKEN})
  ${TO_SEND} ORDER BY d.priority, d.due_at, d.id`;

export async function claimDeliveries(
  db: Queryable,
  destinationId: DestinationId,
  limit: number,
  leaseMs: number,
): Promise<readonly ClaimedDelivery[]> {
  return (await db.query<ClaimedDelivery>(prepared('delivery-claim', CLAIM, [destinationId, limit, leaseMs]))).rows;
}

/** Gives claimed rows back untouched: stopping ourselves is no attempt of the destination. */
export async function releaseDeliveries(db: Queryable, ids: readonly DeliveryId[]): Promise<void> {
  if (ids.length > 0)
    await db.query(
      prepared('delivery-release', `UPDATE delivery SET lease_until = NULL WHERE id = ANY ($1) AND state = 'pending'`, [ids]),
    );
}

/** Gives claimed rows back for a while. */
export async function putOffDeliveries(db: Queryable, ids: readonly DeliveryId[], ms: number): Promise<void> {
  await db.query(
    prepared(
      'delivery-put-off',
      `UPDATE delivery SET lease_until = NULL, due_at = greatest(due_at, now() + $2 * interval '1 millisecond') WHERE id = ANY ($1) AND state = 'pending'`,
      [ids, ms],
    ),
  );
}

/** Keeps claimed rows that are still being written; those finished meanwhile have no lease any more. */
export async function extendDeliveries(db: Database, ids: readonly DeliveryId[], leaseMs: number): Promise<void> {
  await db.query(
    prepared(
      'delivery-extend',
      `UPDATE delivery SET lease_until = now() + $2 * interval '1 millisecond' WHERE id = ANY ($1) AND state = 'pending' AND lease_until IS NOT NULL`,
      [ids, leaseMs],
    ),
  );
}
