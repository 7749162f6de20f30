/** The drain sessions of this process. */
import type { DestinationId } from '../../model/ids.js';
import { type DrainDeps, type DrainPolicy, type DrainReport, DrainSession } from './drain.js';

const NOTHING: DrainReport = { delivered: 0, retried: 0, dead: 0, nextMs: 1_000 };

export class Deliveries {
  private readonly running = new Map<DestinationId, { session: DrainSession; done: Promise<DrainReport> }>();
  private readonly abort = new AbortController();
  private closing = false;

  constructor(
    private readonly deps: DrainDeps,
    private readonly policy: DrainPolicy,
    private readonly onError: (error: unknown, id: DestinationId) => void,
  ) {}

  isRunning(id: DestinationId): boolean {
    return this.running.has(id);
  }

  /** Drains, or joins the drain that runs. Resolves when nothing has been due for a while. */
  drain(id: DestinationId): { done: Promise<DrainReport>; progress: () => DrainSession['progress'] } {
    const joined = this.running.get(id);
    if (joined) {
      joined.session.poke();
      return { done: joined.done, progress: () => joined.session.progress };
    }
    // A workflow may ask while this process ends: the next one drains.
    if (this.closing) return { done: Promise.resolve(NOTHING), progress: () => NOTHING };
    const session = new DrainSession(this.deps, this.policy, id, this.abort.signal);
    const done = session.run().finally(() => this.running.delete(id));
    this.running.set(id, { session, done });
    return { done, progress: () => session.progress };
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
  async close(graceMs = 5_000): Promise<void> {
    this.closing = true;
    const cut = setTimeout(() => {
      this.abort.abort();
    }, graceMs);
    for (const { session } of this.running.values()) session.stop();
    await Promise.allSettled([...this.running.values()].map(({ done }) => done));
    clearTimeout(cut);
  }
}
