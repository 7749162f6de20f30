/** Whether what was claimed may still be sent: asked while it is written, for a claim may take minutes to write. */
import type { CircuitState } from '../../model/circuit.js';
import type { DeliveryId, DestinationId } from '../../model/ids.js';
import { type Database, prepared } from '../database.js';

export interface Standing {
  readonly state: 'enabled' | 'paused' | 'disabled';
  readonly circuit: CircuitState;
  readonly configRevision: number;
  /** Still to be delivered. What is not here has ended: its user was erased. */
  readonly pending: ReadonlySet<DeliveryId>;
  /** Of `pending`: put off since they were claimed, because their user is being disconnected (store/connections/ending.ts). */
  readonly held: ReadonlySet<DeliveryId>;
}

/** @returns null when the destination is gone. One probe of the primary key for each of `ids`. */
export async function readStanding(
  db: Database,
  destinationId: DestinationId,
  ids: readonly DeliveryId[],
): Promise<Standing | null> {
  const { rows } = await db.query<{
    state: Standing['state'];
    circuit: CircuitState;
    configRevision: number;
    pending: DeliveryId[] | null;
    held: DeliveryId[] | null;
  }>(
    prepared(
      'delivery-standing',
      `SELECT t.state, t.circuit, t.config_revision AS "configRevision", d.pending, d.held
         FROM destination t, LATERAL (
           SELECT array_agg(id) AS pending, array_agg(id) FILTER (WHERE due_at > now()) AS held FROM delivery WHERE id = ANY ($2) AND state = 'pending') d
        WHERE t.id = $1`,
      [destinationId, ids],
    ),
  );
  const row = rows[0];
  return row ? { ...row, pending: new Set(row.pending), held: new Set(row.held) } : null;
}
