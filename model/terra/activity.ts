/** Terra's Activity, whole: every field that the model has (terra openapi, `schemas/core/Activity.yaml`). */
import { z } from 'zod';
import {
  activeDurationsDataSchema,
  activityMetadataSchema,
  caloriesDataSchema,
  dataEnrichmentSchema,
  energyDataSchema,
  lapDataSchema,
  metDataSchema,
  oxygenDataSchema,
  polylineMapDataSchema,
  positionDataSchema,
  powerDataSchema,
  strainDataSchema,
  tssDataSchema,
  workDataSchema,
} from './activity-parts.js';
import { deviceDataSchema } from './device.js';
import { distanceDataSchema } from './distance.js';
import { heartRateDataSchema } from './heart-rate.js';
import { movementDataSchema } from './movement.js';

/** Strict, for it is what we produce: all keys are there, null where nothing is known, lists of samples optional (fields.ts). */
export const activitySchema = z.strictObject({
  metadata: activityMetadataSchema,
  active_durations_data: activeDurationsDataSchema.nullable(),
  calories_data: caloriesDataSchema.nullable(),
  cheat_detection: z.number().nullable(),
  data_enrichment: dataEnrichmentSchema.nullable(),
  device_data: deviceDataSchema.nullable(),
  distance_data: distanceDataSchema.nullable(),
  energy_data: energyDataSchema.nullable(),
  heart_rate_data: heartRateDataSchema.nullable(),
  lap_data: lapDataSchema.nullable(),
  MET_data: metDataSchema.nullable(),
  movement_data: movementDataSchema.nullable(),
  oxygen_data: oxygenDataSchema.nullable(),
  polyline_map_data: polylineMapDataSchema.nullable(),
  position_data: positionDataSchema.nullable(),
  power_data: powerDataSchema.nullable(),
  strain_data: strainDataSchema.nullable(),
  TSS_data: tssDataSchema.nullable(),
  work_data: workDataSchema.nullable(),
});
export type Activity = z.infer<typeof activitySchema>;

/** Keys that hold samples in time, which a record without samples leaves out. `TSS_samples` is none: it is a summary. */
export const isSampleKey = (key: string): boolean => key !== 'TSS_samples' && /_samples(_|$)/.test(key);
