/**
 * Deliveries in batches whose members are fixed here, before the first write: a repeat writes the same members again, and so the same object.
 * All functions are called in a transaction that holds the destination's row, so two processes never look at once.
 */
import { type DestinationId, newId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';
import { type ClaimedDelivery, TAKEN, TO_SEND } from './claim.js';

/** When a batch is closed: at so many items or bytes, or when its first item has waited for so long. */
export interface BatchLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly maxWaitMs: number;
}

export interface ClaimedBatch {
  readonly id: string;
  /** In an order that does not change. */
  readonly deliveries: readonly ClaimedDelivery[];
}

/** What an event adds to its record: type, user, the names around them. */
const ENVELOPE_BYTES = 1_024;

/** A batch is due when all of it is: members that are held back, or still leased to a process that died, are waited for. */
const DUE = `
  SELECT batch_id AS id FROM delivery WHERE destination_id = $1 AND state = 'pending' AND batch_id IS NOT NULL
   GROUP BY batch_id HAVING bool_and(due_at <= now() AND (lease_until IS NULL OR lease_until < now())) ORDER BY min(due_at), batch_id LIMIT 1`;

const AGAIN = `
  WITH claimed AS (
    UPDATE delivery d SET lease_until = now() + $3 * interval '1 millisecond', fresh = false WHERE destination_id = $1 AND batch_id = $2 AND state = 'pending'
    RETURNING ${TAKEN})
  ${TO_SEND} ORDER BY d.id`;

/** The first item goes whatever its size. By the time in its id, so that what was put off has waited already. */
const FORM = `
  WITH candidates AS MATERIALIZED (
    SELECT id, event_id, connection_id, type, record_key, priority, due_at FROM delivery
     WHERE destination_id = $1 AND state = 'pending' AND batch_id IS NULL AND due_at <= now() AND (lease_until IS NULL OR lease_until < now())
     ORDER BY priority, due_at, id LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED),
  sized AS (
    SELECT d.id, row_number() OVER line AS n,
           sum(coalesce(r.body_bytes, e.chunk_bytes, octet_length(e.body::text), 0) + ${ENVELOPE_BYTES}) OVER line AS upto
      FROM candidates d JOIN event e ON e.id = d.event_id
      LEFT JOIN record r ON r.connection_id = d.connection_id AND r.type = d.type AND r.record_key = d.record_key
    WINDOW line AS (ORDER BY d.priority, d.due_at, d.id)),
  said AS (
    SELECT count(*) >= $4 OR max(upto) >= $5 AS is_full, uuid_extract_timestamp((array_agg(id ORDER BY id))[1]) + $6 * interval '1 millisecond' AS open_at
      FROM sized HAVING count(*) > 0),
  waiting AS (
    UPDATE destination t SET batch_open_at = said.open_at, batch_items = $4 FROM said
     WHERE t.id = $1 AND NOT said.is_full AND said.open_at > now()
       AND (t.batch_open_at IS DISTINCT FROM said.open_at OR t.batch_items IS DISTINCT FROM $4)),
  claimed AS (
    UPDATE delivery d SET batch_id = $2, lease_until = now() + $3 * interval '1 millisecond', fresh = false FROM said
     WHERE (said.is_full OR said.open_at <= now()) AND d.id = ANY (ARRAY(SELECT id FROM sized WHERE n = 1 OR upto <= $5))
    RETURNING ${TAKEN})
  ${TO_SEND} ORDER BY d.id`;

/** A batch to write: the rest of one that was tried before, or a new one when enough is there or has waited long enough. */
export async function claimBatch(
  tx: Queryable,
  destinationId: DestinationId,
  { maxItems, maxBytes, maxWaitMs }: BatchLimits,
  leaseMs: number,
): Promise<ClaimedBatch | null> {
  const { rows: due } = await tx.query<{ id: string }>(prepared('batch-due', DUE, [destinationId]));
  const id: string = due[0]?.id ?? newId();
  const { rows: deliveries } = await tx.query<ClaimedDelivery>(
    due[0]
      ? prepared('batch-again', AGAIN, [destinationId, id, leaseMs])
      : prepared('batch-form', FORM, [destinationId, id, leaseMs, maxItems, maxBytes, maxWaitMs]),
  );
  return deliveries.length === 0 ? null : { id, deliveries };
}

/** Milliseconds until what waits is closed into a batch though it is not full; null when nothing waits. */
export async function batchOpensInMs(db: Queryable, destinationId: DestinationId): Promise<number | null> {
  const { rows } = await db.query<{ ms: number }>(
    prepared(
      'batch-opens',
      `SELECT (extract(epoch FROM batch_open_at - clock_timestamp()) * 1000)::float8 AS ms FROM destination WHERE id = $1 AND batch_open_at > clock_timestamp()`,
      [destinationId],
    ),
  );
  return rows[0]?.ms ?? null;
}
