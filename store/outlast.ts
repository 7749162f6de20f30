/** Work that must be done once the database is back: giving back what was claimed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isUnavailable } from './database.js';

const FIRST_MS = 100;
const LONGEST_MS = 1_000;

/**
 * Does `work` again for as long as the database is away, at most for `forMs`: by then a lease has run out by itself.
 * @throws what `work` throws at last
 */
export async function outlast<T>(forMs: number, work: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + forMs;
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(LONGEST_MS, waitMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || performance.now() + waitMs > untilMs) throw error;
      await sleep(waitMs);
    }
  }
}
