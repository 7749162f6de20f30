/** The smaller parts of an Activity. */
import { z } from 'zod';
import { activityTypeSchema } from './activity-type.js';
import {
  activityLevelSchema,
  oxygenSaturationTypeSchema,
  timestampLocalizationSchema,
  uploadTypeSchema,
} from './enumerations.js';
import { atLeastZero, count, integer, number, position, samples, text, timer, timestamp, timestampSchema } from './fields.js';

export const activityMetadataSchema = z.strictObject({
  start_time: timestampSchema,
  end_time: timestampSchema,
  /** Unique for one user only. */
  summary_id: z.string().min(1),
  type: activityTypeSchema,
  upload_type: uploadTypeSchema,
  name: text,
  city: text,
  state: text,
  country: text,
  timestamp_localization: timestampLocalizationSchema.nullable(),
});

export const activeDurationsDataSchema = z.strictObject({
  activity_seconds: atLeastZero,
  inactivity_seconds: atLeastZero,
  rest_seconds: atLeastZero,
  low_intensity_seconds: atLeastZero,
  moderate_intensity_seconds: atLeastZero,
  vigorous_intensity_seconds: atLeastZero,
  standing_seconds: number,
  num_continuous_inactive_periods: count,
  standing_hours_count: number,
  activity_levels_samples: samples({ activity_level: activityLevelSchema.nullable(), timer_duration_seconds: timer }),
});

/** kcal. `total_burned_calories` includes the basal rate, `net_activity_calories` does not. */
export const caloriesDataSchema = z.strictObject({
  total_burned_calories: number,
  net_activity_calories: number,
  BMR_calories: number,
  net_intake_calories: number,
  calorie_samples: samples({ calories: number, timer_duration_seconds: timer }),
});

const contributors = z.record(z.string(), z.number().nullable()).nullable();

/** Terra Scores. */
export const dataEnrichmentSchema = z.strictObject({
  efficiency_score: number,
  efficiency_contributors: contributors,
  strain_score: number,
  strain_contributors: contributors,
  rcrs_score: number,
  rcrs_contributors: contributors,
  trimp_score: number,
  trimp_contributors: contributors,
});

export const energyDataSchema = z.strictObject({ energy_kilojoules: number, energy_planned_kilojoules: number });
export const workDataSchema = z.strictObject({ work_kilojoules: number });
export const strainDataSchema = z.strictObject({ strain_level: number });
export const polylineMapDataSchema = z.strictObject({ summary_polyline: text });

export const lapDataSchema = z.strictObject({
  laps: z.array(
    z.strictObject({
      start_time: timestamp,
      end_time: timestamp,
      distance_meters: number,
      calories: number,
      avg_hr_bpm: number,
      avg_speed_meters_per_second: number,
      avg_watts: number,
      active_duration_seconds: integer,
      total_strokes: integer,
      stroke_type: text,
      /** Terra passes FIT's lap triggers on; see LAP_TRIGGERS. */
      trigger_method: text,
    }),
  ),
});

export const metDataSchema = z.strictObject({
  avg_level: number,
  num_low_intensity_minutes: atLeastZero,
  num_moderate_intensity_minutes: atLeastZero,
  num_high_intensity_minutes: atLeastZero,
  num_inactive_minutes: atLeastZero,
  MET_samples: samples({ level: number }),
});

export const oxygenDataSchema = z.strictObject({
  avg_saturation_percentage: number,
  vo2max_ml_per_min_per_kg: number,
  day_avg_vo2max_ml_per_min_per_kg: number,
  saturation_samples: samples({ percentage: number, type: oxygenSaturationTypeSchema.nullable() }),
  vo2_samples: samples({ vo2max_ml_per_min_per_kg: number }),
});

/** `center` is where the user was midway through the workout, in time. */
export const positionDataSchema = z.strictObject({
  start_pos_lat_lng_deg: position.nullable(),
  center_pos_lat_lng_deg: position.nullable(),
  end_pos_lat_lng_deg: position.nullable(),
  position_samples: samples({ coords_lat_lng_deg: position.nullable(), timer_duration_seconds: timer }),
});

export const powerDataSchema = z.strictObject({
  avg_watts: number,
  max_watts: number,
  power_samples: samples({ watts: number, timer_duration_seconds: timer }),
});

/** Not a series in time in spite of its name: one entry for each method of reckoning. */
export const tssDataSchema = z.strictObject({
  TSS_samples: z.array(
    z.strictObject({
      planned: number,
      actual: number,
      method: text,
      intensity_factor_planned: number,
      intensity_factor_actual: number,
      normalized_power_watts: number,
    }),
  ),
});
