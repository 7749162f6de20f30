import { describe, expect, test } from '@jest/globals';
import type { Recording } from '../../recording/recording.js';
import { type FieldValue, fit, heart, session, T0, T0_MICROS, time } from '../testing/build.js';
import { codes, column, only, record, RIDE, seconds } from '../testing/decoded.js';

describe('time', () => {
  test('records that share a time stay rows; records out of order are put in order, stably', () => {
    const ride = only(
      fit()
        .message(20, record(1, heart(101)))
        .message(20, record(3, heart(104)))
        .message(20, record(1, heart(102)))
        .message(20, record(2, heart(103)))
        .file(),
    );
    expect([seconds(ride), column(ride, 'heartRateBpm')]).toEqual([
      [1, 1, 2, 3],
      [101, 102, 103, 104],
    ]);
    expect(codes(ride)).toEqual(['RECORDS_UNSORTED', 'RECORDS_SHARE_TIME', 'SUMMARY_MISSING']);
  });

  test.each([
    [19_800, 19_800],
    [-12_600, -12_600],
    [45, null],
    [-309_403 * 3600, null],
  ])('a local time %d seconds from UTC is an offset of %p', (offset, expected) => {
    const local: FieldValue = [5, 'uint32', T0 + 3 + offset];
    const ride = only(
      fit()
        .message(20, record(0, heart(1)))
        .message(18, RIDE)
        .message(34, [time(3), local])
        .file(),
    );
    expect([ride.utcOffsetSeconds, codes(ride)]).toEqual([expected, expected === null ? ['UTC_OFFSET_IMPLAUSIBLE'] : []]);
  });

  test('times since power-on: tied to a date by their own message, else by the file’s creation', () => {
    const since = (second: number): readonly FieldValue[] => [[253, 'uint32', 1000 + second], heart(100)];
    const plain = only(fit().message(20, since(0)).message(20, since(2)).file());
    const correlation: readonly FieldValue[] = [time(50), [1, 'uint32', 1040]];
    const tied = only(fit().message(162, correlation).message(20, since(0)).message(20, since(2)).file());
    expect([seconds(plain), seconds(tied)]).toEqual([
      [0, 2],
      [10, 12],
    ]);
    expect([codes(plain)[0], codes(tied)[0]]).toEqual(['TIME_SINCE_POWER_ON', 'TIME_SINCE_POWER_ON']);
  });

  test('a record without a time is left out and counted; a clock that was set is named', () => {
    const ride = only(
      fit()
        .message(20, [heart(99)])
        .message(20, record(0, heart(100)))
        .message(20, record(64 * 365 * 86_400, heart(101)))
        .file(),
    );
    expect([column(ride, 'heartRateBpm'), codes(ride)]).toEqual([
      [100, 101],
      ['RECORD_WITHOUT_TIME', 'CLOCK_JUMP', 'SUMMARY_MISSING'],
    ]);
  });

  test('the claimed start counts where it is earlier, unless it is a day off', () => {
    const starting = (start: number): Recording =>
      only(
        fit()
          .message(20, record(0, heart(1)))
          .message(20, record(2, heart(1)))
          .message(18, session(start, 3))
          .file(),
      );
    expect(starting(-10)).toMatchObject({ startMicros: T0_MICROS - 10e6, findings: [] });
    expect(starting(-10).samples.micros[0]).toBe(10e6);
    for (const start of [-200_000, 200_000])
      expect(starting(start)).toMatchObject({
        startMicros: T0_MICROS,
        legs: [{ startMicros: 0, totals: { elapsedSeconds: 3 } }],
        findings: [{ code: 'START_IMPLAUSIBLE' }],
      });
  });

  test('laps and pauses days from the records are none', () => {
    const lap = (start: number): readonly FieldValue[] => [
      [2, 'uint32', T0 + start],
      [7, 'uint32', 1000],
    ];
    const timer = (second: number, type: number): readonly FieldValue[] => [time(second), [0, 'enum', 0], [1, 'enum', type]];
    const ride = only(
      fit()
        .message(20, record(0, heart(1)))
        .message(20, record(9, heart(1)))
        .message(19, lap(1))
        .message(19, lap(900_000))
        .message(19, lap(-900_000))
        .message(21, timer(4, 1))
        .message(21, timer(6, 0))
        .message(21, timer(800_000, 1))
        .message(21, timer(900_000, 0))
        .message(18, session(0, 9))
        .file(),
    );
    const sparse = fit()
      .message(20, record(0, heart(1)))
      .message(19, lap(0))
      .message(19, lap(90_000))
      .message(18, session(0, 100_000));
    expect(only(sparse.file()).laps).toHaveLength(2);
    expect([ride.laps.map(({ startMicros }) => startMicros), ride.pauses]).toEqual([
      [1e6],
      [{ startMicros: 4e6, endMicros: 6e6 }],
    ]);
    expect(codes(ride)).toEqual(['LAPS_WITHOUT_TIME']);
  });
});
