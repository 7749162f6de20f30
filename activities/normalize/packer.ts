/** Packs rides in worker threads, so that a surge of large rides does not stop the loop that delivers others. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { Problem, type StoredProblem } from '../../model/problem.js';
import type { ProviderRegistry } from '../../providers/registry.js';
import type { ItemRef, RawPart } from '../../providers/kit/items.js';
import { type PackedRaw, type PackedRecord, packRaw, packRecord } from './pack.js';

export interface Packed {
  readonly raws: readonly PackedRaw[];
  /** The record, or why there is none: the raw answers are kept either way. */
  readonly record: PackedRecord | null;
  readonly problem: Problem | null;
}

export interface ThreadTask {
  readonly provider: string;
  readonly ref: ItemRef;
  readonly parts: readonly RawPart[];
}

export interface ThreadAnswer {
  readonly raws: readonly PackedRaw[];
  readonly record: PackedRecord | null;
  readonly problem: StoredProblem | null;
}

/** Below this a thread costs more than it saves (handing over takes 0.1 ms). */
const THREAD_FROM_BYTES = 32_768;

export class Packer {
  private pool: Piscina<ThreadTask, ThreadAnswer> | null = null;

  /** @param threads 0 = none: everything runs in the caller's thread. */
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly threads: number,
  ) {}

  /** Started with the first large item: whoever has none (a dry run) needs no thread. */
  private startedPool(): Piscina<ThreadTask, ThreadAnswer> {
    return (this.pool ??= new Piscina({
      filename: fileURLToPath(new URL('./thread.js', import.meta.url)),
      minThreads: 1,
      maxThreads: this.threads,
      idleTimeout: 60_000,
      concurrentTasksPerWorker: 1,
    }));
  }

  async pack(provider: string, ref: ItemRef, parts: readonly RawPart[]): Promise<Packed> {
    const size = parts.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    if (this.threads === 0 || size < THREAD_FROM_BYTES) return packHere(this.providers, { provider, ref, parts });
    // Handed over, not copied: nobody here needs the raw bytes any more.
    const owned = parts.map(({ part, bytes }) => ({ part, bytes: ownBuffer(bytes) }));
    const { raws, record, problem } = await this.startedPool().run(
      { provider, ref, parts: owned },
      { transferList: owned.map(({ bytes }) => bytes.buffer) },
    );
    return { raws, record, problem: problem ? new Problem(problem.kind, problem.message, { code: problem.code }) : null };
  }

  async close(): Promise<void> {
    await this.pool?.destroy();
  }
}

/** Bytes that own their memory: a slice of Node's shared pool cannot be handed over. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
    ? new Uint8Array(bytes.buffer)
    : new Uint8Array(bytes);
}

export function packHere(providers: ProviderRegistry, { provider, ref, parts }: ThreadTask): Packed {
  const raws = packRaw(parts);
  try {
    return { raws, record: packRecord(providers.get(provider), ref, parts), problem: null };
  } catch (error) {
    return { raws, record: null, problem: Problem.from(error, 'normalizing what the provider sent') };
  }
}
