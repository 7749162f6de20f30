/** What becomes of a delivery after a try: delivered, again later, or a dead letter. */
import type { ItemResult } from '../../destinations/kit/destination.js';
import { opensAtOnce } from '../../model/circuit.js';
import { type RetrySchedule, retryDelayMs } from '../../model/delivery.js';
import type { Problem } from '../../model/problem.js';
import type { ClaimedDelivery } from '../../store/outbox/claim.js';
import type { FinishedDelivery } from '../../store/outbox/finish.js';

export interface Try {
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** @param cooldownMs how long an open circuit rests: a delivery that only a mended destination can take waits as long */
export function verdictOn(
  delivery: ClaimedDelivery,
  result: ItemResult,
  { startedAtMs, durationMs }: Try,
  policy: { readonly cooldownMs: number; readonly retries: RetrySchedule },
): FinishedDelivery {
  const base = { id: delivery.id, startedAtMs, durationMs, retryMs: 0, counted: true };
  if (result.ok) return { ...base, state: 'delivered', code: result.code ?? result.outcome, problem: null };
  const { problem } = result;
  const shown = { ...base, code: problem.code ?? problem.kind, problem: problem.toJSON() };
  if (problem.kind === 'canceled') return { ...shown, state: 'pending', counted: false };
  // The destination must be mended first: nothing of this item's patience is used up.
  if (opensAtOnce(problem.kind)) return { ...shown, state: 'pending', counted: false, retryMs: policy.cooldownMs };
  if (isForgotten(delivery, problem)) return { ...shown, state: 'superseded' };
  const waitMs = problem.retryable
    ? retryDelayMs(delivery.attempts + 1, Math.random(), problem.retryAfterMs, policy.retries)
    : null;
  return waitMs === null ? { ...shown, state: 'dead' } : { ...shown, state: 'pending', retryMs: waitMs };
}

/** The verdicts on one batch: those that go again are due together, when the last of them may be. */
export function togetherOn(verdicts: readonly FinishedDelivery[]): readonly FinishedDelivery[] {
  const retryMs = Math.max(0, ...verdicts.map((verdict) => (verdict.state === 'pending' ? verdict.retryMs : 0)));
  return verdicts.map((verdict) => (verdict.state === 'pending' ? { ...verdict, retryMs } : verdict));
}

/** Its user was erased while it waited: there is nobody to tell about. */
const isForgotten = (delivery: ClaimedDelivery, problem: Problem): boolean =>
  problem.kind === 'missing' && !delivery.user && delivery.eventBody === null;
