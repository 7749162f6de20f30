import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readRows } from './rows.js';

const KEYS = ['gnss.timestamp', 'gnss.latitude', 'ecg.hr'];
const read = (text: string): { rows: number[][]; page: ReturnType<typeof readRows> } => {
  const rows: number[][] = [];
  const page = readRows(Buffer.from(text), KEYS, (values) => rows.push([...values]));
  return { rows, page };
};
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.integer({ min: -9e14, max: 9e14 }).map((n) => n / 1e7),
);

describe('rows of a page', () => {
  test('reads what JSON.parse reads, whatever else is in it and however it is spaced', () => {
    const row = fc.tuple(
      fc.record({ 'gnss.timestamp': number, 'gnss.latitude': fc.option(number), 'ecg.hr': number }, { requiredKeys: [] }),
      fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(row), fc.jsonValue(), fc.integer({ min: 0, max: 3 }), (all, other, spaces) => {
        const results = all.map(([wanted, extra, first]) => (first ? { ...extra, ...wanted } : { ...wanted, ...extra }));
        const document = { previous: other, count: all.length, results, next: null, more: other };
        const { rows, page } = read(JSON.stringify(document, null, spaces));
        expect(page).toEqual({ count: all.length, next: null, rows: all.length });
        expect(rows).toEqual(
          results.map((one) =>
            KEYS.map((key) => {
              const value: unknown = Reflect.get(one, key);
              // -0 and 0 are one number.
              return typeof value === 'number' ? value + 0 : NaN;
            }),
          ),
        );
      }),
    );
  });

  test.each([
    ['', 'nothing'],
    ['[]', 'a list'],
    ['{"count":1}', 'no results'],
    ['{"results":[{"ecg.hr":1}', 'cut off'],
    ['{"results":[{"ecg.hr":1},]}', 'a comma too many'],
    ['{"results":[1]}', 'a row that is none'],
    ['{"results":[{"ecg.hr":-}]}', 'half a number'],
    ['{"results":[{"ecg.hr":1.}]}', 'half a fraction'],
    ['{"results":[{"ecg.hr":nil}]}', 'an unknown word'],
    ['{"results":[]}x', 'something behind it'],
  ])('%s is no page: %s', (text) => {
    expect(() => read(text)).toThrow(SyntaxError);
  });

  test('any bytes are a page or a SyntaxError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: 40 }), (junk, at) => {
        const whole = Buffer.from('{"count":2,"next":2,"results":[{"gnss.timestamp":1.5e3,"ecg.hr":null},{"x":["]"]}]}');
        const bytes = Buffer.concat([whole.subarray(0, at), junk]);
        try {
          readRows(bytes, KEYS, () => undefined);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
