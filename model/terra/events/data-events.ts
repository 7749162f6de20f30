/** Data events as schemas, for documents and tests; they are sent as bytes (data-event.ts). */
import { z } from 'zod';
import { MODELS } from '../models.js';
import type { DataEventType } from './event-types.js';
import { user, version } from './parts.js';

/** `data` may be empty: what it was to tell is gone. */
export const dataEventSchemaOf = (type: DataEventType) =>
  z.strictObject({ type: z.literal(type), version, user, data: z.array(MODELS[type].schema) });

/** There is one athlete: `athlete` in place of `data`. */
export const athleteEventSchema = z.strictObject({
  type: z.literal('athlete'),
  version,
  user,
  athlete: MODELS.athlete.schema,
});
