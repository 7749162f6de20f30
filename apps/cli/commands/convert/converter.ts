/** Converts in worker threads, so that a file that takes too long or too much memory can be given up while the run goes on. */
import { availableParallelism } from 'node:os';
import { GuardedPool } from '../../../../activities/files/guarded-pool.js';
import type { Job, Outcome } from './job.js';

const MAX_HEAP_MB = 1024;

export class Converter {
  readonly threads = availableParallelism();
  private readonly pool: GuardedPool<Job, Outcome>;

  /** @param timeoutMs for one file */
  constructor(
    timeoutMs: number,
    private readonly stopped: AbortSignal,
  ) {
    this.pool = new GuardedPool(new URL('./thread.js', import.meta.url), {
      threads: this.threads,
      timeoutMs,
      maxHeapMb: MAX_HEAP_MB,
      slowAdvice: '--timeout allows more',
    });
  }

  /** @throws Problem payload FILE_TOO_SLOW, FILE_TOO_LARGE; canceled */
  async run(job: Job): Promise<Outcome> {
    return this.pool.run(job, this.stopped);
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
