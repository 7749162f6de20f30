import { z } from 'zod';
import { number, samples } from '../common/fields.js';

/** mmHg. */
export const bloodPressureDataSchema = z.strictObject({
  day_avg_systolic_bp: number,
  day_avg_diastolic_bp: number,
  blood_pressure_samples: samples({ systolic_bp: number, diastolic_bp: number }),
});
