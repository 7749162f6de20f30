/** What is written for other programs to read: made up with every oddity, and real where it is at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { decodeFit } from '../../formats/fit/decode/decode.js';
import { RECORDING } from '../../formats/fit/testing/recordings.js';
import { type Channel, NO_TOTALS, type Recording } from '../../formats/recording/recording.js';
import { longRide } from '../../formats/recording/testing/long-ride.js';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';

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
export const ALL = [...MADE, ...recorded].map(([name, recording], index) => ({ name, recording, index }));

/** Rows as they should be read: Unix seconds and a value or null. */
export const secondsOf = ({ startMicros, samples }: Recording): number[] =>
  samples.micros.length === 0
    ? [Math.floor(startMicros / 1e6)]
    : Array.from(samples.micros, (micros) => Math.floor((startMicros + micros) / 1e6));
export const valuesOf = (recording: Recording, channel: Channel): (number | null)[] =>
  secondsOf(recording).map((_, i) => {
    const value = recording.samples.channels[channel]?.[i] ?? NaN;
    return Number.isNaN(value) ? null : value;
  });
/** The first row where two columns differ by more than allowed; undefined when none does. */
export const difference = (wanted: readonly (number | null)[], got: readonly (number | null)[], most: number): unknown =>
  wanted.length === got.length
    ? wanted
        .map((value, row) => ({ row, value, got: got[row] ?? null }))
        .find((one) => (one.value === null || one.got === null ? one.value !== one.got : Math.abs(one.value - one.got) > most))
    : { rows: wanted.length, got: got.length };
