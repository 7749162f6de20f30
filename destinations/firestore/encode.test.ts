import { describe, expect, test } from '@jest/globals';
import { encode, MAX_DEPTH } from './encode.js';

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

describe('an event as values of Firestore', () => {
  test('each type', () => {
    expect(encode({ t: 'a\0b', i: 3, w: 2n ** 62n, d: 0.5, z: -0, b: true, n: null }).fields).toEqual({
      t: { stringValue: 'a\0b' },
      i: { integerValue: 3 },
      w: { integerValue: '4611686018427387904' },
      d: { doubleValue: 0.5 },
      z: { doubleValue: -0 },
      b: { booleanValue: true },
      n: { nullValue: 'NULL_VALUE' },
    });
  });

  test('an array in an array is wrapped, one in a map in an array is not', () => {
    const integer = (integerValue: number) => ({ integerValue });
    const array = (...values: object[]) => ({ arrayValue: { values } });
    const encoded = encode({ a: [[1], { b: [2] }] });
    expect(encoded.fields['a']).toEqual(
      array({ mapValue: { fields: { values: array(integer(1)) } } }, { mapValue: { fields: { b: array(integer(2)) } } }),
    );
    expect(encoded).toMatchObject({ elements: 4, whole: true });
  });

  test('20 levels are whole, what lies deeper is left out', () => {
    expect(encode({ a: nested(MAX_DEPTH) }).whole).toBe(true);
    expect(encode({ a: nested(MAX_DEPTH + 1), b: 1 })).toMatchObject({ whole: false, fields: { b: { integerValue: 1 } } });
  });

  test('the wrapping of arrays counts as a level', () => {
    const arrays = (levels: number): unknown => (levels === 0 ? 1 : [arrays(levels - 1)]);
    expect([10, 11].map((levels) => encode({ a: arrays(levels) }).whole)).toEqual([true, false]);
  });

  test.each(['', '__x__', '__proto__', 'x'.repeat(1501), '\ud800'])('a member named %j is left out', (name) => {
    const encoded = encode(JSON.parse(`{${JSON.stringify(name)}:1,"b":2}`) as Record<string, unknown>);
    expect(encoded).toMatchObject({ whole: false, fields: { b: { integerValue: 2 } } });
    expect(Object.keys(encoded.fields)).toEqual(['b']);
  });

  test('half a character becomes a replacement character, and that is told', () => {
    expect(encode({ a: '\ud800' })).toMatchObject({ whole: false, fields: { a: { stringValue: '\ufffd' } } });
  });
});
