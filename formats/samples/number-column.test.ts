import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { numberAt, pairAt } from './column.js';
import { columnOfNumbers, columnOfPairs } from './number-column.js';
import type { Decimals } from './number-text.js';

const textAt = (values: readonly number[], decimals: Decimals): (string | null)[] => {
  const column = columnOfNumbers(Float64Array.from(values), decimals);
  return values.map((_, i) => {
    const start = column.starts[i] ?? -1;
    return start < 0 ? null : Buffer.from(column.bytes).toString('latin1', start, column.ends[i]);
  });
};
const decimals = fc.constantFrom<Decimals>(0, 1, 2, 3, 4, 5, 6, 7);

describe('columnOfNumbers', () => {
  test('writes what people write', () => {
    expect(textAt([0, -0, 7, -7, 1200, 0.1, -0.05, 100.05, 438.79999999999995, 12.300000001], 2)).toEqual([
      ...['0', '0', '7', '-7', '1200', '0.1', '-0.05', '100.05', '438.8', '12.3'],
    ]);
    expect(textAt([47.3712345, -179.9999999, 0.0000001, -0.00000001], 7)).toEqual([
      ...['47.3712345', '-179.9999999', '0.0000001', '0'],
    ]);
  });

  test('leaves out what is no number, and writes large ones without an exponent', () => {
    expect(textAt([NaN, Infinity, 1, -Infinity], 1)).toEqual([null, null, '1', null]);
    expect(textAt([2 ** 53, 1e21, -1e22], 3)).toEqual(['9007199254740992', '1000000000000000000000', '-10000000000000000000000']);
    expect(textAt([Number.MAX_VALUE], 7)[0]).toHaveLength(309);
  });

  test('keeps each value of the step that it is told in, and never writes an exponent or a zero at the end', () => {
    const stepped = fc
      .tuple(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), decimals)
      .map(([whole, places]) => ({ value: Number(`${whole}e-${places}`), places }));
    fc.assert(
      fc.property(stepped, ({ value, places }) => {
        const [text = null] = textAt([value], places);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('any double comes back within half a step, as JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), decimals, (values, places) => {
        const texts = textAt(values, places);
        const column = columnOfNumbers(Float64Array.from(values), places);
        expect(column.gaps).toBe(texts.filter((text) => text === null).length);
        values.forEach((value, i) => {
          const text = texts[i] ?? null;
          if (text === null) {
            expect(Number.isFinite(value)).toBe(false);
            return;
          }
          const back = JSON.parse(text) as number;
          expect(numberAt(column, i)).toBe(back);
          const step = Math.abs(value) * 10 ** places < 2 ** 52 ? 10 ** -places : 1;
          expect(Math.abs(back - value)).toBeLessThanOrEqual(0.5000001 * step + Math.abs(value) * Number.EPSILON);
        });
      }),
    );
  });
});

test('columnOfPairs: a pair with a half missing is a gap', () => {
  const column = columnOfPairs(Float64Array.of(47.1, NaN, 3, -1e-7), Float64Array.of(8, 1, NaN, 180), 7);
  expect([0, 1, 2, 3].map((i) => pairAt(column, i))).toEqual([[47.1, 8], null, null, [-1e-7, 180]]);
  expect(column).toMatchObject({ kind: 'pair', gaps: 2 });
  expect(Buffer.from(column.bytes).toString('latin1')).toBe('[47.1,8][-0.0000001,180]');
});
