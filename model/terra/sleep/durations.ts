import { z } from 'zod';
import { integer, number, percentage, samples } from '../common/fields.js';

const SLEEP_LEVELS = { UNKNOWN: 0, AWAKE: 1, SLEEPING: 2, OUT_OF_BED: 3, LIGHT: 4, DEEP: 5, REM: 6 } as const;
const sleepLevelSchema = z.enum(SLEEP_LEVELS);

const asleepSchema = z.strictObject({
  duration_asleep_state_seconds: number,
  duration_deep_sleep_state_seconds: number,
  duration_light_sleep_state_seconds: number,
  duration_REM_sleep_state_seconds: number,
  num_REM_events: integer,
});

/** A long interruption lasts more than 90 seconds. */
const awakeSchema = z.strictObject({
  duration_awake_state_seconds: number,
  duration_long_interruption_seconds: number,
  duration_short_interruption_seconds: number,
  num_out_of_bed_events: integer,
  num_wakeup_events: integer,
  sleep_latency_seconds: number,
  wake_up_latency_seconds: number,
});

const otherSchema = z.strictObject({ duration_in_bed_seconds: number, duration_unmeasurable_sleep_seconds: number });

export const sleepDurationsDataSchema = z.strictObject({
  asleep: asleepSchema.nullable(),
  awake: awakeSchema.nullable(),
  other: otherSchema.nullable(),
  sleep_efficiency: percentage,
  hypnogram_samples: samples({ level: sleepLevelSchema.nullable() }),
});
