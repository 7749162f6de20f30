import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { numberAt, pairAt } from './column.js';
import { readColumns } from './json-columns.js';

/** All bytes that mean something in JSON. */
const SPOILERS = Array.from('0123456789.-+eE[]{},:" ntf\\');
const read = (text: string) => readColumns(Buffer.from(text));

/** The document as it was, from what readColumns made of it. */
function rebuilt(text: string): unknown {
  const bytes = Buffer.from(text);
  const { skeleton, arrays } = readColumns(bytes);
  const restore = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const found = arrays[Number(value[0])];
      if (found === undefined) throw new Error('an array that is not ours');
      if (found.kind === 'other') return found.value;
      return Array.from({ length: found.length }, (_, i) => {
        const start = found.starts[i] ?? -1;
        return start < 0 ? null : (JSON.parse(bytes.toString('utf8', start, found.ends[i])) as unknown);
      });
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, restore(inner)]));
  };
  return restore(skeleton);
}

const isPair = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.length === 2 && value.every((half) => half === null || typeof half === 'number');

/** What JSON.parse says, with half a position taken for none, which is what a column of pairs means by it. */
function expected(text: string): unknown {
  const gapped = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value.every((one) => one === null || isPair(one))
        ? value.map((one) => (isPair(one) && one.includes(null) ? null : (one as unknown)))
        : value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, gapped(inner)]));
  };
  return gapped(JSON.parse(text));
}

describe('readColumns', () => {
  test('reads any JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.stringify(rebuilt(text))).toBe(JSON.stringify(expected(text)));
      }),
      { numRuns: 500 },
    );
  });

  test('refuses what JSON.parse refuses: any document with a byte changed, put in or left out', () => {
    const numbers = fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)));
    const document = fc
      .record({ a: numbers, b: fc.array(fc.boolean()), c: fc.array(fc.tuple(fc.integer(), fc.integer())) })
      .map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(document, fc.nat(), fc.constantFrom('', ...SPOILERS), fc.boolean(), (text, at, put, replace) => {
        const place = at % text.length;
        const spoilt = text.slice(0, place) + put + text.slice(place + (replace ? 1 : 0));
        let wanted: string;
        try {
          wanted = JSON.stringify(expected(spoilt));
        } catch {
          expect(() => read(spoilt)).toThrow(SyntaxError);
          return;
        }
        // Copied number text keeps more digits than a double; the values are the same.
        expect(JSON.stringify(rebuilt(spoilt))).toBe(wanted);
      }),
      { numRuns: 3000 },
    );
  });

  test('an array that pretends to be a place is one like any other', () => {
    expect(rebuilt('{"a":[1],"b":[0],"c":["x",[7]]}')).toEqual({ a: [1], b: [0], c: ['x', [7]] });
  });

  test('tells kinds, gaps and values', () => {
    const { arrays } = read('[1,null,2.5e1]');
    expect(arrays[0]).toMatchObject({ kind: 'number', length: 3, gaps: 1 });
    const of = (text: string) => {
      const found = read(text).arrays[0];
      if (found === undefined || found.kind === 'other') throw new Error('no column');
      return found;
    };
    expect([0, 1, 2, 3].map((i) => numberAt(of('[7,null,-2.5e1,12345678901234567]'), i))).toEqual([
      7,
      null,
      -25,
      12345678901234568,
    ]);
    expect([0, 1, 2].map((i) => pairAt(of('[[1.5, -2],null,[null,3]]'), i))).toEqual([[1.5, -2], null, null]);
    expect(of('[]')).toMatchObject({ kind: 'empty', length: 0 });
    expect(of('[null]')).toMatchObject({ kind: 'empty', gaps: 1 });
    expect(of('[true,null,false]').kind).toBe('boolean');
    for (const other of ['[1,true]', '["a"]', '[[1]]', '[[1,2,3]]', '[{}]', '[1,[1,2]]'])
      expect(read(other).arrays[0]?.kind).toBe('other');
  });

  test('columns longer than the scratch space', () => {
    const values = Array.from({ length: 70_000 }, (_, i) => i);
    expect(rebuilt(JSON.stringify({ values }))).toEqual({ values });
  });
});
