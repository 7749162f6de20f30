import { z } from 'zod';
import { integer, number, text, timestamp } from '../common/fields.js';

export const lapDataSchema = z.strictObject({
  laps: z.array(
    z.strictObject({
      start_time: timestamp,
      end_time: timestamp,
      distance_meters: number,
      calories: number,
      avg_hr_bpm: number,
      avg_speed_meters_per_second: number,
      avg_watts: number,
      active_duration_seconds: integer,
      total_strokes: integer,
      stroke_type: text,
      /** Terra passes FIT's lap triggers on; see LAP_TRIGGERS. */
      trigger_method: text,
    }),
  ),
});
