import { describe, expect, test } from '@jest/globals';
import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';
import { Problem } from '../../../model/problem.js';
import type { Recording } from '../../recording/recording.js';
import { type FieldValue, fit, type FitBuilder, heart, session, T0, T0_MICROS, time } from '../testing/build.js';
import { codeOf, codes, column, only, record, RIDE } from '../testing/decoded.js';
import { decodeFit } from './decode.js';

describe('files', () => {
  const small = (): FitBuilder =>
    fit()
      .message(20, record(0, heart(100)))
      .message(20, record(1, heart(101)), { defined: true })
      .message(18, RIDE);

  test('a wrong check sum is a finding', () => {
    const ride = only(small().file({ wrongCrc: true }));
    expect([column(ride, 'heartRateBpm'), codes(ride)]).toEqual([[100, 101], ['FILE_CRC']]);
  });

  test('cut anywhere: all whole records, never half a one, or a clear refusal', () => {
    const whole = small().file();
    const seen = new Set<string>();
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      try {
        const ride = only(cut);
        expect(codes(ride)[0]).toBe('FILE_TRUNCATED');
        expect([[100], [100, 101]]).toContainEqual(column(ride, 'heartRateBpm'));
        seen.add(String(column(ride, 'heartRateBpm')));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        seen.add(error.code ?? '');
      }
    }
    expect([...seen].sort()).toEqual(['100', '100,101', 'FILE_EMPTY', 'FILE_TRUNCATED', 'FILE_UNKNOWN']);
  });

  test('headers that declare more or less than there is', () => {
    const { length } = small().bytes;
    const more = only(small().file({ declared: length + 1000 }));
    const less = only(small().file({ declared: length - 60 }));
    const never = only(small().file({ declared: 0 }));
    expect([more, less, never].map((ride) => column(ride, 'heartRateBpm'))).toEqual(Array(3).fill([100, 101]));
    expect([more, less, never].map((ride) => codes(ride)[0])).toEqual(['FILE_TRUNCATED', 'FILE_LENGTH', 'FILE_LENGTH']);
  });

  test('chained files are several recordings; one among them that is none is named', () => {
    const settings = fit(2)
      .message(2, [[1, 'uint8', 1]])
      .file();
    expect(decodeFit(Uint8Array.from([...small().file(), ...small().file()])).map(codes)).toEqual([[], []]);
    expect(codes(only(Uint8Array.from([...settings, ...small().file()])))).toEqual(['FIT_PART_NO_ACTIVITY']);
    expect(codes(only(Uint8Array.from([...small().file(), 13, 10, 13, 10])))).toEqual(['FILE_TRAILING_BYTES']);
  });

  test('several sessions are legs of one recording', () => {
    const sport = (start: number, number: number): readonly FieldValue[] => [
      [2, 'uint32', T0 + start],
      [5, 'enum', number],
      [7, 'uint32', 10_000],
      [9, 'uint32', 100_050],
    ];
    const file = (...sports: number[]): Recording => {
      const builder = fit().message(20, record(0, heart(1)));
      sports.forEach((number, i) => builder.message(18, sport(i * 10, number)));
      return only(builder.file());
    };
    expect(file(5, 3, 2, 3, 1)).toMatchObject({
      type: ACTIVITY_TYPES.TRIATHLON,
      legs: [0, 10, 20, 30, 40].map((start) => ({ startMicros: start * 1e6 })),
      totals: { elapsedSeconds: 50, distanceMeters: 5002.5, avgHeartRateBpm: null },
    });
    expect([file(1, 2).type, file(2, 2).type]).toEqual([ACTIVITY_TYPES.MULTISPORT, ACTIVITY_TYPES.BIKING]);
  });

  test('no session: still a recording, of the sport that the file names', () => {
    const ride = only(
      fit()
        .message(12, [
          [0, 'enum', 1],
          [1, 'enum', 3],
        ])
        .message(20, record(0, heart(100)))
        .file(),
    );
    expect(ride).toMatchObject({ type: ACTIVITY_TYPES.TRAIL_RUNNING, findings: [{ code: 'SUMMARY_MISSING' }] });
    expect(ride.totals.elapsedSeconds).toBeNull();
  });

  test('no records: a recording without samples, of what the session claims', () => {
    expect(only(fit().message(18, session(0, 60)).file())).toMatchObject({
      startMicros: T0_MICROS,
      totals: { elapsedSeconds: 60 },
      samples: { micros: new Float64Array(0), channels: {} },
    });
  });

  test.each([
    ['nothing', new Uint8Array(), 'FILE_EMPTY'],
    ['noise', Uint8Array.from({ length: 500 }, (_, i) => (i * 151) & 0xff), 'FILE_UNKNOWN'],
    ['text', new TextEncoder().encode('<?xml version="1.0"?><gpx></gpx>'), 'FILE_UNKNOWN'],
    [
      'a course',
      fit(6)
        .message(20, record(0, heart(1)))
        .file(),
      'FIT_NO_ACTIVITY',
    ],
    [
      'a workout',
      fit(5)
        .message(26, [[4, 'enum', 2]])
        .file(),
      'FIT_NO_ACTIVITY',
    ],
    [
      'monitoring',
      fit(15)
        .message(55, [time(0)])
        .file(),
      'FIT_NO_ACTIVITY',
    ],
    ['an activity of nothing', fit().file(), 'FIT_NO_ACTIVITY'],
    ['damage before the first record', fit().raw(0x09, 1, 2, 3).file(), 'FILE_TRUNCATED'],
  ])('%s is refused', (_, bytes, code) => expect(codeOf(bytes)).toBe(code));

  test('damage in the middle: what comes before it', () => {
    const ride = only(
      small()
        .raw(0x0e, 1, 2, 3)
        .message(20, record(2, heart(102)))
        .file(),
    );
    expect([column(ride, 'heartRateBpm'), codes(ride)]).toEqual([[100, 101], ['FILE_DAMAGED']]);
  });

  test('bytes that live inside a larger buffer are read where they are', () => {
    const whole = small().file();
    const larger = new Uint8Array(whole.length + 20).fill(7);
    larger.set(whole, 9);
    expect(decodeFit(larger.subarray(9, 9 + whole.length))).toEqual(decodeFit(whole));
  });
});
