/** Terra's Activity, whole: every field that the model has (terra openapi, `schemas/core/Activity.yaml`), and our extension. */
import { z } from 'zod';
import { activeDurationsDataSchema } from '../common/active-durations.js';
import { caloriesDataSchema } from '../common/calories.js';
import { deviceDataSchema } from '../common/device.js';
import { distanceDataSchema } from '../common/distance.js';
import { heartRateDataSchema } from '../common/heart-rate.js';
import { metDataSchema } from '../common/met.js';
import { oxygenDataSchema } from '../common/oxygen.js';
import { strainDataSchema } from '../common/strain.js';
import { energyDataSchema, powerDataSchema, tssDataSchema, workDataSchema } from './effort.js';
import { extensionSchema } from './extension.js';
import { lapDataSchema } from './laps.js';
import { activityMetadataSchema } from './metadata.js';
import { movementDataSchema } from './movement.js';
import { polylineMapDataSchema, positionDataSchema } from './position.js';
import { dataEnrichmentSchema } from './scores.js';

/** Strict, for it is what we produce: all keys are there, null where nothing is known, lists of samples optional (common/fields.ts). */
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
  /** Ours, not Terra's. */
  freehub: extensionSchema.optional(),
});
export type Activity = z.infer<typeof activitySchema>;
