/** What a loop has in hand of a claim, and whether it may still be sent: an operator who pauses, changes or deletes must not wait for all of it. */
import type { DeliveryId } from '../../model/ids.js';
import type { OpenDestination } from '../../store/control/destinations.js';
import type { Database } from '../../store/database.js';
import { type Standing, readStanding } from '../../store/outbox/standing.js';

/** A claim that is written sooner pays nothing for this. */
const LOOK_EVERY_MS = 250;

export class Hand {
  /** Claimed and not written down yet. */
  private readonly ids: Set<DeliveryId>;
  private readonly held = new Set<DeliveryId>();
  private readonly halting = new AbortController();
  private readonly cutting = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private looking = false;

  /**
   * @param destination as it was when its rows were claimed
   * @param outer cuts, too
   */
  constructor(
    private readonly db: Database,
    private readonly destination: Pick<OpenDestination, 'id' | 'configRevision' | 'circuit'>,
    claimed: readonly DeliveryId[],
    private readonly outer: AbortSignal,
  ) {
    this.ids = new Set(claimed);
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    outer.addEventListener('abort', this.cut);
    if (outer.aborted) this.cut();
  }

  /** Fires when nothing more of the claim may begin. */
  get halted(): AbortSignal {
    return this.halting.signal;
  }

  /** Fires when what is in flight is to be broken off as well. */
  get signal(): AbortSignal {
    return this.cutting.signal;
  }

  /** It may be sent: asked right before. */
  wants(id: DeliveryId): boolean {
    return !this.halted.aborted && !this.held.has(id);
  }

  /** What became of them is about to be written down: that they are not pending any more says nothing from now on. */
  settle(ids: readonly DeliveryId[]): void {
    for (const id of ids) this.ids.delete(id);
  }

  close(): void {
    clearInterval(this.timer);
    this.outer.removeEventListener('abort', this.cut);
  }

  private readonly cut = (): void => {
    this.halting.abort();
    this.cutting.abort();
  };

  private async look(): Promise<void> {
    if (this.looking || this.ids.size === 0) return;
    this.looking = true;
    try {
      this.judge(await readStanding(this.db, this.destination.id, [...this.ids]));
    } catch {
      // The next look is soon; trouble with the database is told by whoever writes down the results.
    } finally {
      this.looking = false;
    }
  }

  private judge(standing: Standing | null): void {
    // Deleted: not one more byte. So for a user who was erased: of the others in flight a repeat is harmless.
    if (!standing || [...this.ids].some((id) => !standing.pending.has(id))) {
      this.cut();
      return;
    }
    const { state, circuit, configRevision } = standing;
    const opened = circuit !== 'closed' && this.destination.circuit === 'closed';
    if (state !== 'enabled' || configRevision !== this.destination.configRevision || opened) this.halting.abort();
    for (const id of standing.held) this.held.add(id);
  }
}
