import { z } from 'zod';
import { atLeastZero, number, samples } from '../common/fields.js';

const STRESS_LEVELS = { UNKNOWN: 0, REST: 1, LOW: 2, MEDIUM: 3, HIGH: 4 } as const;
const stressLevelSchema = z.enum(STRESS_LEVELS);

export const stressDataSchema = z.strictObject({
  avg_stress_level: number,
  max_stress_level: number,
  stress_duration_seconds: atLeastZero,
  rest_stress_duration_seconds: atLeastZero,
  low_stress_duration_seconds: atLeastZero,
  medium_stress_duration_seconds: atLeastZero,
  high_stress_duration_seconds: atLeastZero,
  activity_stress_duration_seconds: atLeastZero,
  stress_rating: stressLevelSchema.nullable(),
  samples: samples({ level: number }),
  body_battery_samples: samples({ level: number }),
});
