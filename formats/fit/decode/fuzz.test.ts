/** Whatever the bytes: recordings or a Problem, soon. The seeds are files of every kind that the other tests build; what once failed is kept below. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../../model/problem.js';
import { CHANNELS } from '../../recording/recording.js';
import { longRide } from '../../recording/testing/long-ride.js';
import { encodeFit } from '../encode-recording.js';
import { fit, FitBuilder, heart, session, T0, time } from '../testing/build.js';
import { decodeFit } from './decode.js';

const mixed = fit()
  .message(34, [time(3), [5, 'uint32', T0 + 7203]])
  .message(18, session(0, 3, [[14, 'uint16', 8000]]), { bigEndian: true })
  .message(19, [time(3), [2, 'uint32', T0], [7, 'uint32', 3000]])
  .message(21, [time(0), [0, 'enum', 0], [1, 'enum', 0]])
  .message(23, [time(0), [0, 'uint8', 0], [2, 'uint16', 1], [27, 'text', 'Gerät']], { local: 3 })
  .message(20, [time(0), heart(100), [8, 'byte', [1, 2, 3]]])
  .message(20, [time(1), heart(101), [0, 'sint32', 5], [1, 'sint32', 6]], { developer: [[0, [1, 2]]] })
  .message(20, [heart(102), [7, 'float32', 200]], { local: 1, compressed: 7 })
  .message(132, [time(0), [9, 'uint32', 5_000_000], [6, 'uint8', 120]], { local: 7 })
  .message(
    132,
    [
      [6, 'uint8', [121, 122]],
      [10, 'byte', [1, 0x23, 0x45]],
    ],
    { local: 8 },
  )
  .message(162, [time(0), [1, 'uint32', 10]], { local: 9 })
  .message(21, [time(2), [0, 'enum', 0], [1, 'enum', 4]])
  .file();
const SEEDS: readonly Uint8Array[] = [
  mixed,
  encodeFit(longRide(40)),
  Uint8Array.from([...mixed, ...new FitBuilder().message(132, [time(0), [9, 'uint32', 1], [6, 'uint8', 90]]).file()]),
];

/** No field may break what recordings promise. */
function check(bytes: Uint8Array): void {
  try {
    for (const { samples, startMicros, legs, laps, pauses } of decodeFit(bytes)) {
      expect(Number.isSafeInteger(startMicros)).toBe(true);
      expect(legs.length).toBeGreaterThan(0);
      const { micros, channels } = samples;
      expect(micros.every((at, row) => at >= (row === 0 ? 0 : (micros[row - 1] ?? NaN)))).toBe(true);
      for (const channel of CHANNELS) {
        const column = channels[channel];
        if (!column) continue;
        expect(column).toHaveLength(micros.length);
        expect(column.every((value) => Number.isFinite(value) || Number.isNaN(value))).toBe(true);
      }
      for (const at of [...legs, ...laps, ...pauses]) expect(at.startMicros >= 0).toBe(true);
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect([error.kind, typeof error.code]).toEqual(['payload', 'string']);
  }
}

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 0x40, 0x60, 0x7f, 0x80, 0xff));
const damage = fc.oneof(
  fc.tuple(place, byte).map(
    ([at, value]) =>
      (bytes: Uint8Array) =>
        bytes.with(Math.floor(at * bytes.length), value),
  ),
  place.map((at) => (bytes: Uint8Array) => bytes.slice(0, Math.floor(at * bytes.length) + 1)),
  fc.tuple(place, fc.array(byte, { maxLength: 40 })).map(([at, more]) => (bytes: Uint8Array) => {
    const from = Math.floor(at * bytes.length);
    return Uint8Array.from([...bytes.subarray(0, from), ...more, ...bytes.subarray(from)]);
  }),
  fc.tuple(place, fc.integer({ min: 1, max: 60 })).map(([at, count]) => (bytes: Uint8Array) => {
    const from = Math.floor(at * bytes.length);
    return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + count)]);
  }),
);

test('damaged files of every kind', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SEEDS), fc.array(damage, { minLength: 1, maxLength: 6 }), (seed, damages) =>
      check(damages.reduce((bytes, harm) => (bytes.length > 0 ? harm(bytes) : bytes), seed)),
    ),
    { numRuns: 3000 },
  );
});

test('each byte of a file at its extremes', () => {
  for (let at = 0; at < mixed.length; at++) for (const value of [0, 0x7f, 0xff]) check(mixed.with(at, value));
});

test('made-up messages behind a right header', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) =>
      check(
        new FitBuilder()
          .message(0, [[0, 'enum', 4]])
          .raw(...bytes)
          .file(),
      ),
    ),
    { numRuns: 2000 },
  );
});

/** Bytes behind the file id. */
const CORPUS: readonly (readonly [string, readonly number[]])[] = [
  ['255 fields of no bytes', [0x40, 0, 0, 20, 0, 255, ...Array<number>(765).fill(0), 0, 0, 0]],
  ['255 fields of 255 bytes, cut', [0x40, 0, 0, 20, 0, 255, ...Array<number>(765).fill(255), 0, 1, 2]],
  [
    'the same field 255 times',
    [0x40, 0, 0, 20, 0, 255, ...Array.from({ length: 765 }, (_, i) => [3, 1, 2][i % 3] ?? 0), 0, ...Array<number>(255).fill(9)],
  ],
  ['developer fields without end', [0x60, 0, 0, 20, 0, 0, 255, 1, 2]],
  ['a definition that ends at once', [0x40]],
  ['a compressed header before any time', [0x40, 0, 0, 20, 0, 1, 3, 1, 2, 0x9f, 100]],
  ['a session without anything', [0x40, 0, 0, 18, 0, 0, 0]],
  ['heartbeats without a clock', [0x40, 0, 0, 132, 0, 1, 6, 8, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8]],
  ['a time of eight bytes', [0x40, 0, 0, 20, 0, 1, 253, 8, 0x8f, 0, ...Array<number>(8).fill(0xfe)]],
  ['a float for a time', [0x40, 0, 0, 20, 0, 2, 253, 4, 0x88, 7, 4, 0x88, 0, 0, 0, 0x80, 0x7f, 0, 0, 0x80, 0x7f]],
];
test.each(CORPUS)('kept: %s', (_, bytes) =>
  check(
    new FitBuilder()
      .message(0, [[0, 'enum', 4]])
      .raw(...bytes)
      .file(),
  ),
);
