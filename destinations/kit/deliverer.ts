/** The portable type around every kind's session: what all destinations need is done here, once. */
import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { Problem } from '../../model/problem.js';
import type { CheckWatch } from './check/check-list.js';
import { splitIntoChunks } from './chunks.js';
import { withDeadline } from './deadline.js';
import type { BatchRule, CheckResult, DeliveryItem, DestinationIo, ItemResult } from './destination.js';
import { withExchange } from './exchange.js';
import type { OpenKind } from './kind.js';
import type { DestinationRegistry } from './registry.js';
import { runCheck } from './check/run-check.js';
import { SessionCache } from './session-cache.js';
import { isUnwanted, unwanted } from './wanted.js';

/** A destination as stored, its secrets decrypted. */
export interface DestinationTarget {
  readonly id: string;
  /** Grows with each change of the config: a session never outlives its config. */
  readonly revision: number;
  /** `webhook`, `sql`, … */
  readonly kind: string;
  readonly config: unknown;
  /** A cap of its own on the writes in flight in one process, below the kind's. A change of it is a new revision. */
  readonly maxConcurrency?: number | null;
}

export interface DelivererOptions {
  /** Most sessions kept open in this process. Default 256. */
  readonly maxSessions?: number;
  /** A session unused for this long is closed. Default 10 minutes. */
  readonly sessionTtlMs?: number;
  /** Most time for one `write` or `check` of a session. Default 90 s. */
  readonly writeTimeoutMs?: number;
}

interface OpenTarget extends OpenKind {
  readonly limit: LimitFunction;
}

export class Deliverer {
  readonly #registry: DestinationRegistry;
  readonly #io: DestinationIo;
  readonly #writeTimeoutMs: number;
  readonly #sessions: SessionCache<OpenTarget>;

  constructor(registry: DestinationRegistry, io: DestinationIo, options: DelivererOptions = {}) {
    this.#registry = registry;
    this.#io = io;
    this.#writeTimeoutMs = options.writeTimeoutMs ?? 90_000;
    this.#sessions = new SessionCache({
      max: options.maxSessions ?? 256,
      ttlMs: options.sessionTtlMs ?? 600_000,
      close: ({ session }) => session.close(),
    });
  }

  /**
   * Writes `items` and says of each, by index, what became of it. Never throws for trouble with the target: that is a Problem per item.
   * `canceled` (the signal fired) is no attempt. Repeating a call is harmless.
   */
  async deliver(target: DestinationTarget, items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    if (items.length === 0) return [];
    try {
      const { capabilities } = this.#registry.get(target.kind);
      return await this.#using(target, async (open) => {
        const { chunks, tooLarge } = splitIntoChunks(items, capabilities);
        const results = new Map<number, ItemResult>(
          tooLarge.map((index) => [
            index,
            failed(
              new Problem(
                'payload',
                `the event is larger than ${capabilities.maxBytes} bytes, the most that this kind of destination takes`,
                { code: 'TOO_LARGE' },
              ),
            ),
          ]),
        );
        const write = async (chunk: readonly number[]): Promise<void> => {
          // It may have waited for its turn.
          const wanted = chunk.filter((index) => at(items, index).isWanted?.() ?? true);
          if (wanted.length < chunk.length) for (const index of chunk) results.set(index, failed(unwanted()));
          if (wanted.length === 0) return;
          const written = await this.#write(
            open,
            wanted.map((index) => at(items, index)),
            signal,
          );
          wanted.forEach((index, position) => results.set(index, at(written, position)));
        };
        await Promise.all(chunks.map((chunk) => open.limit(write, chunk)));
        return items.map(
          (_item, index) => results.get(index) ?? failed(new Problem('bug', 'an event was left out of every write')),
        );
      });
    } catch (error) {
      const problem = Problem.from(error, 'opening the destination');
      // A stored config that no longer fits its schema is the target's trouble, not the item's.
      const shown =
        problem.kind === 'payload'
          ? new Problem('config', problem.message, { code: problem.code, cause: problem.cause })
          : problem;
      return items.map(() => failed(shown));
    }
  }

  /** How this target wants its items put together; null = one by one. A kind or config that does not fit has none: `deliver` tells of it. */
  batchRule({ kind, config }: Pick<DestinationTarget, 'kind' | 'config'>): BatchRule | null {
    try {
      return this.#registry.get(kind).batches(config);
    } catch (error) {
      if (error instanceof Problem && error.kind === 'payload') return null;
      throw error;
    }
  }

  /**
   * Runs the kind's named tests in a session of its own, for a config that may not be saved yet; `watch` hears of each as it ends. Still running after
   * `limitMs` (default: as long as a write may take) is a failed test. @throws Problem payload (config), canceled.
   */
  async check(
    kind: string,
    config: unknown,
    signal: AbortSignal,
    { watch, limitMs = this.#writeTimeoutMs }: { readonly watch?: CheckWatch; readonly limitMs?: number } = {},
  ): Promise<readonly CheckResult[]> {
    const known = this.#registry.get(kind);
    const valid = known.validate(config);
    return runCheck({ open: await known.open(valid, this.#io), config: valid, limitMs, watch }, signal);
  }

  /** Waits for writes in flight, then closes every session. */
  async close(): Promise<void> {
    await this.#sessions.close();
  }

  #using<Result>(target: DestinationTarget, use: (open: OpenTarget) => Promise<Result>): Promise<Result> {
    const kind = this.#registry.get(target.kind);
    const concurrency = Math.min(kind.capabilities.concurrency, target.maxConcurrency ?? Infinity);
    const open = async (): Promise<OpenTarget> => ({
      ...(await kind.open(target.config, { ...this.#io, concurrency })),
      limit: pLimit(concurrency),
    });
    return this.#sessions.using(target.id, target.revision, open, use);
  }

  /** `canceled` is a word for our own stop only; from a session that was cut off by its deadline it means that. */
  #own(problem: Problem, outer: AbortSignal): Problem {
    if (problem.kind !== 'canceled' || outer.aborted || isUnwanted(problem)) return problem;
    return new Problem('transient', `the delivery took longer than ${this.#writeTimeoutMs} ms`, {
      code: 'DEADLINE',
      cause: problem,
    });
  }

  async #write(open: OpenTarget, items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    const { session, redactor } = open;
    const lineOf = session.line && ((item: DeliveryItem): string | null => lineOrNull(() => session.line?.(item) ?? null));
    const results = await this.#outcomes(open, items, signal);
    return results.map((result, index) => withExchange(result, at(items, index), lineOf, redactor));
  }

  async #outcomes(open: OpenTarget, items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    try {
      const results = await withDeadline(signal, this.#writeTimeoutMs, 'the delivery', (inner) =>
        open.session.write(items, inner),
      );
      if (results.length !== items.length)
        throw new Problem('bug', `the destination answered for ${results.length} of ${items.length} events`);
      return results.map((result) =>
        result.ok ? result : { ...result, problem: open.redactor.problem(this.#own(result.problem, signal)) },
      );
    } catch (error) {
      const problem = open.redactor.problem(open.classify(error));
      return items.map(() => failed(problem));
    }
  }
}

const failed = (problem: Problem): ItemResult => ({ ok: false, problem });

/** An item whose name cannot be made has failed by that already. */
function lineOrNull(line: () => string | null): string | null {
  try {
    return line();
  } catch {
    return null;
  }
}

function at<Item>(list: readonly Item[], index: number): Item {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no item ${index}`);
  return item;
}
