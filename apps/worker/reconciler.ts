/**
 * Temporal from PostgreSQL: starts the workflows that should be running and are not. PostgreSQL is the truth, so Temporal's data may be thrown away at
 * any time: a namespace with another id means just that, and every connection, backfill and destination is told again.
 */
import type { TemporalLink } from '../common/temporal/temporal-link.js';
import type { WorkflowDriver } from '../common/temporal/workflow-driver.js';
import type { BackfillId, ConnectionId, DestinationId } from '../../model/ids.js';
import type { Database } from '../../store/database.js';

export interface ReconcilerOptions {
  readonly db: Database;
  readonly link: Pick<TemporalLink, 'namespaceId'>;
  readonly driver: Pick<WorkflowDriver, 'connection' | 'destination' | 'backfill' | 'housekeeping'>;
  /** Starts a second while all are told again: the server has other work too. */
  readonly perSecond?: number;
  readonly everyMs?: number;
  readonly onError: (error: unknown) => void;
  readonly onRebuilt: (counts: { connections: number; destinations: number }) => void;
}

const FACT = 'temporal_namespace';
const EVERY_MS = 10_000;
const CLOSE_MS = 1_000;
/** A poll that is this late means that its workflow is not there. */
const LATE = `interval '2 minutes'`;

export class Reconciler {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private closed = false;

  constructor(private readonly options: ReconcilerOptions) {}

  start(): void {
    const tick = (): void => {
      this.running ??= this.round()
        .catch(this.options.onError)
        .finally(() => {
          this.running = null;
        });
    };
    this.timer = setInterval(tick, this.options.everyMs ?? EVERY_MS);
    tick();
  }

  /** One look. Also called by the housekeeping activity. */
  async round(): Promise<void> {
    const { db, link } = this.options;
    const id = await link.namespaceId();
    const { rows } = await db.query<{ value: string }>(`SELECT value FROM runtime_fact WHERE key = $1`, [FACT]);
    // What is few goes first, and again and again: a million connections take hours.
    await this.few();
    if (rows[0]?.value !== id) {
      const counts = { destinations: await this.allDestinations(), connections: await this.allConnections() };
      // Only now: a crash in between begins again.
      await db.query(
        `INSERT INTO runtime_fact (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
        [FACT, JSON.stringify(id)],
      );
      this.options.onRebuilt(counts);
    }
    await this.lateConnections();
  }

  private async few(): Promise<void> {
    const { db, driver } = this.options;
    await driver.housekeeping();
    const { rows } = await db.query<{ id: BackfillId }>(
      `SELECT id FROM backfill WHERE state IN ('planned', 'running') ORDER BY id LIMIT 200`,
    );
    for (const { id } of rows) await driver.backfill(id);
  }

  /** @returns how many were nudged. */
  async lateConnections(): Promise<number> {
    const { rows } = await this.options.db.query<{ id: ConnectionId }>(
      `SELECT id FROM connection WHERE state = 'active' AND next_poll_at < now() - ${LATE} ORDER BY next_poll_at LIMIT 50`,
    );
    for (const { id } of rows) if (!this.closed) await this.options.driver.connection(id);
    return rows.length;
  }

  private async allConnections(): Promise<number> {
    let after: string | null = null;
    let told = 0;
    let fewAtMs = performance.now();
    for (;;) {
      const { rows }: { rows: { id: ConnectionId }[] } = await this.options.db.query<{ id: ConnectionId }>(
        `SELECT id FROM connection WHERE ($1::uuid IS NULL OR id > $1) AND state <> 'revoked' ORDER BY id LIMIT 200`,
        [after],
      );
      for (const { id } of rows) {
        if (this.closed) throw new Error('stopped while telling Temporal again');
        if (!(await this.options.driver.connection(id))) throw new Error('Temporal went away again');
        told++;
        if (told % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10_000 / (this.options.perSecond ?? 50)));
      }
      after = rows.at(-1)?.id ?? null;
      if (after === null) return told;
      if (performance.now() - fewAtMs > (this.options.everyMs ?? EVERY_MS)) {
        await this.few();
        fewAtMs = performance.now();
      }
    }
  }

  private async allDestinations(): Promise<number> {
    const { rows } = await this.options.db.query<{ id: DestinationId }>(`SELECT id FROM destination ORDER BY id`);
    for (const { id } of rows) await this.options.driver.destination(id);
    return rows.length;
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearInterval(this.timer);
    // What it is at repeats harmlessly; Temporal being away must not hold the shutdown up.
    await Promise.race([this.running, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
  }
}
