/** Totals of several legs together, and totals of things that nobody measured. */
import { ACTIVITY_TYPES, type ActivityType } from '../../../model/terra/activity/activity-type.js';
import { type Channel, type Leg, NO_TOTALS, type Totals } from '../../recording/recording.js';

const SUMS = [
  'timerSeconds',
  'movingSeconds',
  'distanceMeters',
  'ascentMeters',
  'descentMeters',
  'energyKilocalories',
  'workJoules',
  'trainingStressScore',
] as const;
const GREATEST = ['maxSpeedMetersPerSecond', 'maxHeartRateBpm', 'maxCadenceRpm', 'maxPowerWatts'] as const;

/** Sums and extremes of what the legs claim; means are left to be reckoned from the samples. */
export function totalsOf(legs: readonly Leg[]): Totals {
  const [only, second] = legs;
  if (only && !second) return only.totals;
  const of = (name: keyof Totals): number[] => legs.flatMap(({ totals }) => totals[name] ?? []);
  const fold = (names: readonly (keyof Totals)[], by: (values: number[]) => number): Partial<Totals> =>
    Object.fromEntries(names.flatMap((name) => (of(name).length > 0 ? [[name, by(of(name))]] : [])));
  const start = Math.min(...legs.map(({ startMicros }) => startMicros));
  const ends = legs.flatMap(({ startMicros, totals: { elapsedSeconds } }) =>
    elapsedSeconds === null ? [] : [startMicros + elapsedSeconds * 1e6],
  );
  return {
    ...NO_TOTALS,
    // Sums of thousandths pick up noise.
    ...fold(SUMS, (values) => Math.round(values.reduce((sum, value) => sum + value, 0) * 1000) / 1000),
    ...fold(GREATEST, (values) => Math.max(...values)),
    ...fold(['minHeartRateBpm'], (values) => Math.min(...values)),
    elapsedSeconds: ends.length > 0 ? (Math.max(...ends) - start) / 1e6 : null,
  };
}

/** Where no sample knows a thing, its total of 0 only says that it was not measured. */
const MEASURED: Readonly<Partial<Record<keyof Totals, readonly Channel[]>>> = {
  distanceMeters: ['distanceMeters', 'speedMetersPerSecond', 'latitudeDegrees'],
  avgSpeedMetersPerSecond: ['speedMetersPerSecond', 'distanceMeters', 'latitudeDegrees'],
  maxSpeedMetersPerSecond: ['speedMetersPerSecond', 'distanceMeters', 'latitudeDegrees'],
  ascentMeters: ['altitudeMeters'],
  descentMeters: ['altitudeMeters'],
  avgPowerWatts: ['powerWatts'],
  maxPowerWatts: ['powerWatts'],
  normalizedPowerWatts: ['powerWatts'],
  workJoules: ['powerWatts'],
  avgCadenceRpm: ['cadenceRpm'],
  maxCadenceRpm: ['cadenceRpm'],
};

export function measured(totals: Totals, channels: ReadonlyMap<Channel, Float64Array>): Totals {
  const unmeasured = Object.entries(MEASURED)
    .filter(([name, sources]) => totals[name as keyof Totals] === 0 && !sources.some((channel) => channels.has(channel)))
    .map(([name]) => [name, null]);
  return { ...totals, ...Object.fromEntries(unmeasured) } as Totals;
}

const SWIM: readonly number[] = [ACTIVITY_TYPES.SWIMMING, ACTIVITY_TYPES.OPEN_WATER_SWIMMING, ACTIVITY_TYPES.SWIMMING_IN_POOL];
const RIDE: readonly number[] = [
  ACTIVITY_TYPES.BIKING,
  ACTIVITY_TYPES.ROAD_BIKING,
  ACTIVITY_TYPES.MOUNTAIN_BIKING,
  ACTIVITY_TYPES.GRAVEL_CYCLING,
  ACTIVITY_TYPES.STATIONARY_BIKING,
];
const RUN: readonly number[] = [
  ACTIVITY_TYPES.RUNNING,
  ACTIVITY_TYPES.TRAIL_RUNNING,
  ACTIVITY_TYPES.TREADMILL_RUNNING,
  ACTIVITY_TYPES.INDOOR_RUNNING,
];

/** Legs of one type are that type; swim, ride and run together are a triathlon; anything else is multisport. */
export function typeOf(legs: readonly Leg[]): ActivityType {
  const types = new Set(legs.map(({ type }) => type));
  const [only = ACTIVITY_TYPES.UNKNOWN, second] = types;
  if (second === undefined) return only;
  const has = (one: readonly number[]): boolean => one.some((type) => legs.some((leg) => leg.type === type));
  return has(SWIM) && has(RIDE) && has(RUN) ? ACTIVITY_TYPES.TRIATHLON : ACTIVITY_TYPES.MULTISPORT;
}
