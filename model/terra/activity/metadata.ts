import { z } from 'zod';
import { timestampLocalizationSchema, uploadTypeSchema } from '../common/enumerations.js';
import { recordIdSchema, text, timestampSchema } from '../common/fields.js';
import { activityTypeSchema } from './activity-type.js';

export const activityMetadataSchema = z.strictObject({
  start_time: timestampSchema,
  end_time: timestampSchema,
  summary_id: recordIdSchema,
  type: activityTypeSchema,
  upload_type: uploadTypeSchema,
  name: text,
  city: text,
  state: text,
  country: text,
  timestamp_localization: timestampLocalizationSchema.nullable(),
});
