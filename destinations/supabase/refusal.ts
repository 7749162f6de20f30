/** What PostgREST or Storage answered when it refused. */
import { z } from 'zod';
import type { DestinationIo } from '../kit/destination.js';

const body = z.object({ statusCode: z.coerce.string().optional(), code: z.string().optional() });

export class SupabaseRefusal extends Error {
  override readonly name = 'SupabaseRefusal';
  constructor(
    readonly status: number,
    readonly code: string | undefined,
    readonly retryAfter: string | undefined,
  ) {
    super(`status ${status}`);
  }
}

/** Storage answers 400 for nearly everything: the true status is text in the body. Other text is not kept: it may quote a row. */
export function refusalOf(status: number, retryAfter: string | undefined, text: string, ofStorage: boolean): SupabaseRefusal {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined;
  }
  const { statusCode, code } = body.safeParse(answer).data ?? {};
  return new SupabaseRefusal(status, ofStorage ? `storage ${statusCode ?? status}` : code, retryAfter);
}

/** The guard's `fetch` with a signal; a refusal is thrown, since the clients drop the status or `Retry-After`. */
export const refusingFetch =
  (io: DestinationIo, signal: AbortSignal, ofStorage: boolean): typeof globalThis.fetch =>
  async (input, init) => {
    const answer = await io.egress.fetch(input, { ...init, signal });
    if (answer.ok) return answer;
    throw refusalOf(answer.status, answer.headers.get('retry-after') ?? undefined, await answer.text(), ofStorage);
  };
