/** Pulling past ranges: plans windows, works them off newest first, counts. */
import { destinationRegistry } from '../../destinations/registry.js';
import type { BackfillState } from '../../model/backfill.js';
import type { BackfillId } from '../../model/ids.js';
import type { ProviderCalls } from '../../providers/kit/calls.js';
import type { ProviderRegistry } from '../../providers/registry.js';
import { claimWindow, findBackfill, isBacklogged, moveBackfill, planWindows, windowsLeft } from '../../store/backfill/windows.js';
import { finishHistory } from '../../store/history/finish.js';
import type { ProviderApps } from '../../store/control/provider-apps.js';
import type { Database } from '../../store/database.js';
import type { Puller } from '../sync/pull.js';
import type { SyncHooks } from '../sync/report.js';
import { LONGEST_WAIT_MS, WindowPuller, type WindowPolicy } from './pull-window.js';

/** `waitMs`: nothing can be done before; null = go on at once. `over`: it is to be finished: no window is pending, and it is not paused. */
export interface SliceReport {
  /** Of the row, when the slice ended. */
  readonly state: BackfillState | 'gone';
  readonly windows: number;
  readonly found: number;
  readonly changed: number;
  readonly pending: number;
  readonly waitMs: number | null;
  readonly over: boolean;
}

export interface BackfillPolicy extends WindowPolicy {
  /** Pending deliveries at one destination that hold a backfill up. */
  readonly highWater: number;
  /** One slice goes on claiming windows for this long: small windows would otherwise cost more in Temporal than at the provider. */
  readonly sliceMs: number;
  /** Kinds of destinations that hold one item per key: these get the records of a history request one by one. */
  readonly keyedKinds: readonly string[];
}

export const BACKFILL_POLICY: BackfillPolicy = {
  highWater: 2_000,
  leaseMs: 60_000,
  sliceMs: 5_000,
  windowAttempts: 8,
  keyedKinds: destinationRegistry
    .list()
    .filter(({ capabilities }) => capabilities.write === 'upsert')
    .map(({ id }) => id),
};

const PAUSED_MS = 5_000;

export class Backfill {
  private readonly windows: WindowPuller;

  constructor(
    private readonly db: Database,
    private readonly providers: ProviderRegistry,
    apps: ProviderApps,
    calls: ProviderCalls,
    puller: Puller,
    private readonly hooks: SyncHooks,
    private readonly policy: BackfillPolicy,
  ) {
    this.windows = new WindowPuller(db, providers, apps, calls, puller, hooks, policy);
  }

  /** Cuts the range into windows; doing it again changes nothing. */
  async plan(id: BackfillId): Promise<{ windows: number }> {
    const backfill = await findBackfill(this.db, id);
    if (!backfill) return { windows: 0 };
    const { windowDays, types } = this.providers.get(backfill.provider).capabilities;
    return { windows: await planWindows(this.db, id, windowDays, types) };
  }

  /** Works windows off for a few seconds. */
  async slice(id: BackfillId, signal: AbortSignal, beat: (report: object) => void): Promise<SliceReport> {
    const untilMs = Date.now() + this.policy.sliceMs;
    const done = { windows: 0, found: 0, changed: 0 };
    let waitMs: number | null = null;
    do {
      const backfill = await findBackfill(this.db, id);
      if (backfill?.state !== 'running') break;
      if (await isBacklogged(this.db, backfill.environmentId, this.policy.highWater)) {
        waitMs = 1_000;
        break;
      }
      const window = await claimWindow(this.db, id, this.policy.leaseMs);
      if (!window) break;
      const result = await this.windows.pull(backfill, window, signal, beat);
      done.windows++;
      done.found += result.found;
      done.changed += result.changed;
      waitMs = result.waitMs;
    } while (waitMs === null && Date.now() < untilMs && !signal.aborted);
    const left = await windowsLeft(this.db, id);
    const state = await this.stateOf(id);
    const report = { ...done, pending: left.pending, state };
    if (state !== 'running') return { ...report, waitMs: PAUSED_MS, over: state !== 'paused' };
    return {
      ...report,
      waitMs: waitMs ?? (left.waitMs !== null && left.waitMs > 0 ? Math.min(left.waitMs, LONGEST_WAIT_MS) : null),
      over: left.pending === 0,
    };
  }

  /** The end: done when every window is, failed when none could be. A history request gets its answer here. One that is paused does not end. */
  async finish(id: BackfillId): Promise<{ state: string }> {
    const backfill = await findBackfill(this.db, id);
    if (!backfill) return { state: 'gone' };
    if (backfill.purpose === 'request') {
      const ended = await finishHistory(this.db, id, this.policy.keyedKinds);
      this.hooks.destinations(ended?.destinationIds ?? []);
      return { state: ended?.state ?? (await this.stateOf(id)) };
    }
    const failed = backfill.windowsFailed > 0 && backfill.windowsDone === 0;
    return { state: (await moveBackfill(this.db, id, failed ? 'failed' : 'done'))?.state ?? (await this.stateOf(id)) };
  }

  private async stateOf(id: BackfillId): Promise<SliceReport['state']> {
    return (await findBackfill(this.db, id))?.state ?? 'gone';
  }
}
