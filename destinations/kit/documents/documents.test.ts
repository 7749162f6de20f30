import { describe, expect, test } from '@jest/globals';
import { testItem } from '../testing/items.js';
import { depthOf } from './depth.js';
import { collectionOf, identityOf, markOf } from './mark.js';
import { parseEvent } from './parse-event.js';
import { pruned } from './prune.js';

const parse = (text: string) => parseEvent(Buffer.from(text), (integer) => integer);

describe('an event as a document', () => {
  test('64-bit integers are exact, other numbers stay doubles', () => {
    expect(
      parse(
        '{"a":9007199254740993,"b":-9223372036854775808,"c":9223372036854775808,"d":0.1234567890123456789,"e":9007199254740991,"f":1e20}',
      ),
    ).toEqual({ a: 9007199254740993n, b: -(2n ** 63n), c: 2 ** 63, d: 0.12345678901234568, e: 9007199254740991, f: 1e20 });
  });

  test('a 64-bit integer is exact wherever it stands', () => {
    for (const text of [
      '{"a":9007199254740993}',
      '{"a": -9007199254740993 }',
      '{"a":[0.5,9007199254740993]}',
      '{"a":[\n9007199254740993]}',
    ])
      expect(
        JSON.stringify(parse(text), (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
      ).toContain('9007199254740993');
  });

  test('a text of digits stays a text, and NUL stays', () => {
    expect(parse('{"a":"9007199254740993","b":"x\\u0000y"}')).toEqual({ a: '9007199254740993', b: 'x\0y' });
  });

  test('a member named __proto__ is data', () => {
    expect(Object.keys(parse('{"__proto__":{"n":9007199254740993}}'))).toEqual(['__proto__']);
  });

  test.each(['[1]', 'null', '1', '{', ''])('%j is refused', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ kind: 'payload', code: 'NOT_JSON' }));
  });

  test('collections', () => {
    expect(['activity', 'athlete', 'auth', 'large_request_sending'].map(collectionOf)).toEqual([
      'activity',
      'athlete',
      'user_events',
      'user_events',
    ]);
  });

  test('records of two users or types with one key differ', () => {
    const a = markOf(testItem({ key: 'k' }));
    expect(new Set([a, { ...a, user_id: 'other' }, { ...a, type: 'sleep' }].map(identityOf)).size).toBe(3);
  });
});

test.each<[string, number]>([
  ['{}', 1],
  ['1', 0],
  ['{"a":[{"b":1}],"c":[]}', 3],
  ['{"[[{\\"[[":"]]\\\\"}', 1],
  [`${'['.repeat(50_000)}${']'.repeat(50_000)}`, 50_000],
])('depth of %.40s', (json, depth) => {
  expect(depthOf(Buffer.from(json))).toBe(depth);
});

describe('pruning', () => {
  const long = Array.from({ length: 101 }, (_, index) => index);
  const event = {
    type: 'activity',
    user: { user_id: 'u' },
    data: [{ name: 'ride', heart_rate_data: { hr_samples: long, few_samples: [1, 2] }, laps: long, note: 'x'.repeat(1001) }],
  };

  test('samples', () => {
    expect(pruned(event, 'samples')).toEqual({
      ...event,
      data: [{ name: 'ride', heart_rate_data: { few_samples: [1, 2] }, laps: long, note: 'x'.repeat(1001) }],
    });
  });

  test('long values', () => {
    expect(pruned(event, 'long_values')).toEqual({
      ...event,
      data: [{ name: 'ride', heart_rate_data: { few_samples: [1, 2] } }],
    });
  });

  test('all but the head, and the event itself is untouched', () => {
    expect(pruned(event, 'all_but_head')).toEqual({ type: 'activity', user: { user_id: 'u' } });
    expect(event.data[0]?.heart_rate_data.hr_samples).toHaveLength(101);
  });
});
