/** Events without a record (auth, deauth, …): the event and one delivery for each matching destination. */
import { PRIORITY } from '../../model/delivery.js';
import type { ConnectionId, DestinationId, EnvironmentId, Reference } from '../../model/ids.js';
import { type Queryable } from '../database.js';

export interface NewEvent {
  readonly environmentId: EnvironmentId;
  readonly connectionId: ConnectionId | null;
  readonly type: string;
  readonly reference: Reference;
  /** The whole body as it is sent. */
  readonly body: object;
  /** Only this destination (test events); null = all whose filter matches. */
  readonly onlyTo?: DestinationId;
}

/** Call inside the transaction that makes the event true. @returns the destinations to wake. */
export async function emitEvent(tx: Queryable, event: NewEvent): Promise<readonly DestinationId[]> {
  const { rows } = await tx.query<{ destination_id: DestinationId }>(
    `WITH made AS (
       INSERT INTO event (environment_id, connection_id, type, reference, body) VALUES ($1, $2, $3, $4, $5) RETURNING id)
     INSERT INTO delivery (environment_id, destination_id, event_id, connection_id, type, priority)
     SELECT $1, t.id, made.id, $2, $3, ${PRIORITY.live} FROM made, destination t
      WHERE t.environment_id = $1 AND CASE WHEN $6::uuid IS NULL THEN t.event_types IS NULL OR $3 = ANY (t.event_types) ELSE t.id = $6 END
     RETURNING destination_id`,
    [event.environmentId, event.connectionId, event.type, event.reference, JSON.stringify(event.body), event.onlyTo ?? null],
  );
  return rows.map((row) => row.destination_id);
}
