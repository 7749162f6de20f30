import { z } from 'zod';
import { timestampLocalizationSchema } from './enumerations.js';
import { timestampSchema } from './fields.js';

/** Of a record that is about one day: from midnight to midnight, local time. */
export const dayMetadataSchema = z.strictObject({
  start_time: timestampSchema,
  end_time: timestampSchema,
  timestamp_localization: timestampLocalizationSchema.nullable(),
});
