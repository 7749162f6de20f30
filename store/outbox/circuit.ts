/** The circuit of a destination, kept in its row. */
import { type CircuitPolicy, type CircuitState, cooldownMs } from '../../model/circuit.js';
import type { DestinationId } from '../../model/ids.js';
import type { StoredProblem } from '../../model/problem.js';
import { type Database, prepared } from '../database.js';
import { IS_DUE } from './due.js';

export interface CircuitRow {
  readonly state: 'enabled' | 'paused' | 'disabled';
  readonly circuit: CircuitState;
  readonly failures: number;
}

/**
 * A success. When the circuit was not closed it closes, and what had been put off because of the outage is brought forward, but for what was asked to
 * wait. A success among failures brings nothing forward: an item that fails again and again keeps its own schedule.
 */
export async function recordSuccess(db: Database, id: DestinationId): Promise<void> {
  await db.query(
    prepared(
      'circuit-success',
      `WITH healed AS (
         UPDATE destination SET circuit = 'closed', failures = 0, failing_since = NULL, probe_at = NULL, problem = NULL, updated_at = now()
          WHERE id = $1 AND (failures > 0 OR circuit <> 'closed') RETURNING id, old.circuit AS was)
       UPDATE delivery d SET due_at = now() FROM healed
        WHERE healed.was <> 'closed' AND d.destination_id = healed.id AND d.state = 'pending' AND d.due_at > now()
          AND d.problem IS NOT NULL AND d.problem->>'kind' <> 'rate_limited'`,
      [id],
    ),
  );
}

/**
 * A failure of the target as a whole. Opens the circuit after `policy.failures` in a row (at once when `atOnce`), and disables the destination
 * when it has failed for `policy.disableAfterMs` without a single success, or said itself that it is gone (`disable`).
 */
export async function recordFailure(
  db: Database,
  id: DestinationId,
  failure: { count: number; atOnce: boolean; disable: boolean; waitMs: number; problem: StoredProblem },
  policy: CircuitPolicy,
): Promise<CircuitRow | null> {
  const { rows: before } = await db.query<{ failures: number; circuit: CircuitState }>(
    prepared('circuit-failures', `SELECT failures, circuit FROM destination WHERE id = $1`, [id]),
  );
  const { failures: known, circuit } = before[0] ?? { failures: 0, circuit: 'closed' };
  // Only failed probes lengthen the wait: a batch of 128 that fails at once is one outage, not 108 rounds of it.
  const failures =
    circuit === 'half_open'
      ? Math.max(known, policy.failures) + 1
      : Math.max(known, Math.min(known + failure.count, policy.failures));
  const coolMs = Math.max(failure.waitMs, cooldownMs(failures, policy));
  const { rows } = await db.query<CircuitRow>(
    prepared(
      'circuit-failure',
      `UPDATE destination SET failures = $2::int, failing_since = coalesce(failing_since, now()), problem = $3, updated_at = now(),
              circuit = CASE WHEN $4 OR circuit <> 'closed' OR $2::int >= $5::int THEN 'open' ELSE circuit END,
              probe_at = CASE WHEN $4 OR circuit <> 'closed' OR $2::int >= $5::int THEN now() + $6 * interval '1 millisecond' ELSE probe_at END,
              state = CASE WHEN state = 'enabled' AND ($8 OR failing_since < now() - $7 * interval '1 millisecond') THEN 'disabled' ELSE state END
        WHERE id = $1 RETURNING state, circuit, failures`,
      [
        id,
        failures,
        JSON.stringify(failure.problem),
        failure.atOnce,
        policy.failures,
        coolMs,
        policy.disableAfterMs,
        failure.disable,
      ],
    ),
  );
  return rows[0] ?? null;
}

/**
 * Lets one caller probe an open circuit whose cooldown is over, when there is something due to probe it with: a probe taken without would keep
 * everybody else away for its whole lease. @returns 'closed' = go on, 'probe' = you may try one, 'wait' = not now.
 */
export async function mayWrite(db: Database, id: DestinationId, probeLeaseMs: number): Promise<'closed' | 'probe' | 'wait'> {
  const { rows } = await db.query<{ verdict: 'closed' | 'probe' | 'wait' }>(
    prepared(
      'circuit-may-write',
      `WITH probing AS (
         UPDATE destination t SET circuit = 'half_open', probe_at = now() + $2 * interval '1 millisecond'
          WHERE t.id = $1 AND t.state = 'enabled' AND t.circuit <> 'closed' AND t.probe_at <= now() AND (${IS_DUE})
          RETURNING t.id)
       SELECT CASE WHEN EXISTS (SELECT 1 FROM probing) THEN 'probe' WHEN state = 'enabled' AND circuit = 'closed' THEN 'closed' ELSE 'wait' END AS verdict
         FROM destination WHERE id = $1`,
      [id, probeLeaseMs],
    ),
  );
  return rows[0]?.verdict ?? 'wait';
}

/** Keeps a probe that is still under way. */
export async function extendProbe(db: Database, id: DestinationId, probeLeaseMs: number): Promise<void> {
  await db.query(
    prepared(
      'circuit-extend-probe',
      `UPDATE destination SET probe_at = now() + $2 * interval '1 millisecond' WHERE id = $1 AND circuit = 'half_open'`,
      [id, probeLeaseMs],
    ),
  );
}

/** Gives a probe back that said nothing about the target (a bad item, our own stop): the next one may be tried at once. */
export async function releaseProbe(db: Database, id: DestinationId): Promise<void> {
  await db.query(
    prepared(
      'circuit-release-probe',
      `UPDATE destination SET circuit = 'open', probe_at = now() WHERE id = $1 AND circuit = 'half_open'`,
      [id],
    ),
  );
}
