import { describe, expect, it } from '@jest/globals';
import { timeRange } from './time-range.js';

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
