/** The samples of a recording as the JSON of columns, for drawing. */
import type { Channel, Recording } from '../../formats/recording/recording.js';
import { rowsToDraw } from '../../formats/recording/thin.js';

interface Column {
  readonly name: string;
  readonly channel: Channel;
  /** Steps in a unit: what a drawing shows, and no finer, for noise does not compress. 1e-5 degrees are 1.1 m. */
  readonly steps: number;
}

const COLUMNS: readonly Column[] = [
  { name: 'altitude_meters', channel: 'altitudeMeters', steps: 10 },
  { name: 'power_watts', channel: 'powerWatts', steps: 1 },
  { name: 'heart_rate_bpm', channel: 'heartRateBpm', steps: 1 },
  { name: 'cadence_rpm', channel: 'cadenceRpm', steps: 1 },
  { name: 'speed_meters_per_second', channel: 'speedMetersPerSecond', steps: 100 },
  { name: 'distance_meters', channel: 'distanceMeters', steps: 1 },
  { name: 'temperature_celsius', channel: 'temperatureCelsius', steps: 10 },
  { name: 'latitude_degrees', channel: 'latitudeDegrees', steps: 100_000 },
  { name: 'longitude_degrees', channel: 'longitudeDegrees', steps: 100_000 },
];
const TIME_STEPS = 10;

const rounded = (value: number, steps: number): number => Math.round(value * steps) / steps;

/** JSON of `getRecordSeries`' answer. @param points rows at most */
export function seriesJson({ startMicros, samples }: Recording, points: number): Uint8Array {
  const { micros, channels } = samples;
  const rows = rowsToDraw(samples, points);
  const listed = (of: Float64Array, perUnit: number, steps: number): (number | null)[] =>
    Array.from(rows, (row) => {
      const value = of[row] ?? NaN;
      return Number.isFinite(value) ? rounded(value / perUnit, steps) : null;
    });
  const columns = COLUMNS.map(({ name, channel, steps }): [string, (number | null)[] | null] => {
    const column = channels[channel];
    return [name, column === undefined ? null : listed(column, 1, steps)];
  });
  return Buffer.from(
    JSON.stringify({
      start_time: micros.length === 0 ? null : new Date(startMicros / 1000).toISOString(),
      rows: micros.length,
      elapsed_seconds: listed(micros, 1e6, TIME_STEPS),
      ...Object.fromEntries(columns),
    }),
  );
}
