/** Work in threads of its own: what takes too long or too much memory is given up, and nobody else notices. */
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import { errorCode } from '../../model/error-code.js';
import { Problem } from '../../model/problem.js';

export interface PoolCaps {
  readonly threads: number;
  /** For one job, from when it has a thread. */
  readonly timeoutMs: number;
  /** Of JavaScript objects in one thread; columns lie outside of it. */
  readonly maxHeapMb: number;
  /** Jobs that wait for a thread: more are asked to come again. Left out: all wait. */
  readonly maxWaiting?: number;
  /** Behind "took longer than 30 s and was given up": what to do about it. */
  readonly slowAdvice?: string;
}

export class GuardedPool<Job, Answer> {
  private readonly limit;
  private pool: Piscina<Job, Answer> | null = null;

  /** @param thread compiled module whose default export answers a job */
  constructor(
    private readonly thread: URL,
    private readonly caps: PoolCaps,
  ) {
    this.limit = pLimit(caps.threads);
  }

  /**
   * @param stopped ends the job, wherever it is
   * @throws Problem payload FILE_TOO_SLOW, FILE_TOO_LARGE; rate_limited FILES_BUSY; canceled
   */
  run(job: Job, stopped?: AbortSignal): Promise<Answer> {
    if (this.limit.pendingCount >= (this.caps.maxWaiting ?? Infinity))
      throw new Problem('rate_limited', 'too many files are being worked on at this moment; come again soon', {
        code: 'FILES_BUSY',
        retryAfterMs: 5_000,
      });
    return this.limit(() => this.inThread(job, stopped));
  }

  async close(): Promise<void> {
    await this.pool?.destroy();
  }

  /** Started with the first job: most processes never have one. */
  private startedPool(): Piscina<Job, Answer> {
    return (this.pool ??= new Piscina({
      filename: fileURLToPath(this.thread),
      minThreads: 0,
      maxThreads: this.caps.threads,
      idleTimeout: 60_000,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: this.caps.maxHeapMb },
    }));
  }

  private async inThread(job: Job, stopped: AbortSignal | undefined): Promise<Answer> {
    const isStopped = (): boolean => stopped?.aborted ?? false;
    if (isStopped()) throw new Problem('canceled', 'stopped');
    const { timeoutMs, maxHeapMb, slowAdvice } = this.caps;
    const slow = AbortSignal.timeout(timeoutMs);
    try {
      // Aborting a task ends its thread.
      return await this.startedPool().run(job, { signal: stopped === undefined ? slow : AbortSignal.any([slow, stopped]) });
    } catch (error) {
      if (isStopped()) throw new Problem('canceled', 'stopped');
      if (slow.aborted)
        throw new Problem(
          'payload',
          `it took longer than ${timeoutMs / 1000} s and was given up${slowAdvice === undefined ? '' : `: ${slowAdvice}`}`,
          { code: 'FILE_TOO_SLOW' },
        );
      if (errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY')
        throw new Problem('payload', `it needs more than ${maxHeapMb} MB of memory and was given up`, { code: 'FILE_TOO_LARGE' });
      throw error;
    }
  }
}
