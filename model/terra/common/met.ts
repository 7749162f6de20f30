import { z } from 'zod';
import { atLeastZero, number, samples } from './fields.js';

export const metDataSchema = z.strictObject({
  avg_level: number,
  num_low_intensity_minutes: atLeastZero,
  num_moderate_intensity_minutes: atLeastZero,
  num_high_intensity_minutes: atLeastZero,
  num_inactive_minutes: atLeastZero,
  MET_samples: samples({ level: number }),
});
