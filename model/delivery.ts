/** The life of a delivery: states as a table, and when to try again. */

export const DELIVERY_TRANSITIONS = {
  pending: ['delivered', 'dead', 'superseded', 'canceled'],
  /** Redriven by an operator. */
  dead: ['pending'],
  delivered: [],
  /** A newer revision of the record is on its way in another delivery. */
  superseded: [],
  /** Its destination or its connection is gone. */
  canceled: [],
} as const satisfies Record<string, readonly string[]>;

export type DeliveryState = keyof typeof DELIVERY_TRANSITIONS;

export const canBecome = (from: DeliveryState, to: DeliveryState): boolean =>
  (DELIVERY_TRANSITIONS[from] as readonly string[]).includes(to);

/** Lower goes first. */
export const PRIORITY = { live: 0, backfill: 5, replay: 7 } as const;
export type Priority = (typeof PRIORITY)[keyof typeof PRIORITY];

export interface RetrySchedule {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly attempts: number;
}

/** Terra's: ten tries, 30 s doubling, at most 8 h apart (terra.md §2.1). */
export const TERRA_RETRIES: RetrySchedule = { firstMs: 30_000, maxMs: 8 * 3_600_000, attempts: 10 };

/**
 * How long to wait after the `attempts`-th failed try, or null when that was the last.
 * @param random 0..1: spreads the tries of many deliveries over ±10 %.
 * @param askedMs what the other side asked for (`Retry-After`): never sooner than that, capped at a day.
 */
export function retryDelayMs(
  attempts: number,
  random: number,
  askedMs = 0,
  schedule: RetrySchedule = TERRA_RETRIES,
): number | null {
  if (attempts >= schedule.attempts) return null;
  const planned = Math.min(schedule.maxMs, schedule.firstMs * 2 ** (attempts - 1)) * (0.9 + 0.2 * random);
  return Math.round(Math.max(planned, Math.min(askedMs, 86_400_000)));
}
