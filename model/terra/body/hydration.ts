import { z } from 'zod';
import { number, samples } from '../common/fields.js';

/** `hydration_kg` is the body's water. */
export const hydrationDataSchema = z.strictObject({
  day_total_water_consumption_ml: number,
  day_avg_hydration_kg: number,
  hydration_amount_samples: samples({ hydration_kg: number }),
});
