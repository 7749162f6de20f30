import { z } from 'zod';
import { timestampSchema } from '../common/fields.js';

/** What the user noted: `hot_shower`. */
export const tagDataSchema = z.strictObject({
  tags: z.array(z.strictObject({ timestamp: timestampSchema, tag_name: z.string(), notes: z.string() })),
});
