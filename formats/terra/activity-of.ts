/** Terra's Activity without samples, from what a source tells of it: every key of the model is there, and what is not told is null. */
import type { Activity } from '../../model/terra/activity/activity.js';
import type { Extension } from '../../model/terra/activity/extension.js';
import { TIMESTAMP_LOCALIZATIONS } from '../../model/terra/common/enumerations.js';
import type { Track } from '../samples/track.js';

type Metadata = Activity['metadata'];
type TerraLap = NonNullable<Activity['lap_data']>['laps'][number];

export interface ToldDevice {
  readonly name: string | null;
  readonly manufacturer: string | null;
  readonly hardwareVersion: string | null;
  readonly softwareVersion: string | null;
  readonly serialNumber: string | null;
}

export interface ToldLap {
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly distanceMeters: number | null;
  readonly energyKilocalories: number | null;
  readonly avgHeartRateBpm: number | null;
  readonly avgSpeedMetersPerSecond: number | null;
  readonly avgPowerWatts: number | null;
  /** Whole seconds. */
  readonly activeSeconds: number | null;
  readonly trigger: string | null;
}

/** Numbers and texts as they are to stand there: checked and rounded by whoever tells them. */
export interface ToldActivity {
  /** ISO 8601 with offset. */
  readonly startTime: string;
  readonly endTime: string;
  /** The times are local; otherwise UTC is shown because nobody told. */
  readonly isLocalTime: boolean;
  readonly summaryId: string;
  readonly type: Metadata['type'];
  readonly uploadType: Metadata['upload_type'];
  readonly name: string | null;
  readonly device: ToldDevice | null;
  readonly activeSeconds: number | null;
  readonly distanceMeters: number | null;
  readonly ascentMeters: number | null;
  readonly descentMeters: number | null;
  readonly energyKilocalories: number | null;
  readonly workKilojoules: number | null;
  readonly avgHeartRateBpm: number | null;
  readonly maxHeartRateBpm: number | null;
  readonly minHeartRateBpm: number | null;
  readonly heartRateZones: NonNullable<Activity['heart_rate_data']>['summary']['hr_zone_data'];
  readonly avgSpeedMetersPerSecond: number | null;
  readonly maxSpeedMetersPerSecond: number | null;
  readonly avgCadenceRpm: number | null;
  readonly maxCadenceRpm: number | null;
  readonly avgPowerWatts: number | null;
  readonly maxPowerWatts: number | null;
  readonly normalizedPowerWatts: number | null;
  readonly trainingStressScore: number | null;
  readonly intensityFactor: number | null;
  readonly laps: readonly ToldLap[];
  readonly track: Track;
  /** Absent where there is nothing to say. */
  readonly extension?: Extension | undefined;
}

function deviceOf(device: ToldDevice | null): Activity['device_data'] {
  if (device === null) return null;
  return {
    name: device.name,
    manufacturer: device.manufacturer,
    hardware_version: device.hardwareVersion,
    software_version: device.softwareVersion,
    serial_number: device.serialNumber,
    last_upload_date: null,
    data_provided: [],
    activation_timestamp: null,
    other_devices: [],
  };
}

const lapOf = (lap: ToldLap): TerraLap => ({
  start_time: lap.startTime,
  end_time: lap.endTime,
  distance_meters: lap.distanceMeters,
  calories: lap.energyKilocalories,
  avg_hr_bpm: lap.avgHeartRateBpm,
  avg_speed_meters_per_second: lap.avgSpeedMetersPerSecond,
  avg_watts: lap.avgPowerWatts,
  active_duration_seconds: lap.activeSeconds,
  total_strokes: null,
  stroke_type: null,
  trigger_method: lap.trigger,
});

const durationsOf = (told: ToldActivity): Activity['active_durations_data'] => ({
  activity_seconds: told.activeSeconds,
  inactivity_seconds: null,
  rest_seconds: null,
  low_intensity_seconds: null,
  moderate_intensity_seconds: null,
  vigorous_intensity_seconds: null,
  standing_seconds: null,
  num_continuous_inactive_periods: null,
  standing_hours_count: null,
  activity_levels_samples: [],
});

const distanceOf = (told: ToldActivity): Activity['distance_data'] => ({
  summary: {
    distance_meters: told.distanceMeters,
    steps: null,
    floors_climbed: null,
    elevation: {
      gain_actual_meters: told.ascentMeters,
      gain_planned_meters: null,
      loss_actual_meters: told.descentMeters,
      avg_meters: null,
      max_meters: null,
      min_meters: null,
    },
    swimming: { num_laps: null, num_strokes: null, pool_length_meters: null },
  },
  detailed: { distance_samples: [], elevation_samples: [], floors_climbed_samples: [], step_samples: [] },
});

const heartRateOf = (told: ToldActivity): Activity['heart_rate_data'] => ({
  summary: {
    avg_hr_bpm: told.avgHeartRateBpm,
    max_hr_bpm: told.maxHeartRateBpm,
    min_hr_bpm: told.minHeartRateBpm,
    resting_hr_bpm: null,
    user_max_hr_bpm: null,
    avg_hrv_rmssd: null,
    avg_hrv_sdnn: null,
    hr_zone_data: told.heartRateZones,
  },
  detailed: { hr_samples: [], hrv_samples_rmssd: [], hrv_samples_sdnn: [] },
});

const movementOf = (told: ToldActivity): Activity['movement_data'] => ({
  avg_speed_meters_per_second: told.avgSpeedMetersPerSecond,
  max_speed_meters_per_second: told.maxSpeedMetersPerSecond,
  adjusted_max_speed_meters_per_second: null,
  normalized_speed_meters_per_second: null,
  avg_velocity_meters_per_second: null,
  max_velocity_meters_per_second: null,
  avg_pace_minutes_per_kilometer: null,
  max_pace_minutes_per_kilometer: null,
  avg_cadence_rpm: told.avgCadenceRpm,
  max_cadence_rpm: told.maxCadenceRpm,
  avg_torque_newton_meters: null,
  max_torque_newton_meters: null,
  speed_samples: [],
  cadence_samples: [],
  torque_samples: [],
});

function stressOf({ trainingStressScore, intensityFactor, normalizedPowerWatts }: ToldActivity): Activity['TSS_data'] {
  if (trainingStressScore === null && intensityFactor === null && normalizedPowerWatts === null) return { TSS_samples: [] };
  const one = {
    planned: null,
    actual: trainingStressScore,
    method: null,
    intensity_factor_planned: null,
    intensity_factor_actual: intensityFactor,
    normalized_power_watts: normalizedPowerWatts,
  };
  return { TSS_samples: [one] };
}

/** The keys in one order, whoever tells: records are compared by their bytes. */
export function activityOf(told: ToldActivity): Activity {
  const { track, extension } = told;
  return {
    metadata: {
      start_time: told.startTime,
      end_time: told.endTime,
      summary_id: told.summaryId,
      type: told.type,
      upload_type: told.uploadType,
      name: told.name,
      city: null,
      state: null,
      country: null,
      timestamp_localization: told.isLocalTime ? TIMESTAMP_LOCALIZATIONS.LOCAL : TIMESTAMP_LOCALIZATIONS.UTC,
    },
    active_durations_data: durationsOf(told),
    calories_data: {
      total_burned_calories: told.energyKilocalories,
      net_activity_calories: null,
      BMR_calories: null,
      net_intake_calories: null,
      calorie_samples: [],
    },
    cheat_detection: null,
    data_enrichment: null,
    device_data: deviceOf(told.device),
    distance_data: distanceOf(told),
    // Energy spent (calories_data) is not work done (work_data), and no source tells it in kJ.
    energy_data: { energy_kilojoules: null, energy_planned_kilojoules: null },
    heart_rate_data: heartRateOf(told),
    lap_data: { laps: told.laps.map(lapOf) },
    MET_data: null,
    movement_data: movementOf(told),
    oxygen_data: null,
    polyline_map_data: { summary_polyline: track.polyline },
    position_data: {
      start_pos_lat_lng_deg: track.start && [...track.start],
      center_pos_lat_lng_deg: track.center && [...track.center],
      end_pos_lat_lng_deg: track.end && [...track.end],
      position_samples: [],
    },
    power_data: { avg_watts: told.avgPowerWatts, max_watts: told.maxPowerWatts, power_samples: [] },
    strain_data: null,
    TSS_data: stressOf(told),
    work_data: { work_kilojoules: told.workKilojoules },
    ...(extension !== undefined && { freehub: extension }),
  };
}
