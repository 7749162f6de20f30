/** Terra's Body: what was measured of a body on one day (terra openapi, `schemas/core/Body.yaml`). */
import { z } from 'zod';
import { dayMetadataSchema } from '../common/day-metadata.js';
import { deviceDataSchema } from '../common/device.js';
import { oxygenDataSchema } from '../common/oxygen.js';
import { bloodPressureDataSchema } from './blood-pressure.js';
import { glucoseDataSchema } from './glucose.js';
import { heartDataSchema } from './heart.js';
import { hydrationDataSchema } from './hydration.js';
import { ketoneDataSchema } from './ketone.js';
import { measurementsDataSchema } from './measurements.js';
import { temperatureDataSchema } from './temperature.js';

export const bodySchema = z.strictObject({
  metadata: dayMetadataSchema,
  blood_pressure_data: bloodPressureDataSchema.nullable(),
  device_data: deviceDataSchema.nullable(),
  glucose_data: glucoseDataSchema.nullable(),
  heart_data: heartDataSchema.nullable(),
  hydration_data: hydrationDataSchema.nullable(),
  ketone_data: ketoneDataSchema.nullable(),
  measurements_data: measurementsDataSchema.nullable(),
  oxygen_data: oxygenDataSchema.nullable(),
  temperature_data: temperatureDataSchema.nullable(),
});
export type Body = z.infer<typeof bodySchema>;
