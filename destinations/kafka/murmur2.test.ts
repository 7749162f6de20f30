import { randomBytes } from 'node:crypto';
import { compatibilityPartitioner } from '@platformatic/kafka';
import { describe, expect, test } from '@jest/globals';
import { cpuSeconds } from '../../test/support/cpu-seconds.js';
import { murmur2 } from './murmur2.js';

describe('murmur2', () => {
  // From Kafka's own UtilsTest.java, sign bit cut off.
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('%s', (key, expected) => {
    expect(murmur2(Buffer.from(key))).toBe(expected & 0x7fffffff);
  });

  test('is what the client library has, for keys of every length', () => {
    for (let length = 0; length < 300; length += 1) {
      const key = randomBytes(length);
      expect(murmur2(key)).toBe(compatibilityPartitioner({ topic: 'any', key }, key));
    }
  });

  test('takes a key of 1 MB in a moment: the library takes minutes', () => {
    expect(cpuSeconds(() => murmur2(Buffer.alloc(1 << 20, 'x')))).toBeLessThan(10);
  });
});
