import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PRIORITY, type RetrySchedule, TERRA_RETRIES, retryDelayMs } from './delivery.js';

const DAY_MS = 86_400_000;
const random = fc.double({ min: 0, max: 1, noNaN: true });
const schedule: fc.Arbitrary<RetrySchedule> = fc.record({
  firstMs: fc.integer({ min: 1, max: 60_000 }),
  maxMs: fc.integer({ min: 60_000, max: DAY_MS }),
  attempts: fc.integer({ min: 1, max: 50 }),
});

describe('the wait after a failed try', () => {
  it("is Terra's: 30 s doubling to at most 8 h, ten tries", () => {
    const waits = Array.from({ length: 10 }, (_, tried) => retryDelayMs(tried + 1, 0.5));
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3840, 7680, null].map((seconds) => seconds && seconds * 1000));
    expect(retryDelayMs(11, 0.5, 0, { ...TERRA_RETRIES, attempts: 20 })).toBe(8 * 3_600_000);
  });

  it('stays within a tenth of its plan, and ends after the last try', () => {
    fc.assert(
      fc.property(schedule, fc.integer({ min: 1, max: 60 }), random, (retries, tried, chance) => {
        const waitMs = retryDelayMs(tried, chance, 0, retries);
        if (tried >= retries.attempts) expect(waitMs).toBeNull();
        else {
          const plannedMs = Math.min(retries.maxMs, retries.firstMs * 2 ** (tried - 1));
          expect(waitMs).toBeGreaterThanOrEqual(Math.floor(plannedMs * 0.9));
          expect(waitMs).toBeLessThanOrEqual(Math.ceil(plannedMs * 1.1));
        }
      }),
    );
  });

  it('is never shorter than what the other side asked for, up to a day, and never above it because of that', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), random, fc.integer({ min: 0, max: 100 * DAY_MS }), (tried, chance, askedMs) => {
        const waitMs = retryDelayMs(tried, chance, askedMs);
        expect(waitMs).toBeGreaterThanOrEqual(Math.min(askedMs, DAY_MS));
        expect(waitMs).toBeLessThanOrEqual(DAY_MS);
      }),
    );
  });

  it('asked for does not buy another try', () => {
    expect(retryDelayMs(10, 0.5, 60_000)).toBeNull();
  });
});

it('lets live rides go before backfills, and those before replays', () => {
  expect(PRIORITY.live).toBeLessThan(PRIORITY.backfill);
  expect(PRIORITY.backfill).toBeLessThan(PRIORITY.replay);
});
