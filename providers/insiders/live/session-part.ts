/** The raw part `session`: what Freehub knows of a session beside its samples, so that normalizing needs nothing else. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { textOf } from '../../kit/http.js';
import { LONGEST_SESSION_MS } from './sessions.js';

/** Unix milliseconds. */
const ms = z.int().min(0).max(Date.UTC(2200, 0));
const range = z.object({ start_ms: ms, stop_ms: ms });

const sessionSchema = z.object({
  device: z.object({ id: z.string(), name: z.string().nullable(), serial_number: z.string().nullable() }),
  range: range.refine(
    ({ start_ms: start, stop_ms: stop }) => stop > start && stop - start <= LONGEST_SESSION_MS,
    'must be more than nothing and at most a day',
  ),
  blocks: z.array(range).min(1),
  /** Whose samples these are was settled by it. */
  assignment: z.object({ start_ms: ms, stop_ms: ms.nullable() }),
  /** Without the gaps between blocks: the revision. */
  recorded_ms: z.int().min(0),
  /** Terra's number: the setting of the app when it was fetched. */
  activity_type: z.int(),
});
export type SessionPart = z.infer<typeof sessionSchema>;

export const writeSession = (session: SessionPart): Uint8Array => Buffer.from(JSON.stringify(session));

/** @throws Problem payload */
export function readSession(bytes: Uint8Array): SessionPart {
  try {
    return sessionSchema.parse(JSON.parse(textOf(bytes)));
  } catch (cause) {
    throw new Problem('payload', 'the description of the session is not one that Freehub wrote', { cause });
  }
}
