/** One environment, looked at once a second for all who listen to it from this process; while nobody does, not at all. */
import { providers } from '../../../../providers/registry.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EnvironmentId } from '../../../../model/ids.js';
import type { Database } from '../../../../store/database.js';
import { endedDeliveries, newConnections, newRides } from '../../../../store/desk/live.js';
import { databaseNowMs } from '../../../../store/desk/standing.js';
import { iso } from '../http/page.js';
import type { Listener } from './listener.js';
import { FRESH_MS, type Overview } from './overview.service.js';

const LOOK_EVERY_MS = 1_000;
/** After a look that failed: the database may be restarting. */
const AGAIN_MS = 5_000;
/** What commits late has an id of before: each look goes back so far, and leaves out what it has told. */
const OVERLAP_MS = 10_000;
/** Of each kind in one look: a burst is thinned out. */
const MOST = 50;

/** What was told lately, so that it is told once. */
class Told {
  private readonly at = new Map<string, number>();

  isNews(id: string, atMs: number): boolean {
    if (this.at.has(id)) return false;
    this.at.set(id, atMs);
    return true;
  }

  forgetBefore(ms: number): void {
    for (const [id, atMs] of this.at) if (atMs < ms) this.at.delete(id);
  }
}

export class Watch {
  readonly listeners = new Set<Listener>();
  private running = false;

  constructor(
    private readonly environmentId: EnvironmentId,
    private readonly db: Database,
    private readonly overviewOf: (environmentId: EnvironmentId) => Promise<Overview>,
    private readonly onError: (error: unknown) => void,
  ) {}

  add(listener: Listener): void {
    this.listeners.add(listener);
    void this.greet(listener);
    if (!this.running) void this.run();
  }

  /** What there is already: nobody waits for a change to see it. */
  private async greet(listener: Listener): Promise<void> {
    try {
      const overview = await this.overviewOf(this.environmentId);
      if (!listener.hasOverview) listener.tell('overview', overview);
      listener.hasOverview = true;
    } catch (error) {
      this.onError(error);
    }
  }

  /** Until nobody listens. */
  private async run(): Promise<void> {
    this.running = true;
    const told = new Told();
    let sinceMs: number | null = null;
    let shown = { text: '', atMs: -Infinity };
    while (this.listeners.size > 0) {
      let waitMs = LOOK_EVERY_MS;
      try {
        sinceMs ??= await databaseNowMs(this.db);
        await this.look(sinceMs, told);
        if (performance.now() - shown.atMs >= FRESH_MS) shown = await this.showOverview(shown.text);
      } catch (error) {
        this.onError(error);
        waitMs = AGAIN_MS;
      }
      // A listener that has gone does not keep the process up.
      await sleep(waitMs, undefined, { ref: false });
    }
    this.running = false;
  }

  private async look(startedMs: number, told: Told): Promise<void> {
    const nowMs = await databaseNowMs(this.db);
    const sinceMs = Math.max(startedMs, nowMs - OVERLAP_MS);
    const [rides, deliveries, connections] = await Promise.all([
      newRides(this.db, this.environmentId, sinceMs, MOST),
      endedDeliveries(this.db, this.environmentId, sinceMs, MOST),
      newConnections(this.db, this.environmentId, sinceMs, MOST),
    ]);
    told.forgetBefore(nowMs - 2 * OVERLAP_MS);
    // In the order in which they happened.
    for (const ride of rides.toReversed())
      if (told.isNews(ride.id, nowMs))
        this.tell('ride', {
          connection_id: ride.connectionId,
          reference_id: ride.referenceId,
          type: ride.type,
          key: ride.key,
          revision: ride.revision,
          at: iso(ride.at),
        });
    for (const one of deliveries.toReversed())
      if (told.isNews(`${one.id} ${one.at.getTime()}`, nowMs))
        this.tell('delivery', {
          delivery_id: one.id,
          destination_id: one.destinationId,
          connection_id: one.connectionId,
          type: one.type,
          state: one.state,
          at: iso(one.at),
        });
    for (const one of connections.toReversed())
      if (told.isNews(one.id, nowMs))
        this.tell('connection', {
          connection_id: one.connectionId,
          reference_id: one.referenceId,
          provider: one.provider,
          provider_title: providers.titleOf(one.provider),
          at: iso(one.at),
        });
  }

  private async showOverview(before: string): Promise<{ text: string; atMs: number }> {
    const overview = await this.overviewOf(this.environmentId);
    // It has changed when more than its own time has.
    const text = JSON.stringify({ ...overview, at: null });
    for (const listener of this.listeners)
      if (text !== before || !listener.hasOverview) {
        listener.tell('overview', overview);
        listener.hasOverview = true;
      }
    return { text, atMs: performance.now() };
  }

  private tell(name: string, data: object): void {
    for (const listener of this.listeners) listener.tell(name, data);
  }
}
