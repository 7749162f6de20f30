import { z } from 'zod';
import { integer, number, percentage, text, timestamp } from '../common/fields.js';

/** One weighing or measuring. BMR and RMR are kcal a day. */
const measurementSchema = z.strictObject({
  measurement_time: timestamp,
  BMI: number,
  BMR: number,
  RMR: number,
  estimated_fitness_age: integer,
  skin_fold_mm: number,
  bodyfat_percentage: percentage,
  weight_kg: number,
  height_cm: number,
  bone_mass_g: number,
  muscle_mass_g: number,
  lean_mass_g: number,
  water_percentage: percentage,
  insulin_units: number,
  insulin_type: text,
  urine_color: text,
  user_notes: text,
  visceral_fat_level: number,
  visceral_fat_category: text,
});

/** `measurements` are no samples: they stay in a record without samples. */
export const measurementsDataSchema = z.strictObject({
  measurements: z.array(measurementSchema),
  day_avg_bmi: number,
  day_avg_bmr: number,
  day_avg_rmr: number,
  day_avg_estimated_fitness_age: number,
  day_avg_skin_fold_mm: number,
  day_avg_bodyfat_percentage: number,
  day_avg_weight_kg: number,
  day_avg_height_cm: number,
  day_avg_bone_mass_g: number,
  day_avg_muscle_mass_g: number,
  day_avg_lean_mass_g: number,
  day_avg_water_percentage: number,
  day_avg_insulin_units: number,
  day_avg_visceral_fat_level: number,
});
