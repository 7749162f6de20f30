/** What we write as FIT, read by decoders that have nothing in common with ours: gpsbabel (Debian) and fitdecode (PyPI), the latter in strict mode. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { decodeFit } from '../../formats/fit/decode/decode.js';
import { encodeFit } from '../../formats/fit/encode-recording.js';
import { longRide, RECORDING } from '../../formats/fit/testing/recordings.js';
import { type Channel, NO_TOTALS, type Recording } from '../../formats/recording/recording.js';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { python } from '../conformance/support/python.js';
import { run } from '../conformance/support/run.js';

jest.setTimeout(180_000);

const FIXTURES = join(packageRoot(), 'test/fixtures/rides');
const REAL = process.env['RIDES_FOLDER'] ?? join(packageRoot(), '../shared/data/rides');

const leg = (start: number, type: Recording['type']): Recording['legs'][number] => ({
  startMicros: start * 1e6,
  type,
  totals: NO_TOTALS,
});
const ride = longRide(900);
const gaps = (column: Float64Array, every: number): Float64Array => column.map((value, i) => (i % every === 0 ? NaN : value));
/** With gaps in heart rate, power and place that seldom fall together, in the west, cold at times. */
const gappy: Recording = {
  ...ride,
  samples: {
    micros: ride.samples.micros.map((micros, i) => micros + (i > 300 ? 120e6 : 0)),
    channels: {
      ...ride.samples.channels,
      heartRateBpm: gaps(ride.samples.channels.heartRateBpm ?? new Float64Array(), 3),
      powerWatts: gaps(ride.samples.channels.powerWatts ?? new Float64Array(), 7),
      latitudeDegrees: gaps(ride.samples.channels.latitudeDegrees ?? new Float64Array(), 5),
      longitudeDegrees: gaps(ride.samples.channels.longitudeDegrees ?? new Float64Array(), 5).map((value) => -value),
      temperatureCelsius: ride.samples.micros.map((_, i) => (i % 40) - 20),
    },
  },
  pauses: [{ startMicros: 300e6, endMicros: 421e6 }],
  laps: [0, 200, 500].map((second) => ({ startMicros: second * 1e6, totals: NO_TOTALS, trigger: null })),
};
const MADE: readonly (readonly [string, Recording])[] = [
  ['a ride with everything', ride],
  ['a ride with gaps, laps and a pause', gappy],
  [
    'heart rate alone',
    {
      ...ride,
      samples: {
        micros: ride.samples.micros,
        channels: { heartRateBpm: gaps(ride.samples.channels.heartRateBpm ?? new Float64Array(), 2) },
      },
    },
  ],
  [
    'three legs',
    {
      ...ride,
      type: ACTIVITY_TYPES.TRIATHLON,
      legs: [leg(0, ACTIVITY_TYPES.OPEN_WATER_SWIMMING), leg(300, ACTIVITY_TYPES.BIKING), leg(600, ACTIVITY_TYPES.RUNNING)],
    },
  ],
  ['nothing recorded', { ...RECORDING, totals: { ...NO_TOTALS, elapsedSeconds: 600 } }],
];
const recorded = [FIXTURES, REAL]
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.fit'))
  .map((path) => [path.split('/').slice(-2).join('/'), decodeFit(readFileSync(path))[0] as Recording] as const);
const ALL = [...MADE, ...recorded];

let folder: string;
const pathOf = (index: number): string => join(folder, `${index}.fit`);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'freehub-fit-'));
  ALL.forEach(([, recording], i) => writeFileSync(pathOf(i), encodeFit(recording)));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows as they should be read: Unix seconds and a value or null. */
const secondsOf = ({ startMicros, samples }: Recording): number[] =>
  samples.micros.length === 0
    ? [Math.floor(startMicros / 1e6)]
    : Array.from(samples.micros, (micros) => Math.floor((startMicros + micros) / 1e6));
const valuesOf = (recording: Recording, channel: Channel): (number | null)[] =>
  secondsOf(recording).map((_, i) => {
    const value = recording.samples.channels[channel]?.[i] ?? NaN;
    return Number.isNaN(value) ? null : value;
  });
/** The first row where two columns differ by more than allowed; undefined when none does. */
const difference = (wanted: readonly (number | null)[], got: readonly (number | null)[], most: number): unknown =>
  wanted.length === got.length
    ? wanted
        .map((value, row) => ({ row, value, got: got[row] ?? null }))
        .find((one) => (one.value === null || one.got === null ? one.value !== one.got : Math.abs(one.value - one.got) > most))
    : { rows: wanted.length, got: got.length };

describe('fitdecode, strict', () => {
  const number = z.number().nullable();
  const span = z.tuple([z.number(), z.number(), z.number()]);
  const schema = z.object({
    counts: z.record(z.string(), z.number()),
    rows: z.array(z.array(number)),
    lap: z.array(span),
    session: z.array(span),
  });
  let read: z.infer<typeof schema>[];
  beforeAll(async () => {
    const input = ALL.map((_, i) => `${pathOf(i)}\n`).join('');
    const { code, stdout, stderr } = await python([join(packageRoot(), 'test/formats/fit_readers.py')], { input });
    if (code !== 0) throw new Error(stderr.slice(-2000));
    read = stdout
      .trim()
      .split('\n')
      .map((line) => schema.parse(JSON.parse(line)));
  });

  test.each(ALL.map(([name, recording], index) => ({ name, recording, index })))('$name', ({ recording, index }) => {
    const { counts, rows, lap, session } = read[index] as (typeof read)[number];
    const column = (n: number): (number | null)[] => rows.map((row) => row[n] ?? null);
    const degrees = (n: number): (number | null)[] => column(n).map((value) => (value === null ? null : (value * 180) / 2 ** 31));
    expect(column(0)).toEqual(secondsOf(recording));
    for (const [channel, got, most] of [
      ['latitudeDegrees', degrees(1), 1e-6],
      ['longitudeDegrees', degrees(2), 1e-6],
      ['altitudeMeters', column(3), 0.2],
      ['distanceMeters', column(4), 0.01],
      ['speedMetersPerSecond', column(5), 0.001],
      ['heartRateBpm', column(6), 0],
      ['powerWatts', column(8), 0],
      ['temperatureCelsius', column(9), 0],
    ] as const)
      expect([channel, difference(valuesOf(recording, channel), got, most)]).toEqual([channel, undefined]);
    const whole = valuesOf(recording, 'cadenceRpm').map((value) => (value === null ? null : Math.floor(value)));
    expect(difference(whole, column(7), 0)).toBeUndefined();
    expect(counts).toMatchObject({ file_id: 1, device_info: 1, activity: 1, session: recording.legs.length });
    expect(counts['event']).toBe(2 + 2 * recording.pauses.length);
    expect(lap.length).toBe(Math.max(recording.laps.length, recording.legs.length));
    recording.legs.forEach(({ startMicros, totals }, i) => {
      const [start, elapsed, timer] = session[i] ?? [];
      expect(start).toBe(Math.floor((recording.startMicros + startMicros) / 1e6));
      if (totals.elapsedSeconds !== null) expect([elapsed, timer]).toEqual([totals.elapsedSeconds, totals.timerSeconds]);
    });
  });
});

describe('gpsbabel', () => {
  test.each(ALL.map(([name, recording], index) => ({ name, recording, index })))('$name', async ({ recording, index }) => {
    // `-t` and `allpoints`: without them nothing, or nothing without a place, is written. A value of 0 is an empty cell, no place is 0.0, 0.0.
    const args = ['-t', '-i', 'garmin_fit,allpoints=1', '-f', pathOf(index), '-o', 'unicsv,utc=0', '-F', '-'];
    const { code, stdout, stderr } = await run('gpsbabel', args).catch((error: unknown) => {
      throw new Error('gpsbabel is needed to check FIT files: `node tools/prepare.mjs` installs it on Debian', { cause: error });
    });
    expect([code, stderr]).toEqual([0, '']);
    const [head = '', ...lines] = stdout.trim().split('\n');
    const names = head.trim().split(',');
    const rows = lines.map((line) => line.trim().split(','));
    const cells = (name: string): string[] => rows.map((row) => row[names.indexOf(name)] ?? '');
    const numbers = (name: string): number[] => cells(name).map((cell) => Number(cell) || 0);
    const zeros = (channel: Channel): number[] => valuesOf(recording, channel).map((value) => Math.floor(value ?? 0));
    const times = cells('Date').map(
      (date, i) => Date.parse(`${date.replaceAll('/', '-')}T${(cells('Time')[i] ?? '').slice(0, 8)}Z`) / 1000,
    );
    expect(times).toEqual(secondsOf(recording));
    for (const [channel, name] of [
      ['heartRateBpm', 'Heartrate'],
      ['powerWatts', 'Power'],
      ['cadenceRpm', 'Cadence'],
    ] as const)
      expect([channel, difference(zeros(channel), numbers(name), 0)]).toEqual([channel, undefined]);
    for (const [channel, name] of [
      ['latitudeDegrees', 'Latitude'],
      ['longitudeDegrees', 'Longitude'],
    ] as const) {
      const wanted = valuesOf(recording, channel).map((value) => value ?? 0);
      expect([channel, difference(wanted, numbers(name), 1e-6)]).toEqual([channel, undefined]);
    }
  });
});
