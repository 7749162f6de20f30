import { z } from 'zod';
import { number, samples, timer } from './fields.js';

/** kcal. `total_burned_calories` includes the basal rate, `net_activity_calories` does not. */
export const caloriesDataSchema = z.strictObject({
  total_burned_calories: number,
  net_activity_calories: number,
  BMR_calories: number,
  net_intake_calories: number,
  calorie_samples: samples({ calories: number, timer_duration_seconds: timer }),
});
