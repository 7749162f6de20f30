/**
 * What we read of a Terra Activity that is stored: ours or another's of the same contract. Keys may be missing or null; others are let through.
 * Samples are read apart (decode-samples.ts).
 */
import { z } from 'zod';
import { activityTypeSchema } from '../../model/terra/activity/activity-type.js';
import { timestampMicros } from './timestamp.js';

const number = z.number().nullish();
const text = z.string().nullish();
const time = z.string().refine((given) => !Number.isNaN(timestampMicros(given)), 'must be a time of the years 1970 to 2199');
const finding = z.object({ code: z.string(), message: z.string() });
const legTotals = z.record(z.string(), z.number());

export const storedActivitySchema = z.object({
  metadata: z.object({
    start_time: time,
    end_time: time,
    type: activityTypeSchema,
    name: text,
    timestamp_localization: number,
  }),
  active_durations_data: z.object({ activity_seconds: number }).nullish(),
  calories_data: z.object({ total_burned_calories: number }).nullish(),
  device_data: z.object({ name: text, manufacturer: text, software_version: text, serial_number: text }).nullish(),
  distance_data: z
    .object({
      summary: z
        .object({
          distance_meters: number,
          elevation: z.object({ gain_actual_meters: number, loss_actual_meters: number }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
  heart_rate_data: z
    .object({
      summary: z.object({ avg_hr_bpm: number, max_hr_bpm: number, min_hr_bpm: number }).nullish(),
    })
    .nullish(),
  lap_data: z
    .object({
      laps: z
        .array(
          z.object({
            start_time: time.nullish(),
            end_time: time.nullish(),
            distance_meters: number,
            calories: number,
            avg_hr_bpm: number,
            avg_speed_meters_per_second: number,
            avg_watts: number,
            active_duration_seconds: number,
            trigger_method: text,
          }),
        )
        .nullish(),
    })
    .nullish(),
  movement_data: z
    .object({
      avg_speed_meters_per_second: number,
      max_speed_meters_per_second: number,
      avg_cadence_rpm: number,
      max_cadence_rpm: number,
    })
    .nullish(),
  power_data: z.object({ avg_watts: number, max_watts: number }).nullish(),
  TSS_data: z
    .object({
      TSS_samples: z
        .array(z.object({ actual: number, intensity_factor_actual: number, normalized_power_watts: number }))
        .nullish(),
    })
    .nullish(),
  work_data: z.object({ work_kilojoules: number }).nullish(),
  freehub: z
    .object({
      derived: z.array(z.string()).nullish(),
      findings: z.array(finding).nullish(),
      virtual: z.boolean().nullish(),
      legs: z.array(z.object({ type: activityTypeSchema, start_time: time, totals: legTotals })).nullish(),
    })
    .nullish(),
});
export type StoredActivity = z.infer<typeof storedActivitySchema>;
