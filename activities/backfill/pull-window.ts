/** Pulling one window of a backfill: lists it, fetches and stores what is missing, and says what to do when it could not be. */
import { PRIORITY } from '../../model/delivery.js';
import { Problem } from '../../model/problem.js';
import { DAY_MS, timeRange } from '../../model/time-range.js';
import type { DataType } from '../../providers/kit/provider.js';
import type { ProviderCalls } from '../../providers/kit/calls.js';
import type { ProviderRegistry } from '../../providers/registry.js';
import {
  type BackfillRow,
  type ClaimedWindow,
  countRecords,
  deferWindow,
  extendWindow,
  finishWindow,
} from '../../store/backfill/windows.js';
import type { ProviderApps } from '../../store/control/provider-apps.js';
import { type Database, isUnavailable } from '../../store/database.js';
import { outlast } from '../../store/outlast.js';
import type { SyncCommit } from '../../store/sync/commit.js';
import { noteUnreadable } from '../../store/inbox/unreadable.js';
import { sessionSource } from '../../store/sync/source.js';
import { LOGIN_WAIT_MS, awaitsLogin, managerRefused, ownerOf } from '../providers/manager-login.js';
import { type Obsolete, listAll } from '../sync/list-all.js';
import { commitItems, writesOf } from '../sync/commit-items.js';
import { missing } from '../sync/poll.js';
import { PATIENCE, type PullSession, type PulledItem, type Puller } from '../sync/pull.js';
import type { SyncHooks } from '../sync/report.js';
import { noteWithdrawals, withdrawals } from '../sync/withdraw.js';
import { tellDelay } from './rate-limit-hit.js';

export interface WindowPolicy {
  readonly leaseMs: number;
  readonly windowAttempts: number;
}

export interface PulledWindow {
  readonly found: number;
  readonly changed: number;
  /** How long the whole backfill should wait; null = go on with other windows. */
  readonly waitMs: number | null;
}

/** The longest wait of a backfill: then it looks again, whatever it was told. */
export const LONGEST_WAIT_MS = 60_000;
const LONGEST_RETRY_MS = 60_000;
const LONGEST_LIMITED_MS = 300_000;
/** Records stored in one transaction: enough to share its cost, few enough to hold in memory. */
const BATCH = 8;

export class WindowPuller {
  constructor(
    private readonly db: Database,
    private readonly providers: ProviderRegistry,
    private readonly apps: ProviderApps,
    private readonly calls: ProviderCalls,
    private readonly puller: Puller,
    private readonly hooks: SyncHooks,
    private readonly policy: WindowPolicy,
  ) {}

  /** Its days are covered when all of them was pulled; otherwise it is due again, or failed. */
  async pull(
    backfill: BackfillRow,
    window: ClaimedWindow,
    signal: AbortSignal,
    beat: (report: object) => void,
  ): Promise<PulledWindow> {
    const count = { found: 0, changed: 0 };
    const listed = new Set<string>();
    // Then an item that the provider cannot give is noted and left, for its neighbours' sake.
    const lastTry = window.attempts + 1 >= this.policy.windowAttempts;
    const obsolete: Obsolete[] = [];
    let whole = true;
    let session: PullSession | null = null;
    try {
      const pulling = (session = await this.session(window, signal));
      const range = timeRange(window.startMs, window.endMs);
      for await (const page of listAll(this.puller, pulling, { type: window.type as DataType, by: 'happened', range })) {
        const { refs } = page;
        obsolete.push(...page.obsolete);
        for (const ref of refs) listed.add(ref.id);
        count.found = listed.size;
        const wanted = await missing(this.db, window.connectionId, refs);
        // The next items are fetched while the last ones are stored.
        let storing = Promise.resolve();
        for (let from = 0; from < wanted.length; from += BATCH) {
          if (signal.aborted) throw new Problem('canceled', 'the backfill was stopped');
          const items = await this.puller.pull(pulling, wanted.slice(from, from + BATCH), lastTry);
          whole &&= items.every((item) => !item.problem);
          await storing;
          storing = this.store(backfill, pulling, window, items).then((changed) => {
            count.changed += changed;
            beat({ window: window.id, ...count });
          });
          // Awaited in the next round; until then a failure must not look unhandled.
          storing.catch(() => undefined);
        }
        await storing;
        await countRecords(this.db, window.id, { found: count.found, changed: 0 });
      }
      // After what may have taken their place. An item of one page may go on with a record that another page took for obsolete.
      const gone = obsolete.filter(({ ref }) => !listed.has(ref.id));
      const withdrawn = await withdrawals(this.puller, pulling, gone, whole);
      if (withdrawn.length > 0) count.changed += await this.store(backfill, pulling, window, withdrawn);
      await noteWithdrawals(this.db, pulling, gone, withdrawn);
      await this.cover(backfill, pulling, window);
      await finishWindow(this.db, { id: window.id, state: 'done', problem: null });
      return { ...count, waitMs: null };
    } catch (error) {
      // Given back as soon as the database is there again, not when the lease ends.
      return { ...count, waitMs: await outlast(this.policy.leaseMs, () => this.trouble(backfill, window, session, error)) };
    }
  }

  /** @returns how long the backfill should wait, null = go on with other windows. */
  private async trouble(
    backfill: BackfillRow,
    window: ClaimedWindow,
    session: PullSession | null,
    error: unknown,
  ): Promise<number | null> {
    const met = Problem.from(error, 'backfilling a window');
    const refused = await managerRefused(this.db, session, met);
    if (refused) {
      if (refused.news) this.hooks.trouble?.(refused.problem, window.connectionId);
      // No window can be pulled before somebody logs in, which makes them all due: it is no try of theirs.
      await deferWindow(this.db, window.id, refused.overtaken ? 0 : LOGIN_WAIT_MS, false, refused.problem.toJSON());
      return refused.overtaken ? null : LONGEST_WAIT_MS;
    }
    const problem = met.retryable || (await sessionSource(this.db, window.connectionId)) ? met : moved();
    const ours = !(error instanceof Problem) && isUnavailable(error);
    const lost = !problem.retryable || window.attempts + 1 >= this.policy.windowAttempts;
    const counted = problem.kind !== 'rate_limited' && problem.kind !== 'canceled' && !ours;
    if (lost && counted) {
      await finishWindow(this.db, { id: window.id, state: 'failed', problem: problem.toJSON() });
      return null;
    }
    const backoffMs = counted ? Math.min(LONGEST_RETRY_MS, 1_000 * 2 ** window.attempts) : 500;
    const waitMs = problem.kind === 'canceled' ? 0 : Math.max(problem.retryAfterMs ?? 0, backoffMs);
    const limited = problem.kind === 'rate_limited';
    // The budget knows better than this row when there is some again: it may be raised meanwhile.
    await deferWindow(this.db, window.id, limited ? Math.min(waitMs, LONGEST_LIMITED_MS) : waitMs, counted, problem.toJSON());
    if (!limited) return null;
    if (backfill.purpose === 'request') this.hooks.destinations(await tellDelay(this.db, backfill, waitMs));
    // Our budget or the provider's is shared: other windows of this backfill would meet the same wall.
    return Math.min(waitMs, LONGEST_WAIT_MS);
  }

  private async session(window: ClaimedWindow, signal: AbortSignal): Promise<PullSession> {
    const source = await sessionSource(this.db, window.connectionId);
    if (!source) throw moved();
    if (source.state !== 'active')
      throw new Problem('missing', `the connection is ${source.state}: reconnect it and backfill again`);
    const app = await this.apps.byId(source.providerAppId, source.configRevision);
    const provider = this.providers.get(source.provider).bind(app.config);
    const waiting = awaitsLogin(provider, source.manager);
    if (waiting) throw waiting;
    return {
      environmentId: source.environmentId,
      connectionId: window.connectionId,
      owner: ownerOf(source.environmentId, window.connectionId, source.manager),
      provider,
      held: source,
      io: this.calls.for(
        { providerAppId: app.id, connectionId: window.connectionId, limits: provider.limits, work: 'backfill' },
        signal,
      ),
      patience: PATIENCE,
      wornRevision: null,
    };
  }

  private async store(
    backfill: BackfillRow,
    session: PullSession,
    window: ClaimedWindow,
    items: readonly PulledItem[],
  ): Promise<number> {
    const result = await commitItems(this.db, session, items, (some) => commitOf(backfill, session, some, null));
    const { changed } = result;
    this.hooks.destinations(result.destinationIds);
    for (const { ref, problem } of result.items) {
      if (!problem) continue;
      await noteUnreadable(this.db, session.connectionId, ref, problem.toJSON(), backfill.id);
      if (problem.cause !== undefined && (problem.kind === 'bug' || problem.kind === 'payload'))
        this.hooks.trouble?.(problem, session.connectionId);
    }
    await countRecords(this.db, window.id, { found: 0, changed });
    await extendWindow(this.db, window.id, this.policy.leaseMs);
    return changed;
  }

  private async cover(backfill: BackfillRow, session: PullSession, window: ClaimedWindow): Promise<void> {
    const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
    // Only days that lie in the window as a whole.
    const [first, last] = [Math.ceil(window.startMs / DAY_MS) * DAY_MS, Math.floor(window.endMs / DAY_MS) * DAY_MS - DAY_MS];
    if (first > last) return;
    const covered = { type: window.type, firstDay: day(first), lastDay: day(last) };
    await commitItems(this.db, session, [], (none) => commitOf(backfill, session, none, covered));
  }
}

/** Its windows went with it, or are there under its new id: either way it is no failure of theirs. */
const moved = (): Problem => new Problem('canceled', 'the connection is gone, or has a new id');

const commitOf = (
  backfill: BackfillRow,
  session: PullSession,
  items: readonly PulledItem[],
  covered: SyncCommit['covered'],
): SyncCommit => ({
  connectionId: session.connectionId,
  environmentId: session.environmentId,
  ...writesOf(items),
  notices: [],
  priority: PRIORITY.backfill,
  backfillId: backfill.id,
  hold: backfill.purpose === 'request',
  covered,
  leaseToken: null,
  polledUntilMs: null,
  nextPollMs: null,
});
