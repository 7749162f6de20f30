/** A recording as Terra's Activity, without samples: what is claimed or reckoned stands in Terra's words, what is not known is null. */
import type { Activity } from '../../model/terra/activity/activity.js';
import type { Extension } from '../../model/terra/activity/extension.js';
import { TIMESTAMP_LOCALIZATIONS } from '../../model/terra/common/enumerations.js';
import type { Lap, RecordingDevice, Recording, Totals } from '../recording/recording.js';
import type { Track } from '../samples/track.js';

export interface ActivityParts {
  readonly summaryId: string;
  readonly uploadType: Activity['metadata']['upload_type'];
  /** With what was reckoned. */
  readonly totals: Totals;
  /** The source's moving time, where it is one that somebody claimed. */
  readonly claimedMovingSeconds: number | null;
  readonly track: Track;
  readonly extension: Extension | undefined;
  /** Terra's text for microseconds since the recording's start. */
  readonly timeOf: (micros: number) => string;
}

/** As every store can keep it: no half of a surrogate pair, no NUL. */
const textOf = (text: string | null): string | null => text?.toWellFormed().replaceAll('\0', '') ?? null;
const numberOf = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);
/** Terra knows no negative ones; below zero is a sensor's fault. */
const atLeastZero = (value: number | null): number | null => ((numberOf(value) ?? -1) >= 0 ? value : null);
const wholeOf = (value: number | null): number | null => (numberOf(value) === null ? null : Math.round(value ?? 0));
/** Millijoules are enough: what comes of the division is short, and comes back the same. */
const kilojoulesOf = (joules: number | null): number | null =>
  numberOf(joules) === null ? null : Math.round((joules ?? 0) * 1000) / 1e6;

function deviceOf(device: RecordingDevice | null): Activity['device_data'] {
  if (device === null) return null;
  return {
    name: textOf(device.name),
    manufacturer: textOf(device.manufacturer),
    hardware_version: null,
    software_version: textOf(device.softwareVersion),
    serial_number: textOf(device.serialNumber),
    last_upload_date: null,
    data_provided: [],
    activation_timestamp: null,
    other_devices: [],
  };
}

function lapOf({ startMicros, totals, trigger }: Lap, timeOf: ActivityParts['timeOf']) {
  const elapsed = atLeastZero(totals.elapsedSeconds);
  return {
    start_time: timeOf(startMicros),
    end_time: elapsed === null ? null : timeOf(startMicros + Math.round(elapsed * 1e6)),
    distance_meters: numberOf(totals.distanceMeters),
    calories: numberOf(totals.energyKilocalories),
    avg_hr_bpm: numberOf(totals.avgHeartRateBpm),
    avg_speed_meters_per_second: numberOf(totals.avgSpeedMetersPerSecond),
    avg_watts: numberOf(totals.avgPowerWatts),
    active_duration_seconds: wholeOf(totals.timerSeconds ?? totals.movingSeconds),
    total_strokes: null,
    stroke_type: null,
    trigger_method: textOf(trigger),
  };
}

function distanceOf(totals: Totals): Activity['distance_data'] {
  return {
    summary: {
      distance_meters: numberOf(totals.distanceMeters),
      steps: null,
      floors_climbed: null,
      elevation: {
        gain_actual_meters: atLeastZero(totals.ascentMeters),
        gain_planned_meters: null,
        loss_actual_meters: atLeastZero(totals.descentMeters),
        avg_meters: null,
        max_meters: null,
        min_meters: null,
      },
      swimming: { num_laps: null, num_strokes: null, pool_length_meters: null },
    },
    detailed: { distance_samples: [], elevation_samples: [], floors_climbed_samples: [], step_samples: [] },
  };
}

function heartRateOf(totals: Totals): Activity['heart_rate_data'] {
  return {
    summary: {
      avg_hr_bpm: atLeastZero(totals.avgHeartRateBpm),
      max_hr_bpm: atLeastZero(totals.maxHeartRateBpm),
      min_hr_bpm: atLeastZero(totals.minHeartRateBpm),
      resting_hr_bpm: null,
      user_max_hr_bpm: null,
      avg_hrv_rmssd: null,
      avg_hrv_sdnn: null,
      hr_zone_data: [],
    },
    detailed: { hr_samples: [], hrv_samples_rmssd: [], hrv_samples_sdnn: [] },
  };
}

function movementOf(totals: Totals): Activity['movement_data'] {
  return {
    avg_speed_meters_per_second: numberOf(totals.avgSpeedMetersPerSecond),
    max_speed_meters_per_second: numberOf(totals.maxSpeedMetersPerSecond),
    adjusted_max_speed_meters_per_second: null,
    normalized_speed_meters_per_second: null,
    avg_velocity_meters_per_second: null,
    max_velocity_meters_per_second: null,
    avg_pace_minutes_per_kilometer: null,
    max_pace_minutes_per_kilometer: null,
    avg_cadence_rpm: numberOf(totals.avgCadenceRpm),
    max_cadence_rpm: numberOf(totals.maxCadenceRpm),
    avg_torque_newton_meters: null,
    max_torque_newton_meters: null,
    speed_samples: [],
    cadence_samples: [],
    torque_samples: [],
  };
}

/** Terra's active time is the recorder's clock (formats: there is no standard for moving time); a source that tells only moving time means that. */
function durationsOf({ totals, claimedMovingSeconds }: ActivityParts): Activity['active_durations_data'] {
  return {
    activity_seconds: atLeastZero(totals.timerSeconds ?? claimedMovingSeconds),
    inactivity_seconds: null,
    rest_seconds: null,
    low_intensity_seconds: null,
    moderate_intensity_seconds: null,
    vigorous_intensity_seconds: null,
    standing_seconds: null,
    num_continuous_inactive_periods: null,
    standing_hours_count: null,
    activity_levels_samples: [],
  };
}

function stressOf(totals: Totals): Activity['TSS_data'] {
  const [actual, factor, power] = [totals.trainingStressScore, totals.intensityFactor, totals.normalizedPowerWatts].map(numberOf);
  const told = actual !== null || factor !== null || power !== null;
  const one = {
    planned: null,
    actual: actual ?? null,
    method: null,
    intensity_factor_planned: null,
    intensity_factor_actual: factor ?? null,
    normalized_power_watts: power ?? null,
  };
  return { TSS_samples: told ? [one] : [] };
}

/** All of Terra's keys, with empty lists of samples; and `freehub` where there is something to say. */
export function activityOf(recording: Recording, parts: ActivityParts): Activity {
  const { totals, track, timeOf, extension } = parts;
  return {
    metadata: {
      start_time: timeOf(0),
      end_time: timeOf(Math.round((atLeastZero(totals.elapsedSeconds) ?? 0) * 1e6)),
      summary_id: parts.summaryId,
      type: recording.type,
      upload_type: parts.uploadType,
      name: textOf(recording.name),
      city: null,
      state: null,
      country: null,
      timestamp_localization: recording.utcOffsetSeconds === null ? TIMESTAMP_LOCALIZATIONS.UTC : TIMESTAMP_LOCALIZATIONS.LOCAL,
    },
    active_durations_data: durationsOf(parts),
    calories_data: {
      total_burned_calories: numberOf(totals.energyKilocalories),
      net_activity_calories: null,
      BMR_calories: null,
      net_intake_calories: null,
      calorie_samples: [],
    },
    cheat_detection: null,
    data_enrichment: null,
    device_data: deviceOf(recording.device),
    distance_data: distanceOf(totals),
    // Energy spent (calories_data) is not work done (work_data), and no file tells it in kJ.
    energy_data: { energy_kilojoules: null, energy_planned_kilojoules: null },
    heart_rate_data: heartRateOf(totals),
    lap_data: { laps: recording.laps.map((lap) => lapOf(lap, timeOf)) },
    MET_data: null,
    movement_data: movementOf(totals),
    oxygen_data: null,
    polyline_map_data: { summary_polyline: track.polyline },
    position_data: {
      start_pos_lat_lng_deg: track.start && [...track.start],
      center_pos_lat_lng_deg: track.center && [...track.center],
      end_pos_lat_lng_deg: track.end && [...track.end],
      position_samples: [],
    },
    power_data: { avg_watts: numberOf(totals.avgPowerWatts), max_watts: numberOf(totals.maxPowerWatts), power_samples: [] },
    strain_data: null,
    TSS_data: stressOf(totals),
    work_data: { work_kilojoules: kilojoulesOf(totals.workJoules) },
    ...(extension !== undefined && { freehub: extension }),
  };
}
