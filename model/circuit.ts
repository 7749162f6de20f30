/** A destination's circuit breaker. Its state is a row, so that all processes see the same one. */
import { PROBLEM_KINDS, type ProblemKind } from './problem.js';

export type CircuitState = 'closed' | 'open' | 'half_open';

export const CIRCUIT_TRANSITIONS = {
  closed: ['open'],
  open: ['half_open'],
  half_open: ['closed', 'open'],
} as const satisfies Record<CircuitState, readonly CircuitState[]>;

export interface CircuitPolicy {
  /** Failures in a row that open it. */
  readonly failures: number;
  readonly cooldownMs: number;
  readonly maxCooldownMs: number;
  /** Failing for this long without a success disables the destination. */
  readonly disableAfterMs: number;
}

/** Trouble of the whole target counts towards opening; a bad item does not. Being stopped by ourselves says nothing about the target. */
export const countsAgainstTarget = (kind: ProblemKind): boolean => kind !== 'canceled' && PROBLEM_KINDS[kind].scope === 'target';

/** Batches that failed by our own fault as a whole, one after another, before the circuit opens. */
const BUG_BATCHES = 3;

/** What so many events of one batch, none of which went otherwise, count as failures: no batch opens the circuit alone. */
export const bugsToCount = (bugs: number, policy: CircuitPolicy): number =>
  Math.min(bugs, Math.ceil(policy.failures / BUG_BATCHES));

/** Refused credentials or a wrong set-up do not heal by waiting: open at once. */
export const opensAtOnce = (kind: ProblemKind): boolean => kind === 'auth' || kind === 'config';

/** Wait before the next probe: doubles with every failed one. */
export function cooldownMs(failures: number, policy: CircuitPolicy): number {
  const rounds = Math.max(0, failures - policy.failures);
  return Math.min(policy.maxCooldownMs, policy.cooldownMs * 2 ** Math.min(rounds, 20));
}
