/** Writing down what became of deliveries: state, attempt and the destination's circuit in one statement. */
import type { DeliveryState } from '../../model/delivery.js';
import type { Exchange } from '../../model/exchange.js';
import type { DeliveryId, DestinationId, EnvironmentId } from '../../model/ids.js';
import type { StoredProblem } from '../../model/problem.js';
import { type Database, prepared } from '../database.js';

export interface FinishedDelivery {
  readonly id: DeliveryId;
  readonly state: Extract<DeliveryState, 'delivered' | 'dead' | 'pending' | 'superseded'>;
  /** For `pending`: milliseconds until the next try. */
  readonly retryMs: number;
  /** False for a delivery given back without a try that counts. */
  readonly counted: boolean;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly code: string | null;
  readonly problem: StoredProblem | null;
  /** For operators; absent or null = nothing is known of it. */
  readonly exchange?: Exchange | null;
}

const FINISH = `
  WITH done AS (
    SELECT * FROM unnest($3::uuid[], $4::text[], $5::float8[], $6::boolean[], $7::float8[], $8::int[], $9::text[], $10::jsonb[], $11::jsonb[], $12::jsonb[])
      AS f(id, state, retry_ms, counted, started_ms, duration_ms, code, problem, request, answer)),
  updated AS (
    UPDATE delivery d SET state = f.state, lease_until = NULL, attempts = d.attempts + f.counted::int, problem = f.problem,
           -- What was put off meanwhile stays put off when it comes back untried.
           due_at = CASE WHEN f.state <> 'pending' THEN d.due_at WHEN f.counted THEN now() + f.retry_ms * interval '1 millisecond'
                         ELSE greatest(d.due_at, now() + f.retry_ms * interval '1 millisecond') END,
           finished_at = CASE WHEN f.state = 'pending' THEN NULL ELSE now() END
      FROM done f WHERE d.id = f.id AND d.id = ANY ($3) AND d.destination_id = $2 AND d.state = 'pending'
    RETURNING d.id, d.attempts, f.counted, f.started_ms, f.duration_ms, f.state, f.code, f.problem, f.request, f.answer),
  logged AS (
    INSERT INTO attempt (delivery_id, n, environment_id, started_at, duration_ms, ok, code, problem, request, answer)
    SELECT id, attempts, $1, to_timestamp(started_ms / 1000), duration_ms, state = 'delivered', code, problem, request, answer FROM updated WHERE counted
    ON CONFLICT DO NOTHING)
  SELECT count(*)::int AS updated FROM updated`;

/** @returns how many rows moved; fewer than given when another process had finished them already. */
export async function finishDeliveries(
  db: Database,
  destination: { environmentId: EnvironmentId; id: DestinationId },
  finished: readonly FinishedDelivery[],
): Promise<number> {
  if (finished.length === 0) return 0;
  const column = <T>(pick: (row: FinishedDelivery) => T): T[] => finished.map(pick);
  const { rows } = await db.query<{ updated: number }>(
    prepared('delivery-finish', FINISH, [
      destination.environmentId,
      destination.id,
      column((f) => f.id),
      column((f) => f.state),
      column((f) => f.retryMs),
      column((f) => f.counted),
      column((f) => f.startedAtMs),
      column((f) => Math.round(f.durationMs)),
      column((f) => f.code),
      column((f) => jsonOrNull(f.problem)),
      column((f) => jsonOrNull(f.exchange?.request)),
      column((f) => jsonOrNull(f.exchange?.answer)),
    ]),
  );
  return rows[0]?.updated ?? 0;
}

const jsonOrNull = (value: object | null | undefined): string | null => (value ? JSON.stringify(value) : null);
