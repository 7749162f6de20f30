/** Laps of a TCX activity as their elements say it, and what they mean together. */
import { type Lap, NO_TOTALS, type Totals } from '../recording/recording.js';

export interface TcxLap {
  readonly startMicros: number;
  seconds: number;
  distance: number;
  maxSpeed: number;
  avgSpeed: number;
  kilocalories: number;
  avgHeartRate: number;
  maxHeartRate: number;
  avgCadence: number;
  maxCadence: number;
  avgPower: number;
  maxPower: number;
  trigger: string;
  /** Of its samples; NaN without any. */
  lastMicros: number;
}

export type TcxLapNumber = Exclude<keyof TcxLap, 'startMicros' | 'trigger' | 'lastMicros'>;

export const newLap = (startMicros: number): TcxLap => ({
  startMicros,
  seconds: NaN,
  distance: NaN,
  maxSpeed: NaN,
  avgSpeed: NaN,
  kilocalories: NaN,
  avgHeartRate: NaN,
  maxHeartRate: NaN,
  avgCadence: NaN,
  maxCadence: NaN,
  avgPower: NaN,
  maxPower: NaN,
  trigger: '',
  lastMicros: NaN,
});

const TRIGGERS: Readonly<Record<string, string>> = {
  Manual: 'MANUAL',
  Distance: 'DISTANCE',
  Location: 'POSITION_LAP',
  Time: 'TIME',
  HeartRate: 'UNSPECIFIED',
};

/** Whole seconds are often rounded: a lap that lasts so much less than its samples was timed without its pauses. */
const CLEARLY_SHORTER_MICROS = 2_000_000;

/**
 * TCX does not say whether TotalTimeSeconds counts pauses, and programs differ. It is time elapsed, unless a lap's samples reach clearly beyond it:
 * then the program counted the timer, in all laps.
 */
const countsTimer = (laps: readonly TcxLap[]): boolean =>
  laps.some(({ startMicros, lastMicros, seconds }) => lastMicros - startMicros - seconds * 1e6 > CLEARLY_SHORTER_MICROS);

export interface LapsSummary {
  readonly laps: Lap[];
  readonly totals: Totals;
}

/** @param startMicros of the recording (Unix) */
export function summarize(laps: readonly TcxLap[], startMicros: number): LapsSummary {
  const timer = countsTimer(laps);
  // Elements that a lap must have are written as 0 by programs that know nothing.
  const some = (field: TcxLapNumber): boolean => laps.some((lap) => lap[field] > 0);
  const [hasDistance, hasCalories] = [some('distance'), some('kilocalories')];
  const told = laps.map((lap, index): Lap => {
    const next = laps[index + 1];
    const elapsed = timer ? (next ? (next.startMicros - lap.startMicros) / 1e6 : NaN) : lap.seconds;
    return {
      startMicros: lap.startMicros - startMicros,
      totals: {
        ...NO_TOTALS,
        elapsedSeconds: claim(elapsed),
        timerSeconds: timer ? claim(lap.seconds) : null,
        distanceMeters: hasDistance ? claim(lap.distance) : null,
        energyKilocalories: hasCalories ? claim(lap.kilocalories) : null,
        avgSpeedMetersPerSecond: claim(lap.avgSpeed),
        maxSpeedMetersPerSecond: positive(lap.maxSpeed),
        avgHeartRateBpm: positive(lap.avgHeartRate),
        maxHeartRateBpm: positive(lap.maxHeartRate),
        avgCadenceRpm: claim(lap.avgCadence),
        maxCadenceRpm: claim(lap.maxCadence),
        avgPowerWatts: claim(lap.avgPower),
        maxPowerWatts: claim(lap.maxPower),
      },
      trigger: TRIGGERS[lap.trigger] ?? null,
    };
  });
  return { laps: told, totals: together(laps, told, timer) };
}

/** Sums and maxima of what the laps claim; averages only of a single lap, for those of several cannot be added. */
function together(laps: readonly TcxLap[], told: readonly Lap[], timer: boolean): Totals {
  const [first, last] = [laps[0], laps.at(-1)];
  if (first === undefined || last === undefined) return NO_TOTALS;
  const only = told.length === 1 ? told[0] : undefined;
  const all = (field: keyof Totals): number[] => told.flatMap(({ totals }) => totals[field] ?? []);
  const sum = (field: keyof Totals): number | null =>
    all(field).length === told.length ? tidy(all(field).reduce((total, value) => total + value, 0)) : null;
  // A maximum below its own average is none (Garmin Connect mixes the two up for cadence): what the samples say is better.
  const most = (field: keyof Totals, average: keyof Totals): number | null =>
    all(field).length === 0 || told.some(({ totals }) => exceeds(totals[average], totals[field]))
      ? null
      : Math.max(...all(field));
  const elapsed = (last.startMicros - first.startMicros) / 1e6 + last.seconds;
  return {
    ...NO_TOTALS,
    ...only?.totals,
    elapsedSeconds: timer ? null : claim(elapsed),
    timerSeconds: timer ? sum('timerSeconds') : null,
    distanceMeters: sum('distanceMeters'),
    energyKilocalories: sum('energyKilocalories'),
    maxSpeedMetersPerSecond: most('maxSpeedMetersPerSecond', 'avgSpeedMetersPerSecond'),
    maxHeartRateBpm: most('maxHeartRateBpm', 'avgHeartRateBpm'),
    maxCadenceRpm: most('maxCadenceRpm', 'avgCadenceRpm'),
    maxPowerWatts: most('maxPowerWatts', 'avgPowerWatts'),
  };
}

const exceeds = (average: number | null, most: number | null): boolean => average !== null && most !== null && average > most;

/** Laps whose claims contradict each other: an average above its maximum. */
export const contradictoryLaps = (laps: readonly Lap[]): number =>
  laps.filter(
    ({ totals: t }) =>
      exceeds(t.avgSpeedMetersPerSecond, t.maxSpeedMetersPerSecond) ||
      exceeds(t.avgHeartRateBpm, t.maxHeartRateBpm) ||
      exceeds(t.avgCadenceRpm, t.maxCadenceRpm) ||
      exceeds(t.avgPowerWatts, t.maxPowerWatts),
  ).length;

const claim = (value: number): number | null => (value >= 0 ? tidy(value) : null);
const positive = (value: number): number | null => (value > 0 ? tidy(value) : null);
/** Sums of decimals leave noise behind; a thousandth is finer than any device. */
const tidy = (value: number): number => Math.round(value * 1e3) / 1e3;
