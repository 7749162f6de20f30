/** What Google answers when it refuses. */
import { z } from 'zod';

const reasons = z.object({ error: z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) }) });
const oauth = z.object({ error: z.string() });

export class GcsRefusal extends Error {
  override readonly name = 'GcsRefusal';
  constructor(
    readonly status: number,
    /** Google's word: `conditionNotMet`. */
    readonly reason: string | undefined,
    readonly retryAfter: string | undefined,
  ) {
    super(`status ${status}`);
  }
}

/** Its text is not kept: it names objects. */
export function refusalOf(status: number, retryAfter: string | undefined, text: string): GcsRefusal {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  const reason = reasons.safeParse(body).data?.error.errors[0]?.reason ?? oauth.safeParse(body).data?.error;
  return new GcsRefusal(status, reason, retryAfter);
}
