/** Converts in worker threads, so that a file that takes too long or too much memory can be given up while the run goes on. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { errorCode } from '../../runtime/error-code.js';
import { Problem } from '../../../../model/problem.js';
import type { Job, Outcome } from './job.js';

/** Of JavaScript objects; columns lie outside of it. */
const MAX_HEAP_MB = 1024;

export class Converter {
  readonly threads = availableParallelism();
  private readonly pool: Piscina<Job, Outcome>;

  /** @param timeoutMs for one file */
  constructor(
    private readonly timeoutMs: number,
    private readonly stopped: AbortSignal,
  ) {
    this.pool = new Piscina({
      filename: fileURLToPath(new URL('./thread.js', import.meta.url)),
      minThreads: 1,
      maxThreads: this.threads,
      idleTimeout: 10_000,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
  }

  /**
   * At most `threads` at once: what waited in a queue would lose its time there.
   * @throws Problem payload FILE_TOO_SLOW, FILE_TOO_LARGE; canceled
   */
  async run(job: Job): Promise<Outcome> {
    const slow = AbortSignal.timeout(this.timeoutMs);
    try {
      // Aborting a task ends its thread, wherever it is.
      return await this.pool.run(job, { signal: AbortSignal.any([slow, this.stopped]) });
    } catch (error) {
      if (this.stopped.aborted) throw new Problem('canceled', 'stopped');
      if (slow.aborted)
        throw new Problem('payload', `it took longer than ${this.timeoutMs / 1000} s and was given up: --timeout allows more`, {
          code: 'FILE_TOO_SLOW',
        });
      if (errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY')
        throw new Problem('payload', `it needs more than ${MAX_HEAP_MB} MB of memory and was given up`, {
          code: 'FILE_TOO_LARGE',
        });
      throw error;
    }
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}
