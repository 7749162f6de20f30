import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, timeRange, windowsNewestFirst } from './time-range.js';

describe('a range of time', () => {
  it('ends after it starts', () => {
    expect(timeRange(1, 2)).toEqual({ startMs: 1, endMs: 2 });
    for (const [start, end] of [
      [2, 2],
      [3, 2],
      [NaN, 2],
      [1, NaN],
    ] as const)
      expect(() => timeRange(start, end)).toThrow(RangeError);
  });
});

describe('windows of a range', () => {
  const range = fc
    .tuple(fc.integer({ min: 0, max: 2_000_000_000_000 }), fc.integer({ min: 1, max: 3 * 365 * DAY_MS }))
    .map(([startMs, lengthMs]) => timeRange(startMs, startMs + lengthMs));
  const days = fc.integer({ min: 1, max: 60 });

  it('tile it newest first, none longer than asked, and meet at midnight UTC', () => {
    fc.assert(
      fc.property(range, days, (whole, length) => {
        const windows = windowsNewestFirst(whole, length);
        expect([windows[0]?.endMs, windows.at(-1)?.startMs]).toEqual([whole.endMs, whole.startMs]);
        for (const [n, { startMs, endMs }] of windows.entries()) {
          expect(endMs).toBeGreaterThan(startMs);
          expect(endMs - startMs).toBeLessThanOrEqual(length * DAY_MS);
          if (n === 0) continue;
          expect(endMs).toBe(windows[n - 1]?.startMs);
          expect(endMs % DAY_MS).toBe(0);
        }
      }),
    );
  });

  it('need at least a day each', () => {
    for (const length of [0, -1, NaN]) expect(() => windowsNewestFirst(timeRange(0, DAY_MS), length)).toThrow(RangeError);
  });
});
