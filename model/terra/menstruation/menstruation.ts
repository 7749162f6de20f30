/** Terra's Menstruation: where a cycle stands on one day (terra openapi, `schemas/core/Menstruation.yaml`). */
import { z } from 'zod';
import { dayMetadataSchema } from '../common/day-metadata.js';
import { flag, integer, text, timestamp } from '../common/fields.js';

const MENSTRUATION_PHASES = {
  UNKNOWN: 0,
  PERIOD: 1,
  FOLLICULAR: 2,
  FERTILE_WINDOW: 3,
  OVULATION: 4,
  LUTEAL: 5,
  PMS: 6,
  FIRST_TRIMESTER: 7,
  SECOND_TRIMESTER: 8,
  THIRD_TRIMESTER: 9,
} as const;
const phase = z.enum(MENSTRUATION_PHASES).nullable();

const MENSTRUATION_FLOWS = { UNKNOWN: 0, NONE: 1, LIGHT: 2, MEDIUM: 3, HEAVY: 4, HAD: 5 } as const;

/** Days of the calendar are `YYYY-MM-DD`. */
const menstruationDataSchema = z.strictObject({
  period_length_days: integer,
  cycle_length_days: integer,
  predicted_cycle_length_days: integer,
  day_in_cycle: integer,
  days_until_next_phase: integer,
  length_of_current_phase_days: integer,
  current_phase: phase,
  is_predicted_cycle: flag,
  period_start_date: text,
  fertility_window_start: text,
  fertility_window_end: text,
  ovulation_day: text,
  last_updated_time: timestamp,
  menstruation_flow: z.array(z.strictObject({ timestamp, flow: z.enum(MENSTRUATION_FLOWS).nullable() })),
  intervals: z.array(z.strictObject({ start_timestamp: timestamp, end_timestamp: timestamp, phase })),
});

export const menstruationSchema = z.strictObject({
  metadata: dayMetadataSchema,
  menstruation_data: menstruationDataSchema.nullable(),
});
export type Menstruation = z.infer<typeof menstruationSchema>;
