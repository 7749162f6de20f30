/** Bringing one connection up to date: what its notices name, and on its timer whatever the provider changed since the last look. */
import { PRIORITY } from '../../model/delivery.js';
import { newId } from '../../model/ids.js';
import type { ConnectionId } from '../../model/ids.js';
import { PROBLEM_KINDS, Problem } from '../../model/problem.js';
import type { ProviderCalls } from '../../providers/kit/calls.js';
import type { ProviderRegistry } from '../../providers/registry.js';
import type { DataType, ItemRef } from '../../providers/kit/provider.js';
import type { ProviderApps } from '../../store/control/provider-apps.js';
import type { Database } from '../../store/database.js';
import { type NoticeMark, type SyncCommit, commitSync } from '../../store/sync/commit.js';
import { noteUnreadable } from '../../store/inbox/unreadable.js';
import { type LeasedConnection, type PendingNotice, claimConnection, extendLease } from '../../store/sync/lease.js';
import { failSync } from '../../store/sync/fail.js';
import { changedSince } from './poll.js';
import type { PullSession, PulledItem, Puller } from './pull.js';
import type { ConnectionChanges } from './connection-changes.js';
import type { SyncHooks, SyncReport } from './report.js';

export interface SyncPolicy {
  readonly leaseMs: number;
  /** Milliseconds until the next look without a notice. */
  nextPollMs(hasWebhooks: boolean, hadChanges: boolean): number;
}

const MAX_NOTICE_ATTEMPTS = 10;
const TOLERANT_FROM = 3;
/** Items stored in one transaction: fewer than any provider's budget allows in a minute. */
const BATCH = 8;
const BUSY_AGAIN_MS = 5_000;
const DAY_MS = 86_400_000;

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
    try {
      // Withdrawn access is heard of whatever state the connection is in.
      const ended = connection.notices.find((notice) => notice.kind === 'deauthorized' && !notice.overtaken);
      if (ended) return await this.changes.revoked(connection, ended);
      if (connection.state !== 'active') {
        await failSync(this.db, connection, { retryMs: null, problem: null, failed: false });
        return report('waiting', connection.state, DAY_MS);
      }
      return await this.active(connection, signal);
    } catch (error) {
      return this.failed(connection, Problem.from(error, 'syncing'));
    }
  }

  private async active(connection: LeasedConnection, signal: AbortSignal): Promise<SyncReport> {
    const app = await this.apps.byId(connection.providerAppId, connection.configRevision);
    const provider = this.providers.get(connection.provider).bind(app.config);
    const session: PullSession = {
      environmentId: connection.environmentId,
      connectionId: connection.id,
      provider,
      held: connection,
      io: this.calls.for({ providerAppId: app.id, connectionId: connection.id, limits: provider.limits }, signal),
    };
    const plan = planNotices(connection.notices);
    // An outage waits as one; what still fails after some tries is that item's own trouble and holds up no other.
    const tolerant = connection.notices.some((notice) => notice.attempts >= TOLERANT_FROM);
    const startedAtMs = Date.now();
    const polled = connection.pollDue ? await changedSince(this.db, this.puller, session, connection.syncedUntilMs) : [];
    const removed = await Promise.all(plan.remove.map((ref) => this.puller.remove(session, ref)));
    const gone = new Set(plan.remove.map(keyOf));
    const wanted = merge(plan.fetch, polled).filter((ref) => !gone.has(keyOf(ref)));
    let waiting = connection.notices;
    let changed = 0;
    // Kept as it comes: when the budget ends in the middle, the next look goes on from there instead of beginning again.
    while (wanted.length > BATCH) {
      const items = await this.puller.pull(session, wanted.splice(0, BATCH), tolerant);
      const told = new Set(items.map((item) => keyOf(item.ref)));
      const isTold = (notice: PendingNotice): boolean => told.has(`${notice.objectType} ${notice.objectId}`);
      changed += await this.store(connection, items, waiting.filter(isTold), {
        leaseToken: null,
        polledUntilMs: null,
        nextPollMs: null,
      });
      waiting = waiting.filter((notice) => !isTold(notice));
    }
    const found = merge(plan.fetch, polled).length + removed.length;
    const items = [...(await this.puller.pull(session, wanted, tolerant)), ...removed];
    const scopes = connection.notices.find((notice) => notice.kind === 'scopes_changed');
    if (scopes) await this.changes.scopesChanged(connection, await this.puller.renewScopes(session));
    const nextMs = this.policy.nextPollMs(provider.webhooks !== null && app.subscriptionId !== null, found > 0);
    changed += await this.store(connection, items, waiting, {
      leaseToken: connection.leaseToken,
      polledUntilMs: connection.pollDue ? startedAtMs : null,
      nextPollMs: connection.pollDue ? nextMs : null,
    });
    return { outcome: 'synced', state: 'active', found, changed, nextMs };
  }

  /** @returns how many records changed. */
  private async store(
    connection: LeasedConnection,
    items: readonly PulledItem[],
    notices: readonly PendingNotice[],
    end: Pick<SyncCommit, 'leaseToken' | 'polledUntilMs' | 'nextPollMs'>,
  ): Promise<number> {
    // Nobody told us of these, so nothing else would show that they are missing.
    const told = new Set(notices.map((notice) => `${notice.objectType} ${notice.objectId}`));
    for (const { ref, problem } of items)
      if (problem && !told.has(keyOf(ref))) await noteUnreadable(this.db, connection.id, ref, problem.toJSON(), 'poll');
    const { changed, destinationIds } = await commitSync(this.db, {
      connectionId: connection.id,
      environmentId: connection.environmentId,
      records: latest(items),
      raws: items.flatMap((item) => item.raws),
      notices: markNotices(notices, items),
      priority: PRIORITY.live,
      reference: newId(),
      backfillId: null,
      covered: null,
      byWebhook: notices.length > 0,
      ...end,
    });
    this.hooks.destinations(destinationIds);
    return changed;
  }

  /** The connection as a whole could not be synced: its notices wait, and what only a person can mend is said once. */
  private async failed(connection: LeasedConnection, problem: Problem): Promise<SyncReport> {
    if (problem.kind === 'auth') return this.changes.refused(connection, problem);
    const attempts = Math.max(0, ...connection.notices.map((notice) => notice.attempts)) + 1;
    const backoffMs = Math.min(3_600_000, 2_000 * 2 ** Math.min(attempts, 12)) * (0.9 + Math.random() * 0.2);
    const retryMs =
      problem.kind === 'canceled' ? 0 : Math.max(problem.retryAfterMs ?? 0, problem.kind === 'rate_limited' ? 0 : backoffMs);
    await failSync(this.db, connection, {
      retryMs,
      problem: problem.toJSON(),
      failed: PROBLEM_KINDS[problem.kind].scope === 'target' && problem.kind !== 'canceled',
    });
    return report('waiting', connection.state, Math.max(1_000, retryMs));
  }
}

const report = (outcome: SyncReport['outcome'], state: SyncReport['state'], nextMs: number): SyncReport => ({
  outcome,
  state,
  found: 0,
  changed: 0,
  nextMs,
});

/** What the notices ask for, each item once, at its newest; what we hold already is not fetched again. */
function planNotices(notices: readonly PendingNotice[]): { fetch: readonly ItemRef[]; remove: readonly ItemRef[] } {
  const newest = new Map<string, { ref: ItemRef; deleted: boolean }>();
  for (const notice of notices) {
    if (notice.objectType === null || notice.objectId === null || (notice.kind !== 'changed' && notice.kind !== 'deleted'))
      continue;
    if (isHeld(notice)) continue;
    const ref: ItemRef = { type: notice.objectType as DataType, id: notice.objectId, revision: notice.objectRevision };
    const known = newest.get(keyOf(ref));
    // The highest revision has the last word, without revisions the latest notice: what was deleted may have come back.
    if (known && known.ref.revision !== null && ref.revision !== null && known.ref.revision > ref.revision) continue;
    newest.set(keyOf(ref), { ref, deleted: notice.kind === 'deleted' });
  }
  const all = [...newest.values()];
  return {
    fetch: all.filter((one) => !one.deleted).map((one) => one.ref),
    remove: all.filter((one) => one.deleted).map((one) => one.ref),
  };
}

/** A late or repeated notice about a revision that we have (or about what is deleted) asks for nothing. */
const isHeld = (notice: PendingNotice): boolean =>
  notice.kind === 'deleted'
    ? notice.heldDeleted
    : notice.objectRevision !== null && notice.heldRevision !== null && notice.heldRevision >= notice.objectRevision;

const keyOf = (ref: ItemRef): string => `${ref.type} ${ref.id}`;

const merge = (first: readonly ItemRef[], second: readonly ItemRef[]): readonly ItemRef[] => [
  ...new Map([...second, ...first].map((ref) => [keyOf(ref), ref])).values(),
];

/** One write per record: a statement may not touch a row twice. */
const latest = (items: readonly PulledItem[]): NonNullable<PulledItem['record']>[] => [
  ...new Map(items.flatMap((item) => (item.record ? [[keyOf(item.ref), item.record] as const] : []))).values(),
];

function markNotices(notices: readonly PendingNotice[], items: readonly PulledItem[]): readonly NoticeMark[] {
  const problems = new Map(items.flatMap((item) => (item.problem ? [[keyOf(item.ref), item.problem] as const] : [])));
  return notices.map((notice): NoticeMark => {
    const problem = problems.get(`${notice.objectType} ${notice.objectId}`);
    const mark = { id: notice.id, receivedOn: notice.receivedOn };
    if (!problem) return { ...mark, state: 'done', retryMs: 0, problem: null };
    // What cannot be normalized is not tried again by itself: the raw answer is kept for `renormalize`.
    const dead = !problem.retryable || notice.attempts + 1 >= MAX_NOTICE_ATTEMPTS;
    return {
      ...mark,
      state: dead ? 'dead' : 'pending',
      retryMs: 30_000 * 2 ** Math.min(notice.attempts, 8),
      problem: problem.toJSON(),
    };
  });
}
