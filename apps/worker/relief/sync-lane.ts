/**
 * Takes due notices that no workflow has picked up: because of a surge, or because Temporal is away. Woken by NOTIFY, and every second anyhow.
 */
import type { SyncReport } from '../../../activities/sync/report.js';
import type { Sync } from '../../../activities/sync/sync.js';
import type { Database } from '../../../store/database.js';
import { type LeasedConnection, claimDueConnections } from '../../../store/sync/lease.js';

export interface SyncLaneOptions {
  readonly db: Database;
  readonly sync: Sync;
  /** Connections synced at the same time. */
  readonly parallel: number;
  readonly leaseMs: number;
  /** A row that a workflow had got a signal for had to be taken. */
  readonly onRelieved: () => void;
  readonly onDone: (report: SyncReport) => void;
  readonly onError: (error: unknown) => void;
}

const EVERY_MS = 1_000;

export class SyncLane {
  private readonly stop = new AbortController();
  private readonly active = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | null = null;
  private claiming: Promise<void> | null = null;
  private again = false;
  private closed = false;

  constructor(private readonly options: SyncLaneOptions) {}

  start(): void {
    this.timer = setInterval(() => {
      this.poke();
    }, EVERY_MS);
    this.poke();
  }

  /** Something may be due. */
  poke(): void {
    if (this.closed) return;
    this.again = true;
    this.claiming ??= this.claimAll().finally(() => {
      this.claiming = null;
    });
  }

  private async claimAll(): Promise<void> {
    while (this.again && !this.closed) {
      this.again = false;
      const free = this.options.parallel - this.active.size;
      if (free <= 0) return;
      try {
        const claimed = await claimDueConnections(this.options.db, free, this.options.leaseMs);
        for (const connection of claimed) this.run(connection);
        // A full hand means that there may be more.
        this.again ||= claimed.length === free;
      } catch (error) {
        this.options.onError(error);
        return;
      }
    }
  }

  private run(connection: LeasedConnection): void {
    if (connection.notices.some((notice) => notice.signalled)) this.options.onRelieved();
    const running = this.options.sync
      .leased(connection, this.stop.signal)
      .then(this.options.onDone, this.options.onError)
      .finally(() => {
        this.active.delete(running);
        this.poke();
      });
    this.active.add(running);
  }

  /** Lets syncs under way end; they are cut after `graceMs` and their notices stay due. */
  async close(graceMs = 3_000): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    const cut = setTimeout(() => {
      this.stop.abort();
    }, graceMs);
    this.closed = true;
    await this.claiming;
    await Promise.allSettled(this.active);
    clearTimeout(cut);
  }
}
