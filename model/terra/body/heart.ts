import { z } from 'zod';
import { number, sampleList, samples, timestamp } from '../common/fields.js';
import { heartRateDataSchema } from '../common/heart-rate.js';
import { afibFlagSchema } from './enumerations.js';

const ecgReadingSchema = z.strictObject({
  start_timestamp: timestamp,
  avg_hr_bpm: number,
  afib_classification: afibFlagSchema.nullable(),
  raw_signal: samples({ potential_uV: number }),
});

export const heartDataSchema = z.strictObject({
  heart_rate_data: heartRateDataSchema.nullable(),
  afib_classification_samples: samples({ afib_classification: afibFlagSchema.nullable() }),
  ecg_signal: sampleList(ecgReadingSchema),
  pulse_wave_velocity_samples: samples({ pulse_wave_velocity_meters_per_second: number }),
  rr_interval_samples: samples({ rr_interval_ms: number, hr_bpm: number }),
});
