import { z } from 'zod';
import { integer, number, samples } from '../common/fields.js';
import { glucoseFlagSchema, trendArrowSchema } from './enumerations.js';

const glucoseSamples = samples({
  blood_glucose_mg_per_dL: number,
  glucose_level_flag: glucoseFlagSchema.nullable(),
  trend_arrow: trendArrowSchema.nullable(),
});

/** How glucose runs through the hours of a day. */
const patternSchema = z.strictObject({
  /** Hour of the day. */
  time_from_midnight: z.int().min(0).max(23).nullable(),
  percentile_5: number,
  percentile_25: number,
  percentile_50: number,
  percentile_75: number,
  percentile_95: number,
});

export const glucoseDataSchema = z.strictObject({
  day_avg_blood_glucose_mg_per_dL: number,
  /** The same again: Terra's older spelling, which it calls deprecated. */
  day_avg_blood_glucose_mg_per_dl: number,
  day_avg_detailed_blood_glucose_mg_per_dL: number,
  /** Glucose management indicator. */
  gmi: number,
  time_in_range: number,
  sensor_usage: integer,
  daily_patterns: z.array(patternSchema),
  blood_glucose_samples: glucoseSamples,
  detailed_blood_glucose_samples: glucoseSamples,
});
