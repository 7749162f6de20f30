/** Insiders' activity as Terra's Activity, without samples: what is said is passed on in Terra's words, what is not said is null. */
import type { Activity } from '../../../model/terra/activity/activity.js';
import { LAP_TRIGGERS, TIMESTAMP_LOCALIZATIONS, UPLOAD_TYPES } from '../../../model/terra/common/enumerations.js';
import { formatMicros } from '../../../model/terra/timestamp.js';
import type { LocalClock } from '../../../formats/samples/sample-rows.js';
import type { Detail } from './detail.js';
import { microsOf } from './detail.js';
import type { Track } from '../../../formats/samples/track.js';
import { activityTypeOf } from './sport.js';

const SECOND_MICROS = 1_000_000;

/** Where the recording stands in time. */
export interface Moment extends LocalClock {
  readonly endMicros: number;
  /** False: the provider does not tell the local time, and UTC is shown. */
  readonly local: boolean;
}

/**
 * Terra's offsets are whole minutes; the instant stays exact.
 * @param lastSampleMicros after the start, where there are samples: the end when the provider does not tell how long it took.
 */
export function momentOf(detail: Detail, lastSampleMicros: number): Moment {
  const startMicros = microsOf(detail.started_at, 'started_at');
  const elapsedMicros =
    typeof detail.elapsed_seconds === 'number' ? Math.round(detail.elapsed_seconds * SECOND_MICROS) : lastSampleMicros;
  const offset = detail.utc_offset_seconds;
  return {
    startMicros,
    endMicros: startMicros + elapsedMicros,
    offsetMinutes: Math.round((offset ?? 0) / 60),
    local: typeof offset === 'number',
  };
}

function uploadTypeOf(detail: Detail): Activity['metadata']['upload_type'] {
  if (typeof detail.manual !== 'boolean') return UPLOAD_TYPES.UNKNOWN;
  return detail.manual ? UPLOAD_TYPES.MANUAL : UPLOAD_TYPES.AUTOMATIC;
}

function deviceOf(device: Detail['device']): Activity['device_data'] {
  if (!device) return null;
  return {
    name: device.name ?? null,
    manufacturer: device.manufacturer ?? null,
    hardware_version: device.hardware_version ?? null,
    software_version: device.software_version ?? null,
    serial_number: device.serial ?? null,
    last_upload_date: null,
    data_provided: [],
    activation_timestamp: null,
    other_devices: [],
  };
}

type Zone = NonNullable<Activity['heart_rate_data']>['summary']['hr_zone_data'][number];

/** Insiders tells limits in bpm; Terra wants percentages of a maximum that nobody told. */
function heartRateZones(detail: Detail): Zone[] {
  const buckets = detail.zones?.find((zones) => zones.type === 'heart_rate')?.buckets ?? [];
  return buckets.map((bucket, zone) => ({
    zone,
    start_percentage: null,
    end_percentage: null,
    name: bucket.name ?? null,
    duration_seconds: bucket.seconds ?? null,
  }));
}

type Lap = NonNullable<Activity['lap_data']>['laps'][number];

function lapStart(lap: NonNullable<Detail['laps']>[number], moment: Moment): number | null {
  if (typeof lap.started_at === 'string') return microsOf(lap.started_at, 'laps.started_at');
  return typeof lap.offset_seconds === 'number' ? moment.startMicros + Math.round(lap.offset_seconds * SECOND_MICROS) : null;
}

/** A word that is none of Terra's says only that something caused the lap. */
function triggerOf(trigger: string | null | undefined): string | null {
  const word = trigger?.toUpperCase() ?? null;
  return word === null || LAP_TRIGGERS.some((known) => known === word) ? word : 'UNSPECIFIED';
}

function lapsOf(detail: Detail, moment: Moment): Lap[] {
  return (detail.laps ?? []).map((lap) => {
    const start = lapStart(lap, moment);
    const elapsed = lap.elapsed_seconds ?? null;
    const end = start === null || elapsed === null ? null : start + Math.round(elapsed * SECOND_MICROS);
    return {
      start_time: start === null ? null : formatMicros(start, moment.offsetMinutes),
      end_time: end === null ? null : formatMicros(end, moment.offsetMinutes),
      distance_meters: lap.distance_m ?? null,
      calories: lap.calories_kcal ?? null,
      avg_hr_bpm: lap.avg_hr_bpm ?? null,
      avg_speed_meters_per_second: lap.avg_speed_mps ?? null,
      avg_watts: lap.avg_power_w ?? null,
      active_duration_seconds: typeof lap.moving_seconds === 'number' ? Math.round(lap.moving_seconds) : null,
      total_strokes: null,
      stroke_type: null,
      trigger_method: triggerOf(lap.trigger),
    };
  });
}

function movementOf(detail: Detail): Activity['movement_data'] {
  return {
    avg_speed_meters_per_second: detail.avg_speed_mps ?? null,
    max_speed_meters_per_second: detail.max_speed_mps ?? null,
    adjusted_max_speed_meters_per_second: null,
    normalized_speed_meters_per_second: null,
    avg_velocity_meters_per_second: null,
    max_velocity_meters_per_second: null,
    avg_pace_minutes_per_kilometer: null,
    max_pace_minutes_per_kilometer: null,
    avg_cadence_rpm: detail.avg_cadence_rpm ?? null,
    max_cadence_rpm: detail.max_cadence_rpm ?? null,
    avg_torque_newton_meters: null,
    max_torque_newton_meters: null,
    speed_samples: [],
    cadence_samples: [],
    torque_samples: [],
  };
}

function distanceOf(detail: Detail): Activity['distance_data'] {
  return {
    summary: {
      distance_meters: detail.distance_m ?? null,
      steps: null,
      floors_climbed: null,
      elevation: {
        gain_actual_meters: detail.elevation_gain_m ?? null,
        gain_planned_meters: null,
        loss_actual_meters: detail.elevation_loss_m ?? null,
        avg_meters: null,
        max_meters: null,
        min_meters: null,
      },
      swimming: { num_laps: null, num_strokes: null, pool_length_meters: null },
    },
    detailed: { distance_samples: [], elevation_samples: [], floors_climbed_samples: [], step_samples: [] },
  };
}

function heartRateOf(detail: Detail): Activity['heart_rate_data'] {
  return {
    summary: {
      avg_hr_bpm: detail.avg_hr_bpm ?? null,
      max_hr_bpm: detail.max_hr_bpm ?? null,
      min_hr_bpm: detail.min_hr_bpm ?? null,
      resting_hr_bpm: null,
      user_max_hr_bpm: null,
      avg_hrv_rmssd: null,
      avg_hrv_sdnn: null,
      hr_zone_data: heartRateZones(detail),
    },
    detailed: { hr_samples: [], hrv_samples_rmssd: [], hrv_samples_sdnn: [] },
  };
}

/** The provider's moving time is Terra's active time; how the rest was spent is not told. */
function durationsOf(detail: Detail): Activity['active_durations_data'] {
  return {
    activity_seconds: detail.moving_seconds ?? null,
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

type TssSample = NonNullable<Activity['TSS_data']>['TSS_samples'][number];

function tssOf(detail: Detail): TssSample[] {
  const power = detail.normalized_power_w ?? null;
  if (power === null) return [];
  return [
    {
      planned: null,
      actual: null,
      method: null,
      intensity_factor_planned: null,
      intensity_factor_actual: null,
      normalized_power_watts: power,
    },
  ];
}

/** All of Terra's keys, with empty lists of samples. @throws Problem payload for a time out of range. */
export function activityOf(detail: Detail, moment: Moment, track: Track): Activity {
  return {
    metadata: {
      start_time: formatMicros(moment.startMicros, moment.offsetMinutes),
      end_time: formatMicros(moment.endMicros, moment.offsetMinutes),
      summary_id: detail.id,
      type: activityTypeOf(detail.sport, detail.sub_sport, detail.trainer === true),
      upload_type: uploadTypeOf(detail),
      name: detail.name ?? null,
      city: null,
      state: null,
      country: null,
      timestamp_localization: moment.local ? TIMESTAMP_LOCALIZATIONS.LOCAL : TIMESTAMP_LOCALIZATIONS.UTC,
    },
    active_durations_data: durationsOf(detail),
    calories_data: {
      total_burned_calories: detail.calories_kcal ?? null,
      net_activity_calories: null,
      BMR_calories: null,
      net_intake_calories: null,
      calorie_samples: [],
    },
    cheat_detection: null,
    data_enrichment: null,
    device_data: deviceOf(detail.device),
    distance_data: distanceOf(detail),
    // Energy spent is not work done, and Insiders tells it in kcal only (calories_data).
    energy_data: { energy_kilojoules: null, energy_planned_kilojoules: null },
    heart_rate_data: heartRateOf(detail),
    lap_data: { laps: lapsOf(detail, moment) },
    MET_data: null,
    movement_data: movementOf(detail),
    oxygen_data: null,
    polyline_map_data: { summary_polyline: track.polyline },
    position_data: {
      start_pos_lat_lng_deg: track.start && [...track.start],
      center_pos_lat_lng_deg: track.center && [...track.center],
      end_pos_lat_lng_deg: track.end && [...track.end],
      position_samples: [],
    },
    power_data: { avg_watts: detail.avg_power_w ?? null, max_watts: detail.max_power_w ?? null, power_samples: [] },
    strain_data: null,
    TSS_data: { TSS_samples: tssOf(detail) },
    work_data: { work_kilojoules: detail.work_kj ?? null },
  };
}
