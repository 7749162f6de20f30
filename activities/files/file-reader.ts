/** Reads files in threads of their own: one that takes too long or too much memory is given up, and nobody else notices. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { Problem } from '../../model/problem.js';
import { type ReadFile, readFile } from './read-file.js';

/** Of JavaScript objects; columns lie outside of it. */
const MAX_HEAP_MB = 512;
/** A ride takes a tenth of a second. */
const TIMEOUT_MS = 20_000;
/** Files that wait for a thread: more are asked to come again. */
const MAX_WAITING = 32;

export class FileReader {
  private pool: Piscina<Uint8Array, ReadFile> | null = null;

  /** @param threads 0 = none: everything runs in the caller's thread, without the caps. */
  constructor(private readonly threads: number) {}

  /** Started with the first file: most processes never read one. */
  private startedPool(): Piscina<Uint8Array, ReadFile> {
    return (this.pool ??= new Piscina({
      filename: fileURLToPath(new URL('./thread.js', import.meta.url)),
      minThreads: 0,
      maxThreads: this.threads,
      maxQueue: MAX_WAITING,
      idleTimeout: 60_000,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    }));
  }

  /** @throws Problem payload with the code of what is wrong; rate_limited when too many wait */
  async read(bytes: Uint8Array): Promise<Extract<ReadFile, { problem: null }>> {
    const answer = this.threads === 0 ? readFile(bytes) : await this.inThread(bytes);
    if (answer.problem === null) return answer;
    throw new Problem(answer.problem.kind, answer.problem.message, { code: answer.problem.code });
  }

  async close(): Promise<void> {
    await this.pool?.destroy();
  }

  private async inThread(bytes: Uint8Array): Promise<ReadFile> {
    const pool = this.startedPool();
    if (pool.queueSize >= MAX_WAITING)
      throw new Problem('rate_limited', 'too many files are being read at this moment; send it again soon', {
        code: 'FILES_BUSY',
        retryAfterMs: 5_000,
      });
    const slow = AbortSignal.timeout(TIMEOUT_MS);
    try {
      // Aborting a task ends its thread, wherever it is.
      return await pool.run(bytes, { signal: slow });
    } catch (error) {
      if (slow.aborted)
        throw new Problem('payload', `reading it took longer than ${TIMEOUT_MS / 1000} s and was given up`, {
          code: 'FILE_TOO_SLOW',
        });
      if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        throw new Problem('payload', 'reading it needs too much memory and was given up', { code: 'FILE_TOO_LARGE' });
      throw error;
    }
  }
}
