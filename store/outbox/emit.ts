/** Events without a record (auth, deauth, …): the event and one delivery for each matching destination, in the dialect that it hears. */
import { PRIORITY } from '../../model/delivery.js';
import type { ConnectionId, DestinationId, EnvironmentId, Reference } from '../../model/ids.js';
import { type FailedFlow, type StatusEvent, type WireEvent, inDialect } from '../../model/terra/index.js';
import { type Queryable } from '../database.js';

export interface NewEvent {
  readonly environmentId: EnvironmentId;
  readonly connectionId: ConnectionId | null;
  readonly reference: Reference;
  /** The whole body as it is sent. */
  readonly body: StatusEvent;
  /** What the older dialect says more of a failed connecting. */
  readonly flow?: FailedFlow;
  /** Only this destination, whatever its filter and dialect (test events); absent = all that it is for. */
  readonly onlyTo?: DestinationId;
}

/** `$7`, `$8`: the type in each dialect, null where that does not have it. A filter is about what the receiver sees. */
const EMIT = `
  WITH made AS (
    INSERT INTO event (environment_id, connection_id, type, reference, body, body_v2022) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id),
  heard AS (
    SELECT t.id, t.event_types, CASE t.dialect WHEN 'v2022' THEN $7::text ELSE $8::text END AS type FROM destination t WHERE t.environment_id = $1)
  INSERT INTO delivery (environment_id, destination_id, event_id, connection_id, type, priority)
  SELECT $1, h.id, made.id, $2, coalesce(h.type, $3), ${PRIORITY.live} FROM made, heard h
   WHERE CASE WHEN $9::uuid IS NULL THEN h.type IS NOT NULL AND (h.event_types IS NULL OR h.type = ANY (h.event_types)) ELSE h.id = $9 END
  RETURNING destination_id`;

/** Call inside the transaction that makes the event true. @returns the destinations to wake. */
export async function emitEvent(tx: Queryable, event: NewEvent): Promise<readonly DestinationId[]> {
  const { body } = event;
  const [older, today]: readonly (WireEvent | null)[] = [inDialect(body, 'v2022', event.flow), inDialect(body, 'v2026')];
  const { rows } = await tx.query<{ destination_id: DestinationId }>(EMIT, [
    event.environmentId,
    event.connectionId,
    body.type,
    event.reference,
    JSON.stringify(body),
    older === null || older === body ? null : JSON.stringify(older),
    older?.type ?? null,
    today?.type ?? null,
    event.onlyTo ?? null,
  ]);
  return rows.map((row) => row.destination_id);
}
