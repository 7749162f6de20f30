/**
 * One activity as it was recorded, whatever file or provider it came from: columns of samples, and the totals that its source claims.
 * Every reader of a format ends here, every writer begins here. SI units and degrees; null = the source does not say.
 */
import type { ActivityType } from '../../model/terra/activity/activity-type.js';

/** What a sensor may have told with each sample. */
export const CHANNELS = [
  'latitudeDegrees',
  'longitudeDegrees',
  'altitudeMeters',
  'distanceMeters',
  'speedMetersPerSecond',
  'heartRateBpm',
  'cadenceRpm',
  'powerWatts',
  'temperatureCelsius',
] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Samples {
  /** Microseconds since the recording's start, ascending; two samples may share an instant. */
  readonly micros: Float64Array;
  /** As long as `micros`; NaN where nothing was recorded. A channel without any value is left out. */
  readonly channels: Readonly<Partial<Record<Channel, Float64Array>>>;
}

/** Totals of a recording, a leg or a lap, as the source claims them; `derive.ts` reckons what it does not. */
export interface Totals {
  readonly elapsedSeconds: number | null;
  /** Without the time in which the recorder was paused. */
  readonly timerSeconds: number | null;
  readonly movingSeconds: number | null;
  readonly distanceMeters: number | null;
  readonly ascentMeters: number | null;
  readonly descentMeters: number | null;
  readonly energyKilocalories: number | null;
  readonly workJoules: number | null;
  readonly avgSpeedMetersPerSecond: number | null;
  readonly maxSpeedMetersPerSecond: number | null;
  readonly avgHeartRateBpm: number | null;
  readonly maxHeartRateBpm: number | null;
  readonly minHeartRateBpm: number | null;
  readonly avgCadenceRpm: number | null;
  readonly maxCadenceRpm: number | null;
  readonly avgPowerWatts: number | null;
  readonly maxPowerWatts: number | null;
  readonly normalizedPowerWatts: number | null;
  readonly trainingStressScore: number | null;
  /** 1 = an hour at the threshold. */
  readonly intensityFactor: number | null;
  readonly avgTemperatureCelsius: number | null;
}

export const NO_TOTALS: Totals = Object.freeze({
  elapsedSeconds: null,
  timerSeconds: null,
  movingSeconds: null,
  distanceMeters: null,
  ascentMeters: null,
  descentMeters: null,
  energyKilocalories: null,
  workJoules: null,
  avgSpeedMetersPerSecond: null,
  maxSpeedMetersPerSecond: null,
  avgHeartRateBpm: null,
  maxHeartRateBpm: null,
  minHeartRateBpm: null,
  avgCadenceRpm: null,
  maxCadenceRpm: null,
  avgPowerWatts: null,
  maxPowerWatts: null,
  normalizedPowerWatts: null,
  trainingStressScore: null,
  intensityFactor: null,
  avgTemperatureCelsius: null,
});

export interface Lap {
  /** Since the recording's start. */
  readonly startMicros: number;
  readonly totals: Totals;
  /** One of Terra's LAP_TRIGGERS, where the source says. */
  readonly trigger: string | null;
}

/** One sport of a recording: a triathlon has five with its transitions, most have one. */
export interface Leg {
  readonly startMicros: number;
  readonly type: ActivityType;
  readonly totals: Totals;
}

/** A time in which the recorder was paused, since the recording's start. */
export interface Pause {
  readonly startMicros: number;
  readonly endMicros: number;
}

export interface RecordingDevice {
  readonly name: string | null;
  readonly manufacturer: string | null;
  readonly serialNumber: string | null;
  readonly softwareVersion: string | null;
}

/** What is odd about the source, for people to read; nothing is repaired in silence. */
export interface Finding {
  /** Stable: `FILE_CRC`, `FILE_TRUNCATED`, `POWER_SPIKE`, … (findings.ts). */
  readonly code: string;
  readonly message: string;
}

export interface Recording {
  /** Unix microseconds of the earliest of the claimed start and the first sample. */
  readonly startMicros: number;
  /** Local time minus UTC; null = not known, times are shown in UTC. */
  readonly utcOffsetSeconds: number | null;
  readonly type: ActivityType;
  /** Ridden in a virtual world: its positions are no places that were visited. */
  readonly virtual: boolean;
  readonly name: string | null;
  readonly device: RecordingDevice | null;
  readonly totals: Totals;
  /** Which totals nobody claimed: whoever made this recording reckoned them from samples (derive.ts). None when left out. */
  readonly derived?: readonly (keyof Totals)[];
  readonly samples: Samples;
  readonly laps: readonly Lap[];
  /** At least one. */
  readonly legs: readonly Leg[];
  readonly pauses: readonly Pause[];
  readonly findings: readonly Finding[];
}
