/** Connections as operators look at them. */
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { changeState } from '../connections/lifecycle.js';
import type { Queryable } from '../database.js';
import { writeAudit } from './audit.js';
import type { ControlStore, ControlTransaction } from './control-store.js';
import { type ConnectionView, connections } from './entities/connection.js';

/** @throws Problem missing */
export async function getConnection(
  store: ControlStore,
  environmentId: EnvironmentId,
  id: ConnectionId,
): Promise<ConnectionView> {
  const row = await store.source.getRepository(connections).findOneBy({ id, environmentId });
  if (!row) throw missing();
  return row;
}

export interface ConnectionSummary {
  readonly credential: { readonly accessExpiresAt: Date; readonly refused: number } | null;
  readonly coverage: readonly {
    readonly type: string;
    readonly days: number;
    readonly firstDay: string;
    readonly lastDay: string;
  }[];
  readonly records: readonly {
    readonly type: string;
    readonly count: number;
    readonly deleted: number;
    readonly newestAt: Date | null;
  }[];
  readonly pendingNotices: number;
}

/** What is known of a connection beside its own row. */
export async function summarizeConnection(db: Queryable, id: ConnectionId): Promise<ConnectionSummary> {
  const [credential, coverage, records, notices] = await Promise.all([
    db.query<{ accessExpiresAt: Date; refused: number }>(
      `SELECT access_expires_at AS "accessExpiresAt", refused FROM credential WHERE connection_id = $1`,
      [id],
    ),
    db.query<ConnectionSummary['coverage'][number]>(
      `SELECT type, count(*)::int AS days, min(day)::text AS "firstDay", max(day)::text AS "lastDay" FROM coverage WHERE connection_id = $1 GROUP BY type ORDER BY type`,
      [id],
    ),
    db.query<ConnectionSummary['records'][number]>(
      `SELECT type, count(*) FILTER (WHERE deleted_at IS NULL)::int AS count, count(deleted_at)::int AS deleted, max(started_at) AS "newestAt"
         FROM record WHERE connection_id = $1 GROUP BY type ORDER BY type`,
      [id],
    ),
    db.query<{ count: number }>(`SELECT count(*)::int AS count FROM inbox WHERE connection_id = $1 AND state = 'pending'`, [id]),
  ]);
  return {
    credential: credential.rows[0] ?? null,
    coverage: coverage.rows,
    records: records.rows,
    pendingNotices: notices.rows[0]?.count ?? 0,
  };
}

/** Makes its next look and its waiting notices due. @throws Problem missing, conflict (it is not active) */
export function dueNow(store: ControlStore, environmentId: EnvironmentId, id: ConnectionId, actor: string): Promise<void> {
  return store.transaction(async (control) => {
    const row = await locked(control, environmentId, id);
    if (row.state !== 'active')
      throw new Problem(
        'conflict',
        `the connection is ${row.state}: ${row.state === 'paused' ? 'resume it first' : 'the athlete must connect again'}`,
      );
    await control.tx.query(`UPDATE connection SET next_poll_at = now() WHERE id = $1`, [id]);
    await control.tx.query(`UPDATE inbox SET due_at = now() WHERE connection_id = $1 AND state = 'pending' AND due_at > now()`, [
      id,
    ]);
    await writeAudit(control.tx, { environmentId, actor, action: 'connection.synced_by_hand', subject: id });
  });
}

/** @throws Problem missing, conflict (its state does not allow it) */
export function moveConnection(
  store: ControlStore,
  environmentId: EnvironmentId,
  id: ConnectionId,
  move: 'pause' | 'resume',
  actor: string,
): Promise<ConnectionView> {
  return store.transaction(async (control) => {
    const row = await locked(control, environmentId, id);
    // Only a new authorization brings back one that lost its access.
    const from = move === 'pause' ? 'active' : 'paused';
    if (row.state !== from)
      throw new Problem('conflict', `the connection is ${row.state}; only one that is ${from} can be ${move}d`);
    await changeState(control.tx, id, move === 'pause' ? 'paused' : 'active');
    await writeAudit(control.tx, { environmentId, actor, action: `connection.${move}d`, subject: id });
    return control.entities.findOneByOrFail(connections, { id });
  });
}

async function locked({ entities }: ControlTransaction, environmentId: EnvironmentId, id: ConnectionId): Promise<ConnectionView> {
  const row = await entities.findOne(connections, { where: { id, environmentId }, lock: { mode: 'pessimistic_write' } });
  if (!row) throw missing();
  return row;
}

const missing = (): Problem => new Problem('missing', 'there is no such connection in this environment');
