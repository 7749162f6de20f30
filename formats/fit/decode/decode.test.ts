import { describe, expect, test } from '@jest/globals';
import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';
import { Problem } from '../../../model/problem.js';
import type { Channel, Recording } from '../../recording/recording.js';
import { type FieldValue, fit, FitBuilder, heart, session, T0, T0_MICROS, time } from '../testing/build.js';
import { decodeFit } from './decode.js';

const only = (bytes: Uint8Array): Recording => {
  const recordings = decodeFit(bytes);
  expect(recordings).toHaveLength(1);
  return recordings[0] as Recording;
};
const column = (recording: Recording, channel: Channel): (number | null)[] =>
  Array.from(recording.samples.channels[channel] ?? [], (value) => (Number.isNaN(value) ? null : value));
const seconds = (recording: Recording): number[] =>
  Array.from(recording.samples.micros, (micros) => (recording.startMicros + micros - T0_MICROS) / 1e6);
const codes = ({ findings }: Recording): string[] => findings.map(({ code }) => code);
const codeOf = (bytes: Uint8Array): string | undefined => {
  try {
    decodeFit(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).kind).toBe('payload');
    return (error as Problem).code;
  }
  return 'none';
};
const record = (second: number, ...fields: FieldValue[]): readonly FieldValue[] => [time(second), ...fields];
const RIDE = session(0, 3);

describe('values', () => {
  test('every channel in plain units, without noise of the scale', () => {
    const ride = only(
      fit()
        .message(20, [
          time(0),
          [0, 'sint32', 567_000_000],
          [1, 'sint32', -98_000_000],
          [2, 'uint16', 4694],
          [5, 'uint32', 12_345],
          [6, 'uint16', 8123],
          heart(150),
          [4, 'uint8', 90],
          [53, 'uint8', 64],
          [7, 'uint16', 0],
          [13, 'sint8', -3],
        ])
        .message(18, RIDE)
        .file(),
    );
    expect(Object.fromEntries(Object.entries(ride.samples.channels).map(([name, values]) => [name, [...values]]))).toEqual({
      latitudeDegrees: [47.525391],
      longitudeDegrees: [-8.2142651],
      altitudeMeters: [438.8],
      distanceMeters: [123.45],
      speedMetersPerSecond: [8.123],
      heartRateBpm: [150],
      cadenceRpm: [90.5],
      powerWatts: [0],
      temperatureCelsius: [-3],
    });
    expect(ride.device).toEqual({ name: 'Gerät', manufacturer: 'Garmin', serialNumber: '77', softwareVersion: null });
    expect([ride.type, ride.virtual, ride.startMicros]).toEqual([ACTIVITY_TYPES.ROAD_BIKING, false, T0_MICROS]);
  });

  test('invalid marks are none; enhanced fields count before plain ones, but only with a value', () => {
    const fields = (plain: number, enhanced: number): FieldValue[] => [
      [78, 'uint32', enhanced],
      [2, 'uint16', plain],
      heart(255),
    ];
    const ride = only(
      fit()
        .message(20, record(0, ...fields(2600, 2605)))
        .message(20, record(1, ...fields(2600, 0xffff_ffff)))
        .message(20, record(2, ...fields(0xffff, 0xffff_ffff)))
        .file(),
    );
    expect(column(ride, 'altitudeMeters')).toEqual([21, 20, null]);
    expect(ride.samples.channels).not.toHaveProperty('heartRateBpm');
  });

  test('0 heartbeats are none, 0/0 and half a position are none, a latitude beyond the pole is none', () => {
    const at = (lat: number, lng: number): FieldValue[] => [
      [0, 'sint32', lat],
      [1, 'sint32', lng],
    ];
    const ride = only(
      fit()
        .message(20, record(0, heart(0), ...at(0, 0)))
        .message(20, record(1, heart(90), ...at(0, 5)))
        .message(20, record(2, heart(0), ...at(0x7fff_ffff, 5)))
        .message(20, record(3, heart(91), ...at(2 ** 30 + 1, 5)))
        .message(20, record(4, heart(91), ...at(-(2 ** 30), -(2 ** 31))))
        .file(),
    );
    expect(column(ride, 'heartRateBpm')).toEqual([null, 90, null, 91, 91]);
    expect(column(ride, 'latitudeDegrees')).toEqual([null, 0, null, null, -90]);
    expect(column(ride, 'longitudeDegrees')).toEqual([null, 4e-7, null, null, -180]);
    expect(codes(ride)).toContain('HEART_RATE_ZERO');
  });

  test('spikes pass as they are and are named', () => {
    const ride = only(
      fit()
        .message(20, record(0, [7, 'uint16', 47_140], [4, 'uint8', 215]))
        .message(18, RIDE)
        .file(),
    );
    expect([column(ride, 'powerWatts'), column(ride, 'cadenceRpm')]).toEqual([[47_140], [215]]);
    expect(codes(ride)).toEqual(['POWER_SPIKE', 'CADENCE_SPIKE']);
  });

  test('power 0 throughout a long recording is no sensor, and is said; in a short one it is power', () => {
    const zeros = (count: number): Uint8Array => {
      const file = fit();
      for (let i = 0; i < count; i++) file.message(20, record(i, [7, 'uint16', 0], heart(100)), { defined: i > 0 });
      return file.message(18, session(0, count, [[20, 'uint16', 0]])).file();
    };
    expect(column(only(zeros(5)), 'powerWatts')).toEqual([0, 0, 0, 0, 0]);
    expect(only(zeros(100)).samples.channels).not.toHaveProperty('powerWatts');
    expect(codes(only(zeros(100)))).toEqual(['POWER_WITHOUT_SENSOR']);
    expect(only(zeros(100)).totals.avgPowerWatts).toBeNull();
  });

  test('fields of other sizes and types than usual: a value where there is one, nothing where not', () => {
    const ride = only(
      fit()
        .message(20, record(0, [3, 'uint16', 140], [7, 'float32', 250], [5, 'uint16', 500], [4, 'uint8', [80, 81, 82]]))
        .message(20, record(1, [3, 'text', 'high'], [7, 'uint8', 99]))
        // Two bytes that claim to be four, and a field of no bytes.
        .raw(0x40, 0, 0, 20, 0, 3, 253, 4, 0x86, 5, 2, 0x86, 3, 0, 2)
        .raw(0, ...[0, 8, 16, 24].map((bit) => ((T0 + 2) >>> bit) & 0xff), 1, 2)
        .message(18, RIDE)
        .file(),
    );
    expect(column(ride, 'heartRateBpm')).toEqual([140, null, null]);
    expect(column(ride, 'powerWatts')).toEqual([250, 99, null]);
    expect(column(ride, 'distanceMeters')).toEqual([5, null, null]);
    expect(column(ride, 'cadenceRpm')).toEqual([80, null, null]);
  });

  test('speed and distance in three bytes: distance goes on where its twelve bits start over', () => {
    const packed = (speed: number, distance: number): FieldValue => [
      8,
      'byte',
      [speed & 0xff, (speed >> 8) | ((distance & 0xf) << 4), distance >> 4],
    ];
    const ride = only(
      fit()
        .message(20, record(0, packed(550, 4000)))
        .message(20, record(1, packed(600, 4090)))
        .message(20, record(2, packed(610, 100)))
        .message(20, record(3, [8, 'byte', [255, 255, 255]]))
        .file(),
    );
    expect(column(ride, 'speedMetersPerSecond')).toEqual([5.5, 6, 6.1, null]);
    expect(column(ride, 'distanceMeters')).toEqual([250, 255.625, 262.25, null]);
  });
});

describe('messages', () => {
  test('big-endian definitions, developer fields, unknown messages and fields, hrv and lengths', () => {
    const ride = only(
      fit()
        .message(207, [[3, 'uint8', 0]], { local: 1 })
        .message(
          206,
          [
            [0, 'uint8', 0],
            [3, 'text', 'Radar'],
          ],
          { local: 2 },
        )
        .message(20, record(0, heart(100), [7, 'uint16', 258]), { bigEndian: true })
        .message(20, record(1, heart(101), [200, 'uint32', 7]), {
          developer: [
            [0, [1, 2, 3]],
            [1, [9]],
          ],
        })
        .message(20, record(2, heart(102), [200, 'uint32', 7]), {
          developer: [
            [0, [20, 253, 4]],
            [1, [9]],
          ],
          defined: true,
        })
        .message(0xff00, [[1, 'byte', [20, 20, 20]]], { local: 3 })
        .message(78, [[0, 'uint16', [800, 0xffff]]], { local: 4 })
        .message(101, [[253, 'uint32', T0]], { local: 5 })
        .message(18, RIDE, { bigEndian: true })
        .file(),
    );
    expect([seconds(ride), column(ride, 'heartRateBpm'), column(ride, 'powerWatts')]).toEqual([
      [0, 1, 2],
      [100, 101, 102],
      [258, null, null],
    ]);
    expect([ride.totals.elapsedSeconds, codes(ride)]).toEqual([3, []]);
  });

  test('compressed timestamps, over their end too', () => {
    const offset = (second: number): number => (T0 + second) & 0x1f;
    const file = fit().message(20, record(0, heart(100)), { local: 0 });
    [5, 20, 31, 40].forEach((second, i) =>
      file.message(20, [heart(101 + i)], { local: 1, compressed: offset(second), defined: i > 0 }),
    );
    expect(seconds(only(file.file()))).toEqual([0, 5, 20, 31, 40]);
  });

  test('summary first and summary last tell the same', () => {
    const lap = [time(3), [2, 'uint32', T0], [7, 'uint32', 3000], [24, 'enum', 2]] as const;
    const records = (file: FitBuilder): FitBuilder => file.message(20, record(0, heart(100))).message(20, record(2, heart(101)));
    const first = only(
      records(
        fit()
          .message(34, [time(3)])
          .message(18, RIDE)
          .message(19, lap),
      ).file(),
    );
    const last = only(
      records(fit())
        .message(19, lap)
        .message(18, RIDE)
        .message(34, [time(3)])
        .file(),
    );
    expect(first).toEqual(last);
    expect(first.laps).toMatchObject([{ startMicros: 0, trigger: 'DISTANCE', totals: { elapsedSeconds: 3 } }]);
  });

  test('the timer’s stops and starts are pauses; the last stop is the end', () => {
    const event = (second: number, type: number): readonly FieldValue[] => [time(second), [0, 'enum', 0], [1, 'enum', type]];
    const ride = only(
      fit()
        .message(21, event(0, 0))
        .message(20, record(0, heart(1)))
        .message(21, event(1, 1))
        .message(21, event(1, 4))
        .message(21, event(3, 0))
        .message(20, record(4, heart(1)))
        .message(21, [time(4), [0, 'enum', 9], [1, 'enum', 1]])
        .message(21, event(5, 4))
        .message(18, RIDE)
        .file(),
    );
    expect(ride.pauses).toEqual([{ startMicros: 1e6, endMicros: 3e6 }]);
  });

  test('heart rate in messages of its own: at its own time, into the record of that instant, none outside the activity', () => {
    const ticks = 5_000_000;
    const packed = [ticks + 512, ticks + 1024, ticks + 1536, ticks + 4096 + 100].map((tick) => tick & 0xfff);
    const bytes = [0, 2].flatMap((i) => {
      const [a = 0, b = 0] = packed.slice(i);
      return [a & 0xff, (a >> 8) | ((b & 0xf) << 4), b >> 4];
    });
    const hr = (file: FitBuilder): FitBuilder =>
      file.message(132, [time(0), [0, 'uint16', 0], [9, 'uint32', ticks], [6, 'uint8', 120]], { local: 7 }).message(
        132,
        [
          [6, 'uint8', [121, 122, 0, 124]],
          [10, 'byte', bytes],
        ],
        { local: 8 },
      );
    const records = (): FitBuilder =>
      fit()
        .message(20, record(0, [4, 'uint8', 30]))
        .message(20, record(1, [4, 'uint8', 31]))
        .message(18, RIDE);
    // In the file itself, and in one chained to it that does not say what it is.
    for (const bytesOf of [hr(records()).file(), Uint8Array.from([...records().file(), ...hr(new FitBuilder()).file()])]) {
      const swim = only(bytesOf);
      expect(seconds(swim)).toEqual([0, 0.5, 1]);
      expect(column(swim, 'heartRateBpm')).toEqual([120, 121, 122]);
      expect(column(swim, 'cadenceRpm')).toEqual([30, null, 31]);
      expect(swim.findings).toMatchObject([{ code: 'HEART_RATE_SEPARATE', message: expect.stringContaining('1 more') }]);
    }
  });
});

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
          .message(18, session(start, 3))
          .file(),
      );
    expect(starting(-10)).toMatchObject({ startMicros: T0_MICROS - 10e6, findings: [] });
    expect(starting(-10).samples.micros[0]).toBe(10e6);
    expect(starting(-200_000)).toMatchObject({ startMicros: T0_MICROS, findings: [{ code: 'START_IMPLAUSIBLE' }] });
  });
});

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
    const startedMs = performance.now();
    expect(codeOf(file)).toBe('FILE_TOO_LARGE');
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});
