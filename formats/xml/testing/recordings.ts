/** Made-up recordings, with what a format for tracks can hold. */
import fc from 'fast-check';
import { ACTIVITY_TYPES, type ActivityType } from '../../../model/terra/activity/activity-type.js';
import { type Channel, NO_TOTALS, type Pause, type Recording } from '../../recording/recording.js';

/** A column of values with gaps, on the grid that files have. */
const column = (least: number, most: number, decimals: number, length: number): fc.Arbitrary<Float64Array> => {
  const scale = 10 ** decimals;
  const value = fc.integer({ min: least * scale, max: most * scale }).map((n) => n / scale);
  return fc
    .array(fc.option(value, { nil: NaN, freq: 6 }), { minLength: length, maxLength: length })
    .map((values) => Float64Array.from(values));
};

const COLUMNS: readonly (readonly [Channel, number, number, number])[] = [
  ['altitudeMeters', -400, 8000, 1],
  ['distanceMeters', 0, 200_000, 2],
  ['speedMetersPerSecond', 0, 30, 3],
  ['heartRateBpm', 30, 230, 0],
  ['cadenceRpm', 1, 190, 0],
  ['powerWatts', 1, 2000, 0],
  ['temperatureCelsius', -30, 50, 0],
];

const EARLIEST = Date.UTC(1990, 0) * 1000;
const LATEST = Date.UTC(2190, 0) * 1000;

/** Names with everything that XML has to escape; blanks at the ends are no part of a name. */
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((text) => text.trim())
  .filter((text) => text !== '');

/** Positions everywhere, or nowhere. */
export const recordings = ({ positions }: { readonly positions: boolean }): fc.Arbitrary<Recording> =>
  fc.integer({ min: 2, max: 40 }).chain((count) =>
    fc
      .record({
        steps: fc.array(fc.integer({ min: 1, max: 20_000_000 }), { minLength: count, maxLength: count }),
        startMicros: fc.integer({ min: EARLIEST, max: LATEST }),
        type: fc.constantFrom<ActivityType>(...Object.values(ACTIVITY_TYPES)),
        name: fc.option(name),
        channels: fc.record(
          Object.fromEntries(
            COLUMNS.map(([channel, least, most, decimals]) => [
              channel,
              fc.option(column(least, most, decimals, count), { nil: undefined }),
            ]),
          ),
        ),
        latitudes: fc.array(fc.integer({ min: -90e7, max: 90e7 }), { minLength: count, maxLength: count }),
        longitudes: fc.array(fc.integer({ min: -180e7, max: 180e7 }), { minLength: count, maxLength: count }),
        breaks: fc.uniqueArray(fc.integer({ min: 1, max: count - 1 }), { maxLength: 3 }),
      })
      .map(({ steps, startMicros, type, name: title, channels, latitudes, longitudes, breaks }) => {
        const micros = new Float64Array(count);
        for (let i = 1; i < count; i++) micros[i] = (micros[i - 1] ?? 0) + (steps[i] ?? 1);
        const known = Object.entries(channels).filter(
          (entry): entry is [string, Float64Array] => entry[1]?.some((value) => !Number.isNaN(value)) === true,
        );
        // 0/0 is none, and not what is meant here.
        const degrees = (values: readonly number[]): Float64Array =>
          Float64Array.from(values, (value) => (value === 0 ? 1 : value) / 1e7);
        return {
          startMicros,
          utcOffsetSeconds: null,
          type,
          virtual: false,
          name: title,
          device: null,
          totals: NO_TOTALS,
          samples: {
            micros,
            channels: {
              ...(positions && { latitudeDegrees: degrees(latitudes), longitudeDegrees: degrees(longitudes) }),
              ...Object.fromEntries(known),
            },
          },
          laps: [],
          legs: [{ startMicros: 0, type, totals: NO_TOTALS }],
          pauses: breaks
            .sort((a, b) => a - b)
            .map((i): Pause => ({ startMicros: micros[i - 1] ?? 0, endMicros: micros[i] ?? 0 })),
          findings: [],
        };
      }),
  );

/** Columns as lists, for comparing: absent ones are left out. */
export const listsOf = ({ samples }: Recording, ...without: readonly Channel[]): Record<string, number[]> =>
  Object.fromEntries([
    ['micros', [...samples.micros]],
    ...Object.entries(samples.channels)
      .filter(([channel]) => !without.some((one) => one === channel))
      .map(([channel, values]): [string, number[]] => [channel, [...values]]),
  ]);
