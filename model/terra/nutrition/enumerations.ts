/** Terra's enumerations of food (terra openapi, `schemas/core`). */
import { z } from 'zod';

const MEAL_TYPES = {
  UNKNOWN: 0,
  BREAKFAST: 1,
  MORNING_SNACK: 2,
  LUNCH: 3,
  AFTERNOON_SNACK: 4,
  DINNER: 5,
  SNACK: 6,
} as const;
export const mealTypeSchema = z.enum(MEAL_TYPES);

const NUTRITION_UNITS = {
  UNKNOWN: 0,
  GRAM: 1,
  TEASPOON: 2,
  TABLESPOON: 3,
  CUP: 4,
  MEDIUM_EGG: 5,
  LARGE_EGG: 6,
  SMALL_EGG: 7,
  MILLILITER: 8,
  OUNCE: 9,
  COUNT: 10,
  SCOOP: 11,
  FLUID_OUNCE: 12,
} as const;
export const nutritionUnitSchema = z.enum(NUTRITION_UNITS);
