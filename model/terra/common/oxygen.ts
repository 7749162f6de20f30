import { z } from 'zod';
import { oxygenSaturationTypeSchema } from './enumerations.js';
import { number, samples } from './fields.js';

export const oxygenDataSchema = z.strictObject({
  avg_saturation_percentage: number,
  vo2max_ml_per_min_per_kg: number,
  day_avg_vo2max_ml_per_min_per_kg: number,
  saturation_samples: samples({ percentage: number, type: oxygenSaturationTypeSchema.nullable() }),
  vo2_samples: samples({ vo2max_ml_per_min_per_kg: number }),
});
