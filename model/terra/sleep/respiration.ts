import { z } from 'zod';
import { oxygenSaturationTypeSchema } from '../common/enumerations.js';
import { flag, integer, number, samples, timestamp } from '../common/fields.js';

const period = { start_time: timestamp, end_time: timestamp };

const breathsDataSchema = z.strictObject({
  ...period,
  avg_breaths_per_min: number,
  max_breaths_per_min: number,
  min_breaths_per_min: number,
  on_demand_reading: flag,
  samples: samples({ breaths_per_min: number }),
});

const oxygenSaturationDataSchema = z.strictObject({
  ...period,
  avg_saturation_percentage: number,
  samples: samples({ percentage: number, type: oxygenSaturationTypeSchema.nullable() }),
});

const snoringDataSchema = z.strictObject({
  ...period,
  num_snoring_events: integer,
  total_snoring_duration_seconds: number,
  samples: samples({ duration_seconds: number }),
});

export const respirationDataSchema = z.strictObject({
  breaths_data: breathsDataSchema.nullable(),
  oxygen_saturation_data: oxygenSaturationDataSchema.nullable(),
  snoring_data: snoringDataSchema.nullable(),
});
