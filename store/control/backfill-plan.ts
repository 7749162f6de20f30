/** What operators do with backfills: count, start, watch, steer, retry. Working windows off is store/backfill. */
import type { BackfillState } from '../../model/backfill.js';
import { type BackfillId, type ConnectionId, type EnvironmentId, newId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { type ConnectionFilter, chosenBy } from '../backfill/chosen.js';
import { moveBackfill } from '../backfill/windows.js';
import type { Queryable } from '../database.js';
import { cancelHistory } from '../history/finish.js';
import { writeAudit } from './audit.js';
import type { ControlStore, ControlTransaction } from './control-store.js';
import { type BackfillEntity, backfills } from './entities/backfill.js';

export interface BackfillRequest {
  readonly provider: string;
  readonly types: readonly string[];
  readonly start: Date;
  readonly end: Date;
  /** Null = all connections of the provider that match the filter. */
  readonly connectionIds: readonly ConnectionId[] | null;
  readonly filter?: ConnectionFilter | null;
}

/** @throws Problem missing that names ids which are not of this environment and provider. */
export async function assertConnections(
  db: Queryable,
  environmentId: EnvironmentId,
  provider: string,
  ids: readonly ConnectionId[],
): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT i.id FROM unnest($3::uuid[]) AS i(id) WHERE NOT EXISTS (SELECT 1 FROM connection c WHERE c.id = i.id AND c.environment_id = $1 AND c.provider = $2) LIMIT 5`,
    [environmentId, provider, ids],
  );
  if (rows.length > 0)
    throw new Problem(
      'missing',
      `connection_ids: no connection to this provider in this environment: ${rows.map((row) => row.id).join(', ')}`,
    );
}

/** @throws Problem missing that names references nobody connected under. */
export async function connectionsOf(
  db: Queryable,
  environmentId: EnvironmentId,
  provider: string,
  references: readonly string[],
): Promise<readonly ConnectionId[]> {
  const { rows } = await db.query<{ id: ConnectionId; reference: string }>(
    `SELECT id, reference_id AS reference FROM connection WHERE environment_id = $1 AND provider = $2 AND reference_id = ANY ($3)`,
    [environmentId, provider, references],
  );
  const found = new Set(rows.map((row) => row.reference));
  const unknown = references.filter((reference) => !found.has(reference));
  if (unknown.length > 0)
    throw new Problem(
      'missing',
      `reference_ids: no connection to this provider in this environment: ${unknown.slice(0, 5).join(', ').slice(0, 300)}`,
    );
  return rows.map((row) => row.id);
}

export async function countUsers(
  db: Queryable,
  environmentId: EnvironmentId,
  request: BackfillRequest,
): Promise<{ users: number; notActive: number }> {
  const values: unknown[] = [environmentId, request.provider];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const named = request.connectionIds === null ? '' : ` AND c.id = ANY (${bind(request.connectionIds)}::uuid[])`;
  const { rows } = await db.query<{ users: number; notActive: number }>(
    `SELECT count(*)::int AS users, count(*) FILTER (WHERE c.state <> 'active')::int AS "notActive" FROM connection c
      WHERE c.environment_id = $1 AND c.provider = $2${named}${chosenBy(request.filter ?? null, bind)}`,
    values,
  );
  return rows[0] ?? { users: 0, notActive: 0 };
}

/** One step of a transaction: the row and its audit line. */
export async function insertBackfill(
  tx: Queryable,
  environmentId: EnvironmentId,
  request: BackfillRequest,
  actor: string,
): Promise<BackfillId> {
  const id = newId<BackfillId>();
  const { provider, types, start, end, connectionIds, filter = null } = request;
  await tx.query(
    `INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, connection_ids, requested_by, filter) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, environmentId, provider, types, start, end, connectionIds, actor, filter === null ? null : JSON.stringify(filter)],
  );
  await writeAudit(tx, {
    environmentId,
    actor,
    action: 'backfill.started',
    subject: id,
    // A search may be the name of somebody.
    detail: {
      provider,
      types,
      start,
      end,
      connections: connectionIds?.length ?? (filter ? `by ${givenOf(filter).join(', ')}` : 'all'),
    },
  });
  return id;
}

const givenOf = (filter: ConnectionFilter): string[] =>
  Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));

export function startBackfill(
  store: ControlStore,
  environmentId: EnvironmentId,
  request: BackfillRequest,
  actor: string,
): Promise<BackfillEntity> {
  return store.transaction(async ({ entities, tx }) => {
    const id = await insertBackfill(tx, environmentId, request, actor);
    return entities.findOneByOrFail(backfills, { id });
  });
}

/** @throws Problem missing */
export async function getBackfill(store: ControlStore, environmentId: EnvironmentId, id: BackfillId): Promise<BackfillEntity> {
  const row = await store.source.getRepository(backfills).findOneBy({ id, environmentId });
  if (!row) throw missing();
  return row;
}

const MOVES = {
  pause: { to: 'paused', from: ['running'] },
  // Not from `planned`: that would skip its planning.
  resume: { to: 'running', from: ['paused'] },
  cancel: { to: 'canceled', from: ['planned', 'running', 'paused'] },
} as const satisfies Record<string, { to: BackfillState; from: readonly BackfillState[] }>;
export type BackfillMove = keyof typeof MOVES;

/** @throws Problem missing, conflict (its state does not allow it) */
export function steerBackfill(
  store: ControlStore,
  environmentId: EnvironmentId,
  id: BackfillId,
  move: BackfillMove,
  actor: string,
): Promise<BackfillEntity> {
  return store.transaction(async (control) => {
    const { entities, tx } = control;
    const row = await locked(control, environmentId, id);
    const from: readonly BackfillState[] = MOVES[move].from;
    if (!from.includes(row.state))
      throw new Problem(
        'conflict',
        `the backfill is ${row.state}; only one that is ${from.join(' or ')} can be ${{ pause: 'paused', resume: 'resumed', cancel: 'canceled' }[move]}`,
      );
    if (move === 'cancel') await cancelHistory(tx, id);
    await moveBackfill(tx, id, MOVES[move].to);
    await writeAudit(tx, { environmentId, actor, action: `backfill.${MOVES[move].to}`, subject: id });
    return entities.findOneByOrFail(backfills, { id });
  });
}

/**
 * Failed windows again: put back where the backfill still runs, else copied into a new one, for a backfill that is over stays as it was.
 * @throws Problem missing, conflict (none failed)
 */
export function retryFailed(
  store: ControlStore,
  environmentId: EnvironmentId,
  id: BackfillId,
  actor: string,
): Promise<{ windows: number; backfill: BackfillEntity }> {
  return store.transaction(async (control) => {
    const { entities, tx } = control;
    const row = await locked(control, environmentId, id);
    const runs = row.state === 'running' || row.state === 'paused';
    const target = runs ? id : newId<BackfillId>();
    const windows = runs ? await putBack(tx, id) : await copyFailed(tx, id, target, actor);
    if (windows === 0) throw new Problem('conflict', 'no window of this backfill has failed');
    await writeAudit(tx, { environmentId, actor, action: 'backfill.retried', subject: id, detail: { windows, as: target } });
    return { windows, backfill: await entities.findOneByOrFail(backfills, { id: target }) };
  });
}

async function putBack(tx: Queryable, id: BackfillId): Promise<number> {
  const { rowCount } = await tx.query(
    `UPDATE backfill_window SET state = 'pending', attempts = 0, due_at = now(), problem = NULL WHERE backfill_id = $1 AND state = 'failed'`,
    [id],
  );
  await tx.query(`UPDATE backfill SET windows_failed = windows_failed - $2 WHERE id = $1`, [id, rowCount ?? 0]);
  return rowCount ?? 0;
}

async function copyFailed(tx: Queryable, from: BackfillId, to: BackfillId, actor: string): Promise<number> {
  const { rowCount } = await tx.query(
    `WITH failed AS (SELECT * FROM backfill_window WHERE backfill_id = $1 AND state = 'failed'),
     made AS (
       INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, connection_ids, state, windows_total, requested_by, started_at)
       SELECT $2, b.environment_id, b.provider, b.types, b.range_start, b.range_end, ARRAY(SELECT DISTINCT connection_id FROM failed), 'running', (SELECT count(*) FROM failed), $3, now()
         FROM backfill b WHERE b.id = $1 AND EXISTS (SELECT 1 FROM failed) RETURNING id)
     INSERT INTO backfill_window (backfill_id, connection_id, type, range_start, range_end)
     SELECT made.id, f.connection_id, f.type, f.range_start, f.range_end FROM made, failed f`,
    [from, to, actor],
  );
  return rowCount ?? 0;
}

async function locked({ entities }: ControlTransaction, environmentId: EnvironmentId, id: BackfillId): Promise<BackfillEntity> {
  const row = await entities.findOne(backfills, { where: { id, environmentId }, lock: { mode: 'pessimistic_write' } });
  if (!row) throw missing();
  return row;
}

const missing = (): Problem => new Problem('missing', 'there is no such backfill in this environment');

export interface WindowSummary {
  /** Everything newer than this has been pulled; null before the windows are planned. */
  readonly pulledBackTo: Date | null;
  readonly failures: readonly { kind: string; message: string; windows: number }[];
  /** Windows that will be tried again, by reason; `until`: when the first of them is. */
  readonly waiting: readonly { kind: string; message: string; windows: number; until: Date }[];
}

export async function summarizeWindows(db: Queryable, row: BackfillEntity): Promise<WindowSummary> {
  const { rows: edge } = await db.query<{ at: Date | null }>(
    `SELECT max(range_end) AS at FROM backfill_window WHERE backfill_id = $1 AND state = 'pending'`,
    [row.id],
  );
  const { rows: failures } = await db.query<{ kind: string; message: string; windows: number }>(
    `SELECT problem->>'kind' AS kind, problem->>'message' AS message, count(*)::int AS windows FROM backfill_window
      WHERE backfill_id = $1 AND state = 'failed' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 20`,
    [row.id],
  );
  const { rows: waiting } = await db.query<{ kind: string; message: string; windows: number; until: Date }>(
    `SELECT w.problem->>'kind' AS kind, w.problem->>'message' AS message, count(*)::int AS windows, min(w.due_at) AS until
       FROM backfill_window w JOIN backfill b ON b.id = w.backfill_id
      WHERE b.id = $1 AND b.state IN ('running', 'paused') AND w.state = 'pending' AND w.problem IS NOT NULL AND w.due_at > now()
      GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 20`,
    [row.id],
  );
  const planned = row.state !== 'planned';
  return { pulledBackTo: edge[0]?.at ?? (planned && row.state !== 'canceled' ? row.rangeStart : null), failures, waiting };
}
