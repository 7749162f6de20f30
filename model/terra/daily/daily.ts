/** Terra's Daily: the sums of one day (terra openapi, `schemas/core/Daily.yaml`). */
import { z } from 'zod';
import { activeDurationsDataSchema } from '../common/active-durations.js';
import { caloriesDataSchema } from '../common/calories.js';
import { dayMetadataSchema } from '../common/day-metadata.js';
import { deviceDataSchema } from '../common/device.js';
import { dailyDistanceDataSchema } from '../common/distance.js';
import { uploadTypeSchema } from '../common/enumerations.js';
import { heartRateDataSchema } from '../common/heart-rate.js';
import { metDataSchema } from '../common/met.js';
import { oxygenDataSchema } from '../common/oxygen.js';
import { strainDataSchema } from '../common/strain.js';
import { dailyDataEnrichmentSchema, dailyScoresSchema } from './scores.js';
import { stressDataSchema } from './stress.js';
import { tagDataSchema } from './tags.js';

export const dailySchema = z.strictObject({
  metadata: dayMetadataSchema.extend({ upload_type: uploadTypeSchema }),
  active_durations_data: activeDurationsDataSchema.nullable(),
  calories_data: caloriesDataSchema.nullable(),
  data_enrichment: dailyDataEnrichmentSchema.nullable(),
  device_data: deviceDataSchema.nullable(),
  distance_data: dailyDistanceDataSchema.nullable(),
  heart_rate_data: heartRateDataSchema.nullable(),
  MET_data: metDataSchema.nullable(),
  oxygen_data: oxygenDataSchema.nullable(),
  scores: dailyScoresSchema.nullable(),
  strain_data: strainDataSchema.nullable(),
  stress_data: stressDataSchema.nullable(),
  tag_data: tagDataSchema.nullable(),
});
export type Daily = z.infer<typeof dailySchema>;
