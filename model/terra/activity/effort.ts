/** What an activity cost: power, energy, work, training stress. */
import { z } from 'zod';
import { number, samples, text, timer } from '../common/fields.js';

export const powerDataSchema = z.strictObject({
  avg_watts: number,
  max_watts: number,
  power_samples: samples({ watts: number, timer_duration_seconds: timer }),
});

/** Not a series in time in spite of its name: one entry for each method of reckoning. */
export const tssDataSchema = z.strictObject({
  TSS_samples: z.array(
    z.strictObject({
      planned: number,
      actual: number,
      method: text,
      intensity_factor_planned: number,
      intensity_factor_actual: number,
      normalized_power_watts: number,
    }),
  ),
});

export const energyDataSchema = z.strictObject({ energy_kilojoules: number, energy_planned_kilojoules: number });
export const workDataSchema = z.strictObject({ work_kilojoules: number });
