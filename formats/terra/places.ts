/** Where a recording's totals and channels stand in Terra's Activity. What has no place there is not told: time moving, mean temperature. */
import type { Channel, Totals } from '../recording/recording.js';
import type { Decimals } from '../samples/number-text.js';

/** As `freehub.derived` names them. */
export const PLACES: Readonly<Partial<Record<keyof Totals, string>>> = {
  elapsedSeconds: 'metadata.end_time',
  timerSeconds: 'active_durations_data.activity_seconds',
  distanceMeters: 'distance_data.summary.distance_meters',
  ascentMeters: 'distance_data.summary.elevation.gain_actual_meters',
  descentMeters: 'distance_data.summary.elevation.loss_actual_meters',
  energyKilocalories: 'calories_data.total_burned_calories',
  workJoules: 'work_data.work_kilojoules',
  avgSpeedMetersPerSecond: 'movement_data.avg_speed_meters_per_second',
  maxSpeedMetersPerSecond: 'movement_data.max_speed_meters_per_second',
  avgHeartRateBpm: 'heart_rate_data.summary.avg_hr_bpm',
  maxHeartRateBpm: 'heart_rate_data.summary.max_hr_bpm',
  minHeartRateBpm: 'heart_rate_data.summary.min_hr_bpm',
  avgCadenceRpm: 'movement_data.avg_cadence_rpm',
  maxCadenceRpm: 'movement_data.max_cadence_rpm',
  avgPowerWatts: 'power_data.avg_watts',
  maxPowerWatts: 'power_data.max_watts',
  normalizedPowerWatts: 'TSS_data.TSS_samples[0].normalized_power_watts',
  trainingStressScore: 'TSS_data.TSS_samples[0].actual',
  intensityFactor: 'TSS_data.TSS_samples[0].intensity_factor_actual',
};

/** The totals of a leg, by their names in `freehub.legs`. */
export const LEG_TOTALS = {
  elapsed_seconds: 'elapsedSeconds',
  timer_seconds: 'timerSeconds',
  moving_seconds: 'movingSeconds',
  distance_meters: 'distanceMeters',
  ascent_meters: 'ascentMeters',
  descent_meters: 'descentMeters',
  energy_kilocalories: 'energyKilocalories',
  work_joules: 'workJoules',
  avg_speed_meters_per_second: 'avgSpeedMetersPerSecond',
  max_speed_meters_per_second: 'maxSpeedMetersPerSecond',
  avg_hr_bpm: 'avgHeartRateBpm',
  max_hr_bpm: 'maxHeartRateBpm',
  min_hr_bpm: 'minHeartRateBpm',
  avg_cadence_rpm: 'avgCadenceRpm',
  max_cadence_rpm: 'maxCadenceRpm',
  avg_watts: 'avgPowerWatts',
  max_watts: 'maxPowerWatts',
  normalized_power_watts: 'normalizedPowerWatts',
  training_stress_score: 'trainingStressScore',
  intensity_factor: 'intensityFactor',
  avg_temperature_celsius: 'avgTemperatureCelsius',
} as const satisfies Record<string, keyof Totals>;

export interface SeriesPlace {
  /** The list's path in the activity; its last word is found nowhere else in one. */
  readonly path: readonly [part: string, ...within: string[], array: string];
  /** The value's name in each sample. */
  readonly value: string;
  readonly channel: Channel;
  /** The other half of a pair. */
  readonly pairedWith?: Channel;
  /** FIT's step or a finer one (formats.md has them: 0.01 m, 0.001 m/s, 0.2 m of altitude, 8.4e-8 degrees, 1/128 rpm). */
  readonly decimals: Decimals;
}

export const SERIES: readonly SeriesPlace[] = [
  {
    path: ['distance_data', 'detailed', 'distance_samples'],
    value: 'distance_meters',
    channel: 'distanceMeters',
    decimals: 2,
  },
  {
    path: ['distance_data', 'detailed', 'elevation_samples'],
    value: 'elev_meters',
    channel: 'altitudeMeters',
    decimals: 2,
  },
  {
    path: ['heart_rate_data', 'detailed', 'hr_samples'],
    value: 'bpm',
    channel: 'heartRateBpm',
    decimals: 1,
  },
  {
    path: ['movement_data', 'speed_samples'],
    value: 'speed_meters_per_second',
    channel: 'speedMetersPerSecond',
    decimals: 3,
  },
  {
    path: ['movement_data', 'cadence_samples'],
    value: 'cadence_rpm',
    channel: 'cadenceRpm',
    decimals: 2,
  },
  {
    path: ['position_data', 'position_samples'],
    value: 'coords_lat_lng_deg',
    channel: 'latitudeDegrees',
    pairedWith: 'longitudeDegrees',
    decimals: 8,
  },
  {
    path: ['power_data', 'power_samples'],
    value: 'watts',
    channel: 'powerWatts',
    decimals: 2,
  },
  // Terra has no word for it: in our own block (encode-extension.ts), which is there only with something to say.
  {
    path: ['freehub', 'temperature_samples'],
    value: 'temperature_celsius',
    channel: 'temperatureCelsius',
    decimals: 2,
  },
];

export const arrayOf = ({ path }: SeriesPlace): string => path.at(-1) ?? '';
