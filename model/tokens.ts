/** OAuth tokens of one connection, as they are sealed in the store. */
import { z } from 'zod';

export const tokensSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  /** Unix milliseconds. */
  accessExpiresAtMs: z.number(),
  scopes: z.array(z.string()).readonly(),
});

export type Tokens = Readonly<z.infer<typeof tokensSchema>>;
