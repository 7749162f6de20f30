/** What a sync learns about the connection itself: access refused, withdrawn or changed. Each is told to the app once, as an event. */
import { readCredential } from '../../store/connections/credentials.js';
import { changeState, findConnection } from '../../store/connections/lifecycle.js';
import type { ConnectionRow } from '../../store/connections/lifecycle.js';
import { type Database, type Queryable, transaction } from '../../store/database.js';
import { emitEvent } from '../../store/outbox/emit.js';
import { failSync } from '../../store/sync/fail.js';
import type { LeasedConnection, PendingNotice } from '../../store/sync/lease.js';
import { newId } from '../../model/ids.js';
import type { ConnectionId, DestinationId } from '../../model/ids.js';
import type { ConnectionState } from '../../model/connection.js';
import type { Problem } from '../../model/problem.js';
import { type StatusEvent, accessRevokedEvent, connectionErrorEvent, permissionChangeEvent } from '../../model/terra/index.js';
import { LOGIN_WAIT_MS, type ManagerRefusal } from '../providers/manager-login.js';
import type { SyncHooks, SyncReport } from './report.js';
import { terraUser } from '../../model/terra/user-of-connection.js';

const DAY_MS = 86_400_000;
const SOON_MS = 1_000;
const waiting = (state: SyncReport['state'], nextMs = DAY_MS): SyncReport => ({
  outcome: 'waiting',
  state,
  found: 0,
  changed: 0,
  nextMs,
});
/** Not before the connection's state changes. */
const UNTIL_CHANGED = { retryMs: null, problem: null, tried: false, failed: false } as const;
/** The athlete connected again while we were at it: what we learned is about the time before. */
const OVERTAKEN = { retryMs: SOON_MS, problem: null, tried: false, failed: false } as const;

export class ConnectionChanges {
  constructor(
    private readonly db: Database,
    private readonly hooks: SyncHooks,
  ) {}

  /**
   * The provider refuses our access for good: the athlete must connect again.
   * @param tokensRevision the pair that was refused; with another one stored meanwhile it is tried again.
   */
  refused(connection: LeasedConnection, problem: Problem, tokensRevision: number): Promise<SyncReport> {
    return this.change(connection, tokensRevision, 'reauthorize', problem, (row) =>
      connectionErrorEvent(terraUser(row), problem.userMessage),
    );
  }

  /** The athlete withdrew access at the provider. @param tokensRevision the pair that is refused since */
  revoked(connection: LeasedConnection, notice: PendingNotice, tokensRevision: number): Promise<SyncReport> {
    const event = (row: ConnectionRow): StatusEvent => accessRevokedEvent(terraUser(row));
    return this.change(connection, tokensRevision, 'revoked', null, event, notice);
  }

  /** A connection that is not to be synced: its notices wait, unless it has become active since it was claimed. */
  async idle(connection: LeasedConnection): Promise<SyncReport> {
    return transaction(this.db, async (tx) => {
      const active = (await lockedState(tx, connection.id)) === 'active';
      await failSync(tx, connection, active ? OVERTAKEN : UNTIL_CHANGED);
      return active ? waiting('active', SOON_MS) : waiting(connection.state);
    });
  }

  /** No athlete can mend it, and it is no failure of the connection: it waits as it is, and operators hear of it once. */
  async withoutManager(connection: LeasedConnection, { problem, news, overtaken }: ManagerRefusal): Promise<SyncReport> {
    if (news) this.hooks.trouble?.(problem, connection.id);
    const retryMs = overtaken ? SOON_MS : LOGIN_WAIT_MS;
    const told = overtaken ? null : problem.toJSON();
    await failSync(this.db, connection, { retryMs, problem: told, tried: false, failed: false });
    return waiting(connection.state, retryMs);
  }

  /** The athlete ticked other scopes. */
  async scopesChanged(connection: LeasedConnection, scopes: readonly string[]): Promise<void> {
    const destinations = await transaction(this.db, async (tx) => {
      const { rows } = await tx.query<{ scopes: string }>(`SELECT scopes FROM connection WHERE id = $1 FOR UPDATE`, [
        connection.id,
      ]);
      const before = new Set((rows[0]?.scopes ?? '').split(',').filter(Boolean));
      const now = new Set(scopes);
      const [added, removed] = [[...now].filter((scope) => !before.has(scope)), [...before].filter((scope) => !now.has(scope))];
      if (added.length + removed.length === 0) return [];
      await tx.query(`UPDATE connection SET scopes = $2 WHERE id = $1`, [connection.id, scopes.join(',')]);
      return this.emit(tx, connection, (row) => permissionChangeEvent(terraUser(row), { added, removed }));
    });
    this.hooks.destinations(destinations);
  }

  private async change(
    connection: LeasedConnection,
    tokensRevision: number,
    to: 'reauthorize' | 'revoked',
    problem: Problem | null,
    event: (row: ConnectionRow) => StatusEvent,
    notice?: PendingNotice,
  ): Promise<SyncReport> {
    const { destinations, report } = await transaction(this.db, async (tx) => {
      // Connecting again takes this lock first: it is over when we see its tokens, or it comes after us and has the last word.
      const state = await lockedState(tx, connection.id);
      const stored = await readCredential(tx, connection.id);
      if (state !== null && stored !== null && stored.revision > tokensRevision) {
        await failSync(tx, connection, OVERTAKEN);
        return { destinations: [], report: waiting(state, SOON_MS) };
      }
      const failed = problem !== null;
      await failSync(tx, connection, { ...UNTIL_CHANGED, problem: problem?.toJSON() ?? null, tried: failed, failed });
      if (notice) await tx.query(`UPDATE inbox SET state = 'done', finished_at = now() WHERE id = $1`, [notice.id]);
      const row = await changeState(tx, connection.id, to, problem?.toJSON() ?? null);
      // Already in that state: it was told before.
      return { destinations: row ? await this.emit(tx, connection, event, row) : [], report: waiting(to) };
    });
    this.hooks.destinations(destinations);
    return report;
  }

  private async emit(
    tx: Queryable,
    connection: LeasedConnection,
    event: (row: ConnectionRow) => StatusEvent,
    known?: ConnectionRow,
  ): Promise<readonly DestinationId[]> {
    const row = known ?? (await findConnection(tx, connection.environmentId, connection.id));
    if (!row) return [];
    const body = event(row);
    return emitEvent(tx, {
      environmentId: connection.environmentId,
      connectionId: connection.id,
      reference: newId(),
      body,
    });
  }
}

async function lockedState(tx: Queryable, id: ConnectionId): Promise<ConnectionState | null> {
  const { rows } = await tx.query<{ state: ConnectionState }>(`SELECT state FROM connection WHERE id = $1 FOR NO KEY UPDATE`, [
    id,
  ]);
  return rows[0]?.state ?? null;
}
