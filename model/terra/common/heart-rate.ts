import { z } from 'zod';
import { heartRateContextSchema } from './enumerations.js';
import { atLeastZero, integer, number, samples, text, timer } from './fields.js';

/** Percentages are of the maximum heart rate; `zone` counts from 0. */
const zoneSchema = z.strictObject({
  zone: integer,
  start_percentage: z.number().min(0).max(100).nullable(),
  end_percentage: z.number().min(0).max(100).nullable(),
  name: text,
  duration_seconds: number,
});

export const heartRateDataSchema = z.strictObject({
  summary: z.strictObject({
    avg_hr_bpm: atLeastZero,
    max_hr_bpm: atLeastZero,
    min_hr_bpm: atLeastZero,
    resting_hr_bpm: atLeastZero,
    user_max_hr_bpm: number,
    avg_hrv_rmssd: number,
    avg_hrv_sdnn: number,
    hr_zone_data: z.array(zoneSchema),
  }),
  detailed: z.strictObject({
    hr_samples: samples({ bpm: number, timer_duration_seconds: timer, context: heartRateContextSchema.nullable().optional() }),
    hrv_samples_rmssd: samples({ hrv_rmssd: number }),
    hrv_samples_sdnn: samples({ hrv_sdnn: number }),
  }),
});
