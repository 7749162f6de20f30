/** Waiting for something that comes by itself. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Asks until the answer is neither null, undefined nor false.
 * @throws Error that says what was waited for. An error of `probe` counts as "not yet" and is told at the end.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { timeoutMs = 45_000, everyMs = 50 }: UntilOptions = {},
): Promise<T> {
  const endMs = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > endMs) throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`, { cause: last });
    await sleep(everyMs);
  }
}
