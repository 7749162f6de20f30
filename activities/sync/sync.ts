/** Bringing one connection up to date: what its notices name, and on its timer whatever the provider changed since the last look. */
import { PRIORITY } from '../../model/delivery.js';
import type { ConnectionId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { ProviderCalls } from '../../providers/kit/calls.js';
import type { ProviderRegistry } from '../../providers/registry.js';
import type { ItemRef } from '../../providers/kit/items.js';
import type { ProviderApps } from '../../store/control/provider-apps.js';
import { type Database, isUnavailable } from '../../store/database.js';
import { outlast } from '../../store/outlast.js';
import type { SyncCommit } from '../../store/sync/commit.js';
import { noteUnreadable } from '../../store/inbox/unreadable.js';
import { type LeasedConnection, type PendingNotice, claimConnection, extendLease } from '../../store/sync/lease.js';
import { failSync } from '../../store/sync/fail.js';
import { changedSince } from './poll.js';
import { commitItems, writesOf } from './commit-items.js';
import { BEHIND_TRIES, type NoticePlan, keyOf, markNotices, noticeKey, planNotices } from './notices.js';
import { awaitsLogin, managerRefused, ownerOf } from '../providers/manager-login.js';
import { PROFILE_AGAIN_MS, profileCovered, pullProfile } from './profile.js';
import { PATIENCE, type PullSession, type PulledItem, type Puller } from './pull.js';
import type { ConnectionChanges } from './connection-changes.js';
import type { SyncHooks, SyncReport } from './report.js';
import { noteWithdrawals, withdrawals } from './withdraw.js';

export interface SyncPolicy {
  readonly leaseMs: number;
  /** Milliseconds until the next look without a notice. */
  nextPollMs(hasWebhooks: boolean, hadChanges: boolean): number;
}

/** Tries after which what still fails is that item's own trouble and holds up no other. Before, an outage waits as one. */
const TOLERANT_FROM = 3;
/** Tries after which that holds even when nothing at all could be read. */
const GIVE_UP_AT = 10;
/** Items stored in one transaction: fewer than any provider's budget allows in a minute. */
const BATCH = 8;
const BUSY_AGAIN_MS = 5_000;
const SOON_MS = 1_000;
const LONGEST_RETRY_MS = 3_600_000;

export class Sync {
  constructor(
    private readonly db: Database,
    private readonly providers: ProviderRegistry,
    private readonly apps: ProviderApps,
    private readonly calls: ProviderCalls,
    private readonly puller: Puller,
    private readonly changes: ConnectionChanges,
    private readonly policy: SyncPolicy,
    private readonly hooks: SyncHooks,
  ) {}

  /** Claims the connection and syncs it. */
  async run(id: ConnectionId, signal: AbortSignal): Promise<SyncReport> {
    const leased = await claimConnection(this.db, id, this.policy.leaseMs);
    if (leased) return this.leased(leased, signal);
    const { rows } = await this.db.query(`SELECT 1 FROM connection WHERE id = $1`, [id]);
    return rows.length === 0 ? report('gone', 'gone', 0) : report('busy', 'active', BUSY_AGAIN_MS);
  }

  /** Syncs a connection that the caller has claimed; its lease ends here whatever happens. */
  async leased(connection: LeasedConnection, signal: AbortSignal): Promise<SyncReport> {
    // A long ride from a slow provider outlives a lease: it is extended for as long as this process lives.
    const extending = setInterval(() => {
      void extendLease(this.db, connection.id, connection.leaseToken, this.policy.leaseMs).catch(() => false);
    }, this.policy.leaseMs / 3);
    try {
      return await this.once(connection, signal);
    } finally {
      clearInterval(extending);
    }
  }

  private async once(connection: LeasedConnection, signal: AbortSignal): Promise<SyncReport> {
    const work: Work = { session: null, waiting: connection.notices, polling: false };
    try {
      // Withdrawn access is heard of whatever state the connection is in.
      const ended = connection.notices.find((notice) => notice.kind === 'deauthorized' && !notice.overtaken);
      if (ended && connection.state === 'revoked')
        return await this.changes.revoked(connection, ended, connection.tokensRevision);
      if (!ended && connection.state !== 'active') return await this.changes.idle(connection);
      const app = await this.apps.byId(connection.providerAppId, connection.configRevision);
      const provider = this.providers.get(connection.provider).bind(app.config);
      const session: PullSession = {
        environmentId: connection.environmentId,
        connectionId: connection.id,
        owner: ownerOf(connection.environmentId, connection.id, connection.manager),
        provider,
        held: connection,
        io: this.calls.for({ providerAppId: app.id, connectionId: connection.id, limits: provider.limits }, signal),
        patience: PATIENCE,
        wornRevision: null,
      };
      work.session = session;
      // It may be told late, after the athlete has connected again: the tokens know.
      if (ended && (await this.puller.isRefused(session)))
        return await this.changes.revoked(connection, ended, session.held.tokensRevision);
      if (connection.state !== 'active') return await this.changes.idle(connection);
      const waiting = awaitsLogin(provider, connection.manager);
      if (waiting) throw waiting;
      return await this.active(connection, session, work, provider.webhooks !== null && app.subscriptionId !== null);
    } catch (error) {
      // Given back as soon as the database is there again: nobody else may sync it before the lease ends.
      return await outlast(this.policy.leaseMs, () => this.failed(connection, error, work));
    }
  }

  /** What was told comes first, and is stored before anything else is looked for: trouble with listing must not hold it up. */
  private async active(
    connection: LeasedConnection,
    session: PullSession,
    work: Work,
    hasWebhooks: boolean,
  ): Promise<SyncReport> {
    const startedAtMs = Date.now();
    const told = await this.bringTold(connection, session, work);
    if (!connection.pollDue) {
      // When it is due and not later: a day without notifications may have become five minutes.
      const nextMs = Math.min(this.policy.nextPollMs(hasWebhooks, told.found > 0), Math.max(SOON_MS, connection.pollInMs));
      return { outcome: 'synced', state: 'active', ...told, nextMs };
    }
    work.polling = true;
    const handled = new Set(connection.notices.map(noticeKey));
    const listed = await changedSince(this.db, this.puller, session, connection.syncedUntilMs);
    const polled = listed.refs.filter((ref) => !handled.has(keyOf(ref)));
    let changed = told.changed;
    let whole = true;
    // Kept as it comes: when the budget ends in the middle, the next look goes on from there instead of beginning again.
    for (let from = 0; from < polled.length; from += BATCH) {
      const items = await this.pullListed(connection, session, polled.slice(from, from + BATCH));
      whole &&= items.every((item) => !item.problem);
      changed += await this.store(connection, session, items, [], GOES_ON);
    }
    // After what may have taken their place.
    const withdrawn = await withdrawals(this.puller, session, listed.obsolete, whole);
    if (withdrawn.length > 0) changed += await this.store(connection, session, withdrawn, [], GOES_ON);
    await noteWithdrawals(this.db, session, listed.obsolete, withdrawn);
    const profile = await pullProfile(this.db, this.puller, session);
    const usualMs = this.policy.nextPollMs(hasWebhooks, told.found + polled.length > 0);
    const again = profile !== null && profileCovered(profile) === null;
    const nextMs = again ? Math.min(usualMs, PROFILE_AGAIN_MS) : usualMs;
    changed += await this.store(connection, session, profile && !again ? [profile] : [], [], {
      leaseToken: connection.leaseToken,
      polledUntilMs: startedAtMs,
      nextPollMs: nextMs,
      covered: profile && profileCovered(profile),
    });
    return { outcome: 'synced', state: 'active', found: told.found + polled.length + (profile ? 1 : 0), changed, nextMs };
  }

  /** What the notices ask for. Ends the lease when no poll follows. */
  private async bringTold(
    connection: LeasedConnection,
    session: PullSession,
    work: Work,
  ): Promise<{ found: number; changed: number }> {
    const plan = planNotices(connection.notices);
    const tolerant = connection.notices.some((notice) => notice.attempts >= TOLERANT_FROM);
    const removed = await Promise.all(plan.remove.map((ref) => this.puller.remove(session, ref, 'notice')));
    let changed = 0;
    let items: readonly PulledItem[] = [];
    for (let from = 0; from < plan.fetch.length; from += BATCH) {
      const pulled = await this.puller.pull(session, plan.fetch.slice(from, from + BATCH), tolerant);
      items = await Promise.all(pulled.map((item) => this.settled(session, item, plan, work.waiting)));
      if (from + BATCH >= plan.fetch.length) break;
      const keys = new Set(items.map((item) => keyOf(item.ref)));
      const [mine, others] = partition(work.waiting, (notice) => keys.has(noticeKey(notice)));
      changed += await this.store(connection, session, items, mine, GOES_ON);
      work.waiting = others;
    }
    const scopes = connection.notices.find((notice) => notice.kind === 'scopes_changed');
    if (scopes) await this.changes.scopesChanged(connection, await this.puller.renewScopes(session));
    if (connection.notices.length > 0 || !connection.pollDue)
      changed += await this.store(connection, session, [...items, ...removed], work.waiting, {
        ...GOES_ON,
        leaseToken: connection.pollDue ? null : connection.leaseToken,
      });
    work.waiting = [];
    return { found: plan.fetch.length + plan.remove.length, changed };
  }

  /** An item that the provider does not know of is deleted when that was told as well, or when it has been so for long enough. */
  private async settled(
    session: PullSession,
    item: PulledItem,
    plan: NoticePlan,
    notices: readonly PendingNotice[],
  ): Promise<PulledItem> {
    if (!item.unseen) return item;
    if (plan.doubted.has(keyOf(item.ref))) return this.puller.remove(session, item.ref, 'answer');
    const mine = notices.filter((notice) => noticeKey(notice) === keyOf(item.ref));
    const tried = Math.max(0, ...mine.map((notice) => notice.behind)) + 1;
    const known = mine.some((notice) => notice.held);
    return known && tried >= BEHIND_TRIES ? this.puller.remove(session, item.ref, 'presumed') : item;
  }

  /** @throws Problem of an item while nothing shows that the provider is well: nobody told us of it, so it would be set aside for good. */
  private async pullListed(
    { failures }: LeasedConnection,
    session: PullSession,
    refs: readonly ItemRef[],
  ): Promise<readonly PulledItem[]> {
    const items = await this.puller.pull(session, refs, failures >= TOLERANT_FROM);
    if (failures >= GIVE_UP_AT || items.some((item) => !item.problem)) return items;
    const stuck = items.find((item) => item.problem?.kind === 'transient');
    if (stuck?.problem) throw stuck.problem;
    return items;
  }

  /** @returns how many records changed. */
  private async store(
    connection: LeasedConnection,
    session: PullSession,
    items: readonly PulledItem[],
    notices: readonly PendingNotice[],
    end: Pick<SyncCommit, 'leaseToken' | 'polledUntilMs' | 'nextPollMs' | 'covered'>,
  ): Promise<number> {
    const about = new Set(items.map((item) => keyOf(item.ref)));
    const result = await commitItems(this.db, session, items, (some, last) => {
      const keys = new Set(some.map((item) => keyOf(item.ref)));
      const marked = notices.filter((notice) => keys.has(noticeKey(notice)) || (last && !about.has(noticeKey(notice))));
      return {
        connectionId: connection.id,
        environmentId: connection.environmentId,
        ...writesOf(some),
        notices: markNotices(marked, some),
        priority: PRIORITY.live,
        backfillId: null,
        ...(last ? end : GOES_ON),
      };
    });
    this.hooks.destinations(result.destinationIds);
    await this.note(connection, result.items, notices);
    return result.changed;
  }

  /** Of items that nobody told us of nothing else would show that they are missing; what the database or our code refuses is for the log too. */
  private async note({ id }: LeasedConnection, items: readonly PulledItem[], notices: readonly PendingNotice[]): Promise<void> {
    const told = new Set(notices.map(noticeKey));
    for (const { ref, problem } of items) {
      if (!problem) continue;
      if (!told.has(keyOf(ref))) await noteUnreadable(this.db, id, ref, problem.toJSON(), 'poll');
      if (problem.cause !== undefined && (problem.kind === 'bug' || problem.kind === 'payload'))
        this.hooks.trouble?.(problem, id);
    }
  }

  /** The connection as a whole could not be synced: its notices wait, and what only a person can mend is said once. */
  private async failed(connection: LeasedConnection, error: unknown, work: Work): Promise<SyncReport> {
    const problem = Problem.from(error, 'syncing');
    const refused = await managerRefused(this.db, work.session, problem);
    if (refused) return this.changes.withoutManager({ ...connection, notices: work.waiting }, refused);
    const isOwn = !(work.session && 'managerAccountId' in work.session.owner);
    if (problem.kind === 'auth' && isOwn)
      return this.changes.refused(connection, problem, work.session?.held.tokensRevision ?? connection.tokensRevision);
    const left = { ...connection, notices: work.waiting };
    // Our own database was away: no fault of the provider, and over by the time that this is written.
    const ours = !(error instanceof Problem) && isUnavailable(error);
    const counts = !ours && problem.kind !== 'canceled' && problem.kind !== 'rate_limited';
    if (counts && problem.kind === 'bug') this.hooks.trouble?.(problem, connection.id);
    const retryMs = ours ? SOON_MS : retryAfter(left, problem);
    const stored = ours ? null : problem.toJSON();
    await failSync(this.db, left, { retryMs, problem: stored, tried: counts, failed: counts, polling: work.polling });
    return report('waiting', connection.state, Math.max(SOON_MS, retryMs));
  }
}

/** How far a sync has come, for when it breaks off. */
interface Work {
  session: PullSession | null;
  /** Notices that are not dealt with yet. */
  waiting: readonly PendingNotice[];
  polling: boolean;
}

/** A commit after which the sync goes on. */
const GOES_ON = { leaseToken: null, polledUntilMs: null, nextPollMs: null, covered: null } as const;

function partition<T>(all: readonly T[], is: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

/** Milliseconds. New notices do not wait as long as those, or the polls, that have failed many times. */
function retryAfter({ notices, failures }: LeasedConnection, problem: Problem): number {
  if (problem.kind === 'canceled') return 0;
  if (problem.kind === 'rate_limited') return problem.retryAfterMs ?? 0;
  const tries = (notices.length > 0 ? Math.max(...notices.map((notice) => notice.attempts)) : failures) + 1;
  const backoffMs = Math.min(LONGEST_RETRY_MS, 2_000 * 2 ** Math.min(tries, 12)) * (0.9 + Math.random() * 0.2);
  return Math.max(problem.retryAfterMs ?? 0, backoffMs);
}

const report = (outcome: SyncReport['outcome'], state: SyncReport['state'], nextMs: number): SyncReport => ({
  outcome,
  state,
  found: 0,
  changed: 0,
  nextMs,
});
