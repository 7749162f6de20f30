/** Distance, climbing, steps and swimming: of an activity (summary and samples) and of a day (the same, flat). */
import { z } from 'zod';
import { atLeastZero, count, integer, number, samples, timer } from './fields.js';

/** Gain and loss are sums of climbs and descents, not net. */
const elevation = z.strictObject({
  gain_actual_meters: atLeastZero,
  gain_planned_meters: atLeastZero,
  loss_actual_meters: atLeastZero,
  avg_meters: number,
  max_meters: number,
  min_meters: number,
});
const swimming = z.strictObject({ num_laps: count, num_strokes: count, pool_length_meters: count });

/** Distance, steps and floors of samples are cumulative; `elev_meters` is above sea level. */
const detailed = z.strictObject({
  distance_samples: samples({ distance_meters: number, timer_duration_seconds: timer }),
  elevation_samples: samples({ elev_meters: number, timer_duration_seconds: timer }),
  floors_climbed_samples: samples({ floors_climbed: number, timer_duration_seconds: timer }),
  step_samples: samples({ steps: number, timer_duration_seconds: timer }),
});

export const distanceDataSchema = z.strictObject({
  summary: z.strictObject({ distance_meters: number, steps: integer, floors_climbed: integer, elevation, swimming }),
  detailed,
});

/** Of a day: without the level `summary`. */
export const dailyDistanceDataSchema = z.strictObject({
  distance_meters: number,
  steps: integer,
  floors_climbed: count,
  elevation,
  swimming,
  detailed,
});
