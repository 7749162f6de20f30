import { describe, expect, test } from '@jest/globals';
import { formatMicros, formatTimestamp } from './timestamp.js';

describe('timestamps', () => {
  test.each([
    [Date.UTC(2022, 11, 12, 10), 0, '2022-12-12T10:00:00.000000+00:00'],
    [Date.UTC(2022, 11, 12, 23, 30), 345, '2022-12-13T05:15:00.000000+05:45'],
    [Date.UTC(2022, 0, 1, 2), -210, '2021-12-31T22:30:00.000000-03:30'],
  ])('%d with %d minutes is %s', (ms, offset, text) => {
    expect(formatTimestamp(ms, offset)).toBe(text);
  });

  test('microseconds are kept, years of five digits are refused', () => {
    expect(formatMicros(1_000_001)).toBe('1970-01-01T00:00:01.000001+00:00');
    expect(() => formatMicros(Date.UTC(10_000, 0) * 1000)).toThrow(RangeError);
  });
});
