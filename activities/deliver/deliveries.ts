/** The drain sessions of this process. */
import type { DestinationId } from '../../model/ids.js';
import { ByteBudget } from './byte-budget.js';
import { type DrainDeps, type DrainPolicy, type DrainReport, DrainSession } from './drain.js';

const NOTHING: DrainReport = { delivered: 0, retried: 0, dead: 0, nextMs: 1_000 };

interface Running {
  readonly session: DrainSession;
  readonly done: Promise<DrainReport>;
  /** What of its progress a workflow has been told. */
  told: DrainSession['progress'];
}

const NONE = { delivered: 0, retried: 0, dead: 0 } as const;

export class Deliveries {
  private readonly running = new Map<DestinationId, Running>();
  private readonly abort = new AbortController();
  private closing = false;
  private readonly budget;

  constructor(
    private readonly deps: DrainDeps,
    private readonly policy: DrainPolicy,
    private readonly onError: (error: unknown, id: DestinationId) => void,
  ) {
    this.budget = new ByteBudget(policy.memoryBytes);
  }

  isRunning(id: DestinationId): boolean {
    return this.running.has(id);
  }

  /** Drains, or joins the drain that runs. Resolves when nothing has been due for a while. */
  drain(id: DestinationId): { done: Promise<DrainReport>; progress: () => DrainSession['progress'] } {
    const running = this.join(id);
    // A workflow may ask while this process ends: the next one drains.
    if (!running) return { done: Promise.resolve(NOTHING), progress: () => NOTHING };
    return { done: running.done, progress: () => running.session.progress };
  }

  /**
   * As `drain`, but for a workflow that wants to hear every now and then: after `mostMs` the drain goes on without the caller, who is told to ask again.
   * @returns what has come to pass since a caller was told last.
   */
  drainFor(id: DestinationId, mostMs: number): { done: Promise<DrainReport>; progress: () => DrainSession['progress'] } {
    const running = this.join(id);
    if (!running) return { done: Promise.resolve(NOTHING), progress: () => NOTHING };
    const progress = (): DrainSession['progress'] => sinceTold(running);
    const patience = Promise.withResolvers<{ nextMs: number | null }>();
    const timer = setTimeout(() => {
      patience.resolve({ nextMs: 0 });
    }, mostMs);
    const done = Promise.race([running.done, patience.promise])
      .then(({ nextMs }): DrainReport => {
        const report = { ...progress(), nextMs };
        running.told = { ...running.session.progress };
        return report;
      })
      .finally(() => {
        clearTimeout(timer);
      });
    return { done, progress };
  }

  private join(id: DestinationId): Running | null {
    const joined = this.running.get(id);
    if (joined) {
      joined.session.poke();
      return joined;
    }
    if (this.closing) return null;
    const session = new DrainSession(this.deps, this.policy, this.budget, id, this.abort.signal);
    const done = session.run().finally(() => this.running.delete(id));
    const started: Running = { session, done, told: NONE };
    this.running.set(id, started);
    return started;
  }

  /** Something is due there: never awaited, errors are reported. @returns true when this started a session. */
  wake(id: DestinationId): boolean {
    if (this.closing) return false;
    const started = !this.running.has(id);
    this.drain(id).done.catch((error: unknown) => {
      this.onError(error, id);
    });
    return started;
  }

  /** Claims nothing more, leaves writes in flight `graceMs` to end, then cuts them: they are given back, uncounted. */
  async close(graceMs = 3_000): Promise<void> {
    this.closing = true;
    const cut = setTimeout(() => {
      this.abort.abort();
    }, graceMs);
    for (const { session } of this.running.values()) session.stop();
    await Promise.allSettled([...this.running.values()].map(({ done }) => done));
    clearTimeout(cut);
  }
}

const sinceTold = ({ session: { progress }, told }: Running): DrainSession['progress'] => ({
  delivered: progress.delivered - told.delivered,
  retried: progress.retried - told.retried,
  dead: progress.dead - told.dead,
});
