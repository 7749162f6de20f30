/** Bringing one connection up to date: what its notices name, and on its timer whatever the provider changed since the last look. */
import { PRIORITY } from '../../model/delivery.js';
import { newId } from '../../model/ids.js';
import type { ConnectionId } from '../../model/ids.js';
import { PROBLEM_KINDS, Problem } from '../../model/problem.js';
import type { ProviderCalls } from '../../providers/kit/calls.js';
import type { ProviderRegistry } from '../../providers/registry.js';
import type { ItemRef } from '../../providers/kit/provider.js';
import type { ProviderApps } from '../../store/control/provider-apps.js';
import { type Database, isUnavailable } from '../../store/database.js';
import { outlast } from '../../store/outlast.js';
import { type SyncCommit, commitSync } from '../../store/sync/commit.js';
import { noteUnreadable } from '../../store/inbox/unreadable.js';
import { type LeasedConnection, type PendingNotice, claimConnection, extendLease } from '../../store/sync/lease.js';
import { failSync } from '../../store/sync/fail.js';
import { changedSince } from './poll.js';
import { keyOf, latest, markNotices, merge, planNotices } from './notices.js';
import { PATIENCE, type PullSession, type PulledItem, type Puller } from './pull.js';
import type { ConnectionChanges } from './connection-changes.js';
import type { SyncHooks, SyncReport } from './report.js';

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
    let session: PullSession | null = null;
    try {
      // Withdrawn access is heard of whatever state the connection is in.
      const ended = connection.notices.find((notice) => notice.kind === 'deauthorized' && !notice.overtaken);
      if (ended) return await this.changes.revoked(connection, ended);
      if (connection.state !== 'active') return await this.changes.idle(connection);
      const app = await this.apps.byId(connection.providerAppId, connection.configRevision);
      const provider = this.providers.get(connection.provider).bind(app.config);
      session = {
        environmentId: connection.environmentId,
        connectionId: connection.id,
        provider,
        held: connection,
        io: this.calls.for({ providerAppId: app.id, connectionId: connection.id, limits: provider.limits }, signal),
        patience: PATIENCE,
      };
      return await this.active(connection, session, provider.webhooks !== null && app.subscriptionId !== null);
    } catch (error) {
      const tokensRevision = session?.held.tokensRevision ?? connection.tokensRevision;
      // Given back as soon as the database is there again: nobody else may sync it before the lease ends.
      return await outlast(this.policy.leaseMs, () => this.failed(connection, error, tokensRevision));
    }
  }

  private async active(connection: LeasedConnection, session: PullSession, hasWebhooks: boolean): Promise<SyncReport> {
    const plan = planNotices(connection.notices);
    const startedAtMs = Date.now();
    const polled = connection.pollDue ? await changedSince(this.db, this.puller, session, connection.syncedUntilMs) : [];
    const removed = await Promise.all(plan.remove.map((ref) => this.puller.remove(session, ref)));
    const gone = new Set(plan.remove.map(keyOf));
    const wanted = merge(plan.fetch, polled).filter((ref) => !gone.has(keyOf(ref)));
    let waiting = connection.notices;
    let changed = 0;
    // Kept as it comes: when the budget ends in the middle, the next look goes on from there instead of beginning again.
    while (wanted.length > BATCH) {
      const items = await this.pull(connection, session, wanted.splice(0, BATCH));
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
    const items = [...(await this.pull(connection, session, wanted)), ...removed];
    const scopes = connection.notices.find((notice) => notice.kind === 'scopes_changed');
    if (scopes) await this.changes.scopesChanged(connection, await this.puller.renewScopes(session));
    const nextMs = this.policy.nextPollMs(hasWebhooks, found > 0);
    changed += await this.store(connection, items, waiting, {
      leaseToken: connection.leaseToken,
      polledUntilMs: connection.pollDue ? startedAtMs : null,
      nextPollMs: connection.pollDue ? nextMs : null,
    });
    return { outcome: 'synced', state: 'active', found, changed, nextMs };
  }

  /** @throws Problem of an item that nobody told us of, while nothing shows that the provider is well: it would be set aside for good. */
  private async pull(
    connection: LeasedConnection,
    session: PullSession,
    refs: readonly ItemRef[],
  ): Promise<readonly PulledItem[]> {
    const { failures, notices } = connection;
    const tolerant = failures >= TOLERANT_FROM || notices.some((notice) => notice.attempts >= TOLERANT_FROM);
    const items = await this.puller.pull(session, refs, tolerant);
    if (failures >= GIVE_UP_AT || items.some((item) => !item.problem)) return items;
    const told = new Set(notices.map((notice) => `${notice.objectType} ${notice.objectId}`));
    const stuck = items.find((item) => item.problem?.kind === 'transient' && !told.has(keyOf(item.ref)));
    if (stuck?.problem) throw stuck.problem;
    return items;
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
  private async failed(connection: LeasedConnection, error: unknown, tokensRevision: number): Promise<SyncReport> {
    const problem = Problem.from(error, 'syncing');
    if (problem.kind === 'auth') return this.changes.refused(connection, problem, tokensRevision);
    // Our own database was away: no fault of the provider, and over by the time that this is written.
    const ours = !(error instanceof Problem) && isUnavailable(error);
    const retryMs = ours ? SOON_MS : retryAfter(connection, problem);
    const tried = !ours && PROBLEM_KINDS[problem.kind].scope === 'target' && problem.kind !== 'canceled';
    const failed = tried && problem.kind !== 'rate_limited';
    await failSync(this.db, connection, { retryMs, problem: ours ? null : problem.toJSON(), tried, failed });
    return report('waiting', connection.state, Math.max(SOON_MS, retryMs));
  }
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
