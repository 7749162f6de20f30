/** Terra's user object: one connection of one person to one provider. */
import { z } from 'zod';
import { text, timestamp } from './common/fields.js';

export const terraUserSchema = z.strictObject({
  user_id: z.uuid(),
  /** Upper-case slug: `INSIDERS`. */
  provider: z.string().regex(/^[A-Z0-9_]+$/, 'must be an upper-case slug'),
  created_at: timestamp,
  last_webhook_update: timestamp,
  /** Comma-separated. */
  scopes: text,
  reference_id: text,
  /** False: no updates come any more. */
  active: z.boolean().nullable(),
});
export type TerraUser = z.infer<typeof terraUserSchema>;
