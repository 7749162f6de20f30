import { z } from 'zod';
import { number } from '../common/fields.js';

/** `calories` in kcal. */
export const macrosSchema = z.strictObject({
  calories: number,
  protein_g: number,
  carbohydrates_g: number,
  net_carbohydrates_g: number,
  fiber_g: number,
  sugar_g: number,
  fat_g: number,
  saturated_fat_g: number,
  trans_fat_g: number,
  cholesterol_mg: number,
  sodium_mg: number,
  alcohol_g: number,
});
