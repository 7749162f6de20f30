/** What a sync learns about the connection itself: access refused, withdrawn or changed. Each is told to the app once, as an event. */
import { changeState, findConnection } from '../../store/connections/lifecycle.js';
import type { ConnectionRow } from '../../store/connections/lifecycle.js';
import { type Database, type Queryable, transaction } from '../../store/database.js';
import { emitEvent } from '../../store/outbox/emit.js';
import { failSync } from '../../store/sync/fail.js';
import type { LeasedConnection, PendingNotice } from '../../store/sync/lease.js';
import { newId } from '../../model/ids.js';
import type { DestinationId } from '../../model/ids.js';
import type { Problem } from '../../model/problem.js';
import { type StatusEvent, accessRevokedEvent, connectionErrorEvent, permissionChangeEvent } from '../../model/terra/index.js';
import type { SyncHooks, SyncReport } from './report.js';
import { terraUser } from '../../model/terra/user-of-connection.js';

const DAY_MS = 86_400_000;
const waiting = (state: SyncReport['state']): SyncReport => ({ outcome: 'waiting', state, found: 0, changed: 0, nextMs: DAY_MS });

export class ConnectionChanges {
  constructor(
    private readonly db: Database,
    private readonly hooks: SyncHooks,
  ) {}

  /** The provider refuses our access for good: the athlete must connect again. */
  async refused(connection: LeasedConnection, problem: Problem): Promise<SyncReport> {
    await this.change(connection, 'reauthorize', problem, (row) => connectionErrorEvent(terraUser(row), problem.userMessage));
    return waiting('reauthorize');
  }

  /** The athlete withdrew access at the provider. */
  async revoked(connection: LeasedConnection, notice: PendingNotice): Promise<SyncReport> {
    await this.change(connection, 'revoked', null, (row) => accessRevokedEvent(terraUser(row)), notice);
    return waiting('revoked');
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
    to: 'reauthorize' | 'revoked',
    problem: Problem | null,
    event: (row: ConnectionRow) => StatusEvent,
    notice?: PendingNotice,
  ): Promise<void> {
    const destinations = await transaction(this.db, async (tx) => {
      await failSync(tx, connection, { retryMs: null, problem: problem?.toJSON() ?? null, failed: problem !== null });
      if (notice) await tx.query(`UPDATE inbox SET state = 'done', finished_at = now() WHERE id = $1`, [notice.id]);
      const row = await changeState(tx, connection.id, to, problem?.toJSON() ?? null);
      // Already in that state: it was told before.
      return row ? this.emit(tx, connection, event, row) : [];
    });
    this.hooks.destinations(destinations);
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
      type: body.type,
      reference: newId(),
      body,
    });
  }
}
