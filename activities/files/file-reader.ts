/** Reads files in threads of their own, for a server. */
import { Problem } from '../../model/problem.js';
import { GuardedPool, type PoolCaps } from './guarded-pool.js';
import { type ReadFile, type ReadJob, readFile } from './read-file.js';

/** A ride takes a tenth of a second. */
const CAPS: PoolCaps = { threads: 1, timeoutMs: 20_000, maxHeapMb: 512, maxWaiting: 32 };

export interface FileReaderOptions extends Partial<PoolCaps> {
  /** Of a file as it comes, and of what is inside gzip or zip. */
  readonly maxBytes: number;
}

export class FileReader {
  private readonly pool: GuardedPool<ReadJob, ReadFile> | null;
  private readonly maxBytes: number;

  /** With 0 threads everything runs in the caller's, with no caps but that of bytes. */
  constructor({ maxBytes, ...caps }: FileReaderOptions) {
    this.maxBytes = maxBytes;
    this.pool = caps.threads === 0 ? null : new GuardedPool(new URL('./thread.js', import.meta.url), { ...CAPS, ...caps });
  }

  /** @throws Problem payload with the code of what is wrong; rate_limited when too many wait */
  async read(bytes: Uint8Array): Promise<Extract<ReadFile, { problem: null }>> {
    const job = { bytes, limits: { maxBytes: this.maxBytes, maxUnpackedBytes: this.maxBytes } };
    const answer = this.pool === null ? readFile(job) : await this.pool.run(job);
    if (answer.problem === null) return answer;
    throw new Problem(answer.problem.kind, answer.problem.message, { code: answer.problem.code });
  }

  async close(): Promise<void> {
    await this.pool?.close();
  }
}
