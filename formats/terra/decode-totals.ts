/** Totals, laps and legs of a Terra Activity that is stored. */
import type { Finding, Lap, Leg, Totals } from '../recording/recording.js';
import { NO_TOTALS } from '../recording/recording.js';
import { LEG_TOTALS } from './places.js';
import type { StoredActivity } from './stored-activity.js';
import { timestampMicros } from './timestamp.js';

/** @param startMicros of the recording: earlier than the claimed start where a sample is */
export function totalsOf(activity: StoredActivity, startMicros: number): Totals {
  const { metadata, movement_data: movement, power_data: power } = activity;
  const distance = activity.distance_data?.summary;
  const heart = activity.heart_rate_data?.summary;
  const stress = activity.TSS_data?.TSS_samples?.[0];
  const kilojoules = activity.work_data?.work_kilojoules ?? null;
  return {
    ...NO_TOTALS,
    elapsedSeconds: Math.max(0, timestampMicros(metadata.end_time) - startMicros) / 1e6,
    timerSeconds: activity.active_durations_data?.activity_seconds ?? null,
    distanceMeters: distance?.distance_meters ?? null,
    ascentMeters: distance?.elevation?.gain_actual_meters ?? null,
    descentMeters: distance?.elevation?.loss_actual_meters ?? null,
    energyKilocalories: activity.calories_data?.total_burned_calories ?? null,
    // Millijoules, as they were written: no noise of the product.
    workJoules: kilojoules === null ? null : Math.round(kilojoules * 1e6) / 1000,
    avgSpeedMetersPerSecond: movement?.avg_speed_meters_per_second ?? null,
    maxSpeedMetersPerSecond: movement?.max_speed_meters_per_second ?? null,
    // 0 heartbeats are none.
    avgHeartRateBpm: heart?.avg_hr_bpm || null,
    maxHeartRateBpm: heart?.max_hr_bpm || null,
    minHeartRateBpm: heart?.min_hr_bpm || null,
    avgCadenceRpm: movement?.avg_cadence_rpm ?? null,
    maxCadenceRpm: movement?.max_cadence_rpm ?? null,
    avgPowerWatts: power?.avg_watts ?? null,
    maxPowerWatts: power?.max_watts ?? null,
    normalizedPowerWatts: stress?.normalized_power_watts ?? null,
    trainingStressScore: stress?.actual ?? null,
    intensityFactor: stress?.intensity_factor_actual ?? null,
  };
}

/** A lap without a start cannot be placed: it is left out and told of. */
export function lapsOf(activity: StoredActivity, startMicros: number, findings: Finding[]): Lap[] {
  const given = activity.lap_data?.laps ?? [];
  const laps = given.flatMap((lap): Lap[] => {
    if (!lap.start_time) return [];
    const start = timestampMicros(lap.start_time);
    return [
      {
        startMicros: start - startMicros,
        trigger: lap.trigger_method ?? null,
        totals: {
          ...NO_TOTALS,
          elapsedSeconds: lap.end_time ? (timestampMicros(lap.end_time) - start) / 1e6 : null,
          timerSeconds: lap.active_duration_seconds ?? null,
          distanceMeters: lap.distance_meters ?? null,
          energyKilocalories: lap.calories ?? null,
          avgSpeedMetersPerSecond: lap.avg_speed_meters_per_second ?? null,
          avgHeartRateBpm: lap.avg_hr_bpm || null,
          avgPowerWatts: lap.avg_watts ?? null,
        },
      },
    ];
  });
  if (laps.length < given.length)
    findings.push({ code: 'LAPS_WITHOUT_TIME', message: `${given.length - laps.length} laps have no start and are left out` });
  return laps;
}

/** One leg, the whole, where the extension tells of none. */
export function legsOf(activity: StoredActivity, startMicros: number, totals: Totals): Leg[] {
  const legs = activity.freehub?.legs ?? [];
  if (legs.length === 0) return [{ startMicros: 0, type: activity.metadata.type, totals }];
  return legs.map((leg) => ({
    startMicros: timestampMicros(leg.start_time) - startMicros,
    type: leg.type,
    totals: Object.entries(LEG_TOTALS).reduce<Totals>(
      (told, [name, key]) => ({ ...told, [key]: leg.totals[name] ?? null }),
      NO_TOTALS,
    ),
  }));
}
