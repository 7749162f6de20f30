/** What did not answer because its process had just died is asked again until it runs again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../../model/problem.js';
import { NO_ANSWER } from '../client/no-answer.js';

/** A process that is started again is there within seconds; `up` itself ends when it gives up. */
const PATIENCE_MS = 60_000;
const BETWEEN_MS = 250;

/**
 * @param harmless does the same when done twice.
 * @throws Problem what `harmless` throws, unless nobody answered; that too after a minute of it. canceled when `signal` aborts.
 */
export async function patiently<Result>(signal: AbortSignal, harmless: () => Promise<Result>): Promise<Result> {
  let sinceMs: number | null = null;
  for (;;) {
    try {
      return await harmless();
    } catch (error) {
      if (signal.aborted || !(error instanceof Problem && error.code === NO_ANSWER)) throw error;
      sinceMs ??= Date.now();
      if (Date.now() - sinceMs > PATIENCE_MS) throw error;
      await sleep(BETWEEN_MS, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}
