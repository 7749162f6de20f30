/** Terra's Nutrition: what was eaten and drunk on one day (terra openapi, `schemas/core/Nutrition.yaml`). */
import { z } from 'zod';
import { dayMetadataSchema } from '../common/day-metadata.js';
import { number, samples, text, timestampSchema } from '../common/fields.js';
import { mealTypeSchema, nutritionUnitSchema } from './enumerations.js';
import { macrosSchema } from './macros.js';
import { microsSchema } from './micros.js';

const mealSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  timestamp: timestampSchema,
  type: mealTypeSchema,
  quantity: z.strictObject({ unit: nutritionUnitSchema, amount: z.number() }),
  macros: macrosSchema,
  micros: microsSchema,
});

export const nutritionSchema = z.strictObject({
  metadata: dayMetadataSchema,
  summary: z
    .strictObject({ macros: macrosSchema.nullable(), micros: microsSchema.nullable(), water_ml: number, drink_ml: number })
    .nullable(),
  meals: z.array(mealSchema),
  drink_samples: samples({ drink_name: text, drink_volume: number, drink_unit: nutritionUnitSchema.nullable() }),
});
export type Nutrition = z.infer<typeof nutritionSchema>;
