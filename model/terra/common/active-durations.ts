import { z } from 'zod';
import { activityLevelSchema } from './enumerations.js';
import { atLeastZero, count, number, samples, timer } from './fields.js';

export const activeDurationsDataSchema = z.strictObject({
  activity_seconds: atLeastZero,
  inactivity_seconds: atLeastZero,
  rest_seconds: atLeastZero,
  low_intensity_seconds: atLeastZero,
  moderate_intensity_seconds: atLeastZero,
  vigorous_intensity_seconds: atLeastZero,
  standing_seconds: number,
  num_continuous_inactive_periods: count,
  standing_hours_count: number,
  activity_levels_samples: samples({ activity_level: activityLevelSchema.nullable(), timer_duration_seconds: timer }),
});
