/** Converts stored activities in threads of its own: an hour at 1 Hz takes 15 to 25 ms, in which the loop delivers forty events of others. */
import { Problem } from '../../model/problem.js';
import { GuardedPool, type PoolCaps } from '../files/guarded-pool.js';
import { type ConvertJob, type Converted, convert } from './convert.js';

const CAPS = { timeoutMs: 20_000, maxHeapMb: 512 };
/** Below this (JSON) a thread costs more than it saves: handing over takes 0.1 ms. */
const THREAD_FROM_BYTES = 16_384;

export class ActivityConverter {
  private readonly pool: GuardedPool<ConvertJob, Converted> | null;

  /** With 0 threads everything runs in the caller's, without caps. */
  constructor({ threads, maxWaiting }: Pick<PoolCaps, 'threads' | 'maxWaiting'>) {
    const caps = { ...CAPS, threads, ...(maxWaiting !== undefined && { maxWaiting }) };
    this.pool = threads === 0 ? null : new GuardedPool(new URL('./thread.js', import.meta.url), caps);
  }

  /** @throws Problem payload with the code of what the format cannot hold; rate_limited when too many wait */
  async run(job: ConvertJob): Promise<Uint8Array> {
    const isSmall = job.format !== 'fhir-collection' && job.activity.bytes < THREAD_FROM_BYTES;
    const { bytes, problem } = this.pool === null || isSmall ? convert(job) : await this.pool.run(job);
    if (bytes) return bytes;
    throw new Problem(problem.kind, problem.message, { code: problem.code });
  }

  async close(): Promise<void> {
    await this.pool?.close();
  }
}
