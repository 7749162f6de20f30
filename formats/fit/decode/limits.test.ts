import { describe, expect, test } from '@jest/globals';
import { cpuSeconds } from '../../../test/support/cpu-seconds.js';
import { fit, FitBuilder, heart, time } from '../testing/build.js';
import { codeOf, record } from '../testing/decoded.js';
import { decodeFit } from './decode.js';

describe('limits', () => {
  test('more rows, laps, timer events or chained files than allowed are refused', () => {
    const file = fit()
      .message(20, record(0, heart(1)))
      .message(20, record(1, heart(1)))
      .message(19, [time(0)])
      .message(19, [time(1)])
      .message(21, [time(0), [0, 'enum', 0], [1, 'enum', 0]])
      .message(21, [time(0), [0, 'enum', 0], [1, 'enum', 1]])
      .file();
    const two = Uint8Array.from([...file, ...file]);
    for (const limits of [{ maxRows: 3 }, { maxSpans: 3 }, { maxTimerEvents: 3 }, { maxParts: 1 }])
      expect(() => decodeFit(two, limits)).toThrow(expect.objectContaining({ code: 'FILE_TOO_LARGE' }));
    expect(decodeFit(two, { maxRows: 4, maxSpans: 4, maxTimerEvents: 4, maxParts: 2 })).toHaveLength(2);
  });

  test('messages of one byte each, twenty million of them, end soon', () => {
    const flood = new FitBuilder()
      .message(0, [[0, 'enum', 4]])
      .message(20, record(0, heart(1)))
      .raw(0x41, 0, 0, 20, 0, 0);
    const bytes = new Uint8Array(flood.bytes.length + 20e6).fill(0xa1);
    bytes.set(flood.bytes);
    const file = new Uint8Array(bytes.length + 14);
    file.set([14, 0x20, 0, 0, ...[0, 8, 16, 24].map((bit) => (bytes.length >>> bit) & 0xff), 0x2e, 0x46, 0x49, 0x54, 0, 0]);
    file.set(bytes, 14);
    const seconds = cpuSeconds(() => {
      expect(codeOf(file)).toBe('FILE_TOO_LARGE');
    });
    expect(seconds).toBeLessThan(20);
  });
});
