import { describe, expect, test } from '@jest/globals';
import { type FieldValue, fit, FitBuilder, heart, T0, time } from '../testing/build.js';
import { codes, column, only, record, RIDE, seconds } from '../testing/decoded.js';

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

  test('what an app wrote in place of the recorder is told', () => {
    const described = (file: FitBuilder, native: number, name: string): FitBuilder =>
      file.message(206, [
        [0, 'uint8', 0],
        [1, 'uint8', native],
        [3, 'text', name],
        [14, 'uint16', 20],
        [15, 'uint8', native],
      ]);
    const file = described(described(described(fit(), 7, 'Power'), 3, 'Pulse'), 41, 'Ground Time');
    const ride = only(
      file
        .message(20, record(0, heart(100)), { developer: [[7, [44, 1]]] })
        .message(18, RIDE)
        .file(),
    );
    expect(ride.findings).toEqual([
      {
        code: 'DEVELOPER_FIELDS',
        message: 'an app on the recorder wrote power ("Power") into fields of its own, and the recorder none: they are not read',
      },
    ]);
  });

  test('compressed timestamps, over their end too', () => {
    const offset = (second: number): number => (T0 + second) & 0x1f;
    const file = fit().message(20, record(0, heart(100)), { local: 0 });
    [5, 20, 31, 40].forEach((second, i) =>
      file.message(20, [heart(101 + i)], { local: 1, compressed: offset(second), defined: i > 0 }),
    );
    expect(seconds(only(file.file()))).toEqual([0, 5, 20, 31, 40]);
  });

  test('the mean cadence of a session and of a lap has what lies behind its point', () => {
    const lap: readonly FieldValue[] = [
      [2, 'uint32', T0],
      [17, 'uint8', 78],
      [18, 'uint8', 90],
      [80, 'uint8', 115],
      [81, 'uint8', 0xff],
    ];
    const ride = only(
      fit()
        .message(20, record(0, heart(100)))
        .message(20, record(2, [4, 'uint8', 88]))
        .message(19, lap)
        .message(18, [...RIDE, [18, 'uint8', 88], [19, 'uint8', 0xff], [92, 'uint8', 64], [93, 'uint8', 64]])
        .file(),
    );
    expect([ride.totals.avgCadenceRpm, ride.totals.maxCadenceRpm]).toEqual([88.5, null]);
    expect(ride.laps[0]?.totals).toMatchObject({ avgCadenceRpm: 78.8984375, maxCadenceRpm: 90 });
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
