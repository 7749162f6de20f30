/** Terra's Sleep: one night or nap (terra openapi, `schemas/core/Sleep.yaml`). */
import { z } from 'zod';
import { dayMetadataSchema } from '../common/day-metadata.js';
import { deviceDataSchema } from '../common/device.js';
import { sleepUploadTypeSchema } from '../common/enumerations.js';
import { flag, number, recordIdSchema } from '../common/fields.js';
import { heartRateDataSchema } from '../common/heart-rate.js';
import { sleepDurationsDataSchema } from './durations.js';
import { respirationDataSchema } from './respiration.js';
import { readinessDataSchema, sleepDataEnrichmentSchema, sleepScoresSchema } from './scores.js';

export const sleepSchema = z.strictObject({
  metadata: z.strictObject({
    ...dayMetadataSchema.shape,
    summary_id: recordIdSchema.nullable(),
    upload_type: sleepUploadTypeSchema,
    is_nap: flag,
  }),
  data_enrichment: sleepDataEnrichmentSchema.nullable(),
  device_data: deviceDataSchema.nullable(),
  heart_rate_data: heartRateDataSchema.nullable(),
  readiness_data: readinessDataSchema.nullable(),
  respiration_data: respirationDataSchema.nullable(),
  scores: sleepScoresSchema.nullable(),
  sleep_durations_data: sleepDurationsDataSchema.nullable(),
  /** °C off the user's usual. */
  temperature_data: z.strictObject({ delta: number }).nullable(),
});
export type Sleep = z.infer<typeof sleepSchema>;
