/**
 * What Terra has no word for, under the key `freehub` of an activity. Terra's clients ignore keys that they do not know (docs/adr/0014).
 * It is there only when it says something, and so is each of its keys.
 */
import { z } from 'zod';
import { number, samples, timer, timestampSchema } from '../common/fields.js';
import { activityTypeSchema } from './activity-type.js';

const told = z.number().optional();

/** SI units; left out where nothing is known. */
export const legTotalsSchema = z.strictObject({
  elapsed_seconds: told,
  timer_seconds: told,
  moving_seconds: told,
  distance_meters: told,
  ascent_meters: told,
  descent_meters: told,
  energy_kilocalories: told,
  work_joules: told,
  avg_speed_meters_per_second: told,
  max_speed_meters_per_second: told,
  avg_hr_bpm: told,
  max_hr_bpm: told,
  min_hr_bpm: told,
  avg_cadence_rpm: told,
  max_cadence_rpm: told,
  avg_watts: told,
  max_watts: told,
  normalized_power_watts: told,
  training_stress_score: told,
  intensity_factor: told,
  avg_temperature_celsius: told,
});

export const extensionSchema = z.strictObject({
  /** Places in this record whose values no source claimed: reckoned from samples. `distance_data.summary.distance_meters` */
  derived: z.array(z.string()).optional(),
  /** What is odd about the source, for people to read; the codes are stable. */
  findings: z.array(z.strictObject({ code: z.string(), message: z.string() })).optional(),
  /** Ridden in a virtual world: its positions are no places that were visited. */
  virtual: z.boolean().optional(),
  /** The sports of a recording with several, in order. */
  legs: z.array(z.strictObject({ type: activityTypeSchema, start_time: timestampSchema, totals: legTotalsSchema })).optional(),
  /** As the other series of an activity: Terra has none for the temperature around it. */
  temperature_samples: samples({ temperature_celsius: number, timer_duration_seconds: timer }),
});
export type Extension = z.infer<typeof extensionSchema>;
