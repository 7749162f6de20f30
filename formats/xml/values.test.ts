import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { readInstant, readNumber, writeInstant, writeNumber } from './values.js';

describe('numbers', () => {
  test.each([
    ['154', 154],
    [' -20.5\n', -20.5],
    ['1e3', 1000],
    ['.5', 0.5],
    ['6.438000202178955', 6.438],
    ['-20.200000762939453125', -20.2],
    ['57567.23828125', 57567.24],
    ['52.15776275843382', 52.15776275843382],
  ])('%j is %d', (text, value) => expect(readNumber(text)).toBe(value));

  test.each(['', ' ', '1,5', '0x10', 'NaN', 'Infinity', '1 2', '--1', '٣'])('%j is none', (text) =>
    expect(readNumber(text)).toBeNaN(),
  );

  it('are written without exponent, noise or needless zeros', () => {
    expect([1e-7, 0.1 + 0.2, 100, -0.00001, 1500.1, 1e20].map((value) => writeNumber(value, 3))).toEqual([
      '0',
      '0.3',
      '100',
      '0',
      '1500.1',
      '100000000000000000000',
    ]);
  });

  it('survive being written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (n) => {
        expect(readNumber(writeNumber(n / 1000, 3))).toBe(n === 0 ? 0 : n / 1000);
      }),
      // Exact in 32 bits, where 559346.9 would be the same.
      { examples: [[559_346_875], [-559_346_875]], numRuns: 2_000 },
    );
  });
});

describe('instants', () => {
  test.each([
    ['2020-06-01T14:52:40.000Z', '2020-06-01T14:52:40.000Z', 0],
    ['2020-06-01T14:52:40+02:00', '2020-06-01T12:52:40.000Z', 7200],
    ['2020-06-01T14:52:40.25-0530', '2020-06-01T20:22:40.250Z', -19_800],
    ['2020-06-01 14:52:40', '2020-06-01T14:52:40.000Z', null],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z', 0],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z', 0],
  ])('%s', (text, instant, offset) => {
    expect(readInstant(text)).toEqual({ unixMicros: Date.parse(instant) * 1000, offsetSeconds: offset });
  });

  test.each([
    '',
    '2020-06-01',
    '2023-02-29T00:00:00Z',
    '2020-13-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '2020-06-01T00:00:00+15:00',
    'now',
  ])('%j is none', (text) => expect(readInstant(text)).toBeNull());

  it('survive being written, to the microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2199, 11) * 1000 }), (micros) => {
        expect(readInstant(writeInstant(micros))?.unixMicros).toBe(micros);
      }),
    );
  });
});
