/** Starts a drain wherever something is due, at once; the destination's workflow is told, joins the drain, and keeps the timers of retries. */
import type { Deliveries } from '../../../activities/deliver/deliveries.js';
import type { DestinationId } from '../../../model/ids.js';
import type { Database } from '../../../store/database.js';
import { dueDestinations } from '../../../store/outbox/due.js';

export interface DeliveryLaneOptions {
  readonly db: Database;
  readonly deliveries: Deliveries;
  /** A drain began here: for the workflow's history. */
  readonly onStarted: (id: DestinationId) => void;
  readonly onError: (error: unknown) => void;
}

const EVERY_MS = 1_000;

export class DeliveryLane {
  private timer: NodeJS.Timeout | null = null;
  private looking = false;
  private closed = false;

  constructor(private readonly options: DeliveryLaneOptions) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS);
    void this.look();
  }

  /** Deliveries were made for these; none named = look everywhere. */
  wake(ids: readonly DestinationId[]): void {
    if (ids.length === 0) void this.look();
    for (const id of ids) if (this.options.deliveries.wake(id)) this.options.onStarted(id);
  }

  private async look(): Promise<void> {
    if (this.looking || this.closed) return;
    this.looking = true;
    try {
      const due = await dueDestinations(this.options.db);
      if (due.length > 0) this.wake(due.map(({ id }) => id));
    } catch (error) {
      this.options.onError(error);
    } finally {
      this.looking = false;
    }
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearInterval(this.timer);
  }
}
