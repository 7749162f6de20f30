/** Recordings for tests. */
import fc from 'fast-check';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import type { Channel, Pause, Recording, Totals } from './recording.js';
import { NO_TOTALS } from './recording.js';

const START_MICROS = Date.UTC(2026, 8, 30, 17, 2, 11) * 1000;

/** One that claims nothing and has no samples, but for what is given. */
export const recordingWith = (given: Partial<Recording> = {}): Recording => ({
  startMicros: START_MICROS,
  utcOffsetSeconds: 7200,
  type: ACTIVITY_TYPES.BIKING,
  virtual: false,
  name: null,
  device: null,
  totals: NO_TOTALS,
  samples: { micros: new Float64Array(0), channels: {} },
  laps: [],
  legs: [{ startMicros: 0, type: given.type ?? ACTIVITY_TYPES.BIKING, totals: given.totals ?? NO_TOTALS }],
  pauses: [],
  findings: [],
  ...given,
});

/** Samples at the given seconds; null is a gap. */
export const samplesAt = (
  seconds: readonly number[],
  channels: Readonly<Partial<Record<Channel, readonly (number | null)[]>>>,
): Recording['samples'] => ({
  micros: Float64Array.from(seconds, (second) => Math.round(second * 1e6)),
  channels: Object.fromEntries(
    Object.entries(channels).map(([channel, values]) => [channel, Float64Array.from(values, (value) => value ?? NaN)]),
  ),
});

/** Values as sensors tell them, in whole steps: [smallest, largest, steps in a unit]. */
const RANGES: Readonly<Record<Channel, readonly [number, number, number]>> = {
  latitudeDegrees: [-90, 90, 1e8],
  longitudeDegrees: [-180, 180, 1e8],
  altitudeMeters: [-500, 9000, 5],
  distanceMeters: [0, 1e6, 100],
  speedMetersPerSecond: [0, 60, 1000],
  heartRateBpm: [1, 254, 1],
  cadenceRpm: [0, 254, 2],
  powerWatts: [0, 3000, 1],
  temperatureCelsius: [-40, 60, 1],
};

/** Times with gaps of any length and several samples at an instant, and channels with gaps in them. */
export const anySamples = fc
  .array(
    fc.record({
      step: fc.oneof(
        { weight: 6, arbitrary: fc.constant(1_000_000) },
        { weight: 2, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 90_000_000 }) },
      ),
      values: fc.record(
        Object.fromEntries(
          Object.entries(RANGES).map(([channel, [least, most, steps]]) => [
            channel,
            fc.oneof(
              { weight: 5, arbitrary: fc.integer({ min: least * steps, max: most * steps }).map((whole) => whole / steps) },
              { weight: 1, arbitrary: fc.constant(null) },
            ),
          ]),
        ),
      ),
    }),
    { maxLength: 40 },
  )
  .map((rows) => {
    let seconds = 0;
    const times = rows.map(({ step }) => (seconds += step) / 1e6);
    // 0/0 is no place, and no recording holds it.
    const isNone = ({ values }: (typeof rows)[number]): boolean =>
      values['latitudeDegrees'] === 0 && values['longitudeDegrees'] === 0;
    return samplesAt(
      times,
      Object.fromEntries(
        Object.keys(RANGES).map((key) => [
          key,
          rows.map((row) => (/itude/.test(key) && key !== 'altitudeMeters' && isNone(row) ? null : (row.values[key] ?? null))),
        ]),
      ),
    );
  });

export const anyPauses: fc.Arbitrary<Pause[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 60_000_000 }), fc.integer({ min: 1, max: 600_000_000 })), { maxLength: 3 })
  .map((pairs) => {
    let at = 0;
    return pairs.map(([ride, rest]) => ({ startMicros: (at += ride), endMicros: (at += rest) }));
  });

/** Some totals claimed, others not. 0 heartbeats a minute are none. */
export const anyTotals: fc.Arbitrary<Totals> = fc
  .record(
    Object.fromEntries(
      Object.keys(NO_TOTALS).map((key) => [
        key,
        fc.option(fc.integer({ min: key.endsWith('HeartRateBpm') ? 1 : 0, max: 1e7 }).map((whole) => whole / 1000)),
      ]),
    ),
  )
  .map((given) => ({ ...NO_TOTALS, ...given }));
