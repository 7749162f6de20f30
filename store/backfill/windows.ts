/** Planning a backfill and claiming its windows, newest first. */
import type { BackfillState } from '../../model/backfill.js';
import { statesBefore } from '../../model/backfill.js';
import type { BackfillId, ConnectionId, EnvironmentId, Reference } from '../../model/ids.js';
import type { StoredProblem } from '../../model/problem.js';
import { timeRange, windowsNewestFirst } from '../../model/time-range.js';
import { type Database, type Queryable, prepared, transaction } from '../database.js';
import { type ConnectionFilter, chosenBy } from './chosen.js';

export interface BackfillRow {
  readonly id: BackfillId;
  readonly environmentId: EnvironmentId;
  readonly provider: string;
  readonly types: readonly string[];
  readonly state: BackfillState;
  /** `request`: an app asked for history, and gets an answer at its end (store/history). */
  readonly purpose: 'pull' | 'request';
  readonly reference: Reference;
  readonly rangeStartMs: number;
  readonly rangeEndMs: number;
  readonly connectionIds: readonly ConnectionId[] | null;
  readonly filter: ConnectionFilter | null;
  readonly windowsTotal: number;
  readonly windowsDone: number;
  readonly windowsFailed: number;
  readonly recordsFound: number;
  readonly recordsChanged: number;
  readonly requestedBy: string;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}

const MS = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;
export const BACKFILL_COLUMNS = `
  id, environment_id AS "environmentId", provider, types, state, purpose, reference, ${MS('range_start')} AS "rangeStartMs", ${MS('range_end')} AS "rangeEndMs",
  connection_ids AS "connectionIds", filter, windows_total AS "windowsTotal", windows_done AS "windowsDone", windows_failed AS "windowsFailed",
  records_found AS "recordsFound", records_changed AS "recordsChanged", requested_by AS "requestedBy", ${MS('created_at')} AS "createdAtMs",
  ${MS('started_at')} AS "startedAtMs", ${MS('finished_at')} AS "finishedAtMs"`;

export async function findBackfill(db: Queryable, id: BackfillId): Promise<BackfillRow | null> {
  return (await db.query<BackfillRow>(`SELECT ${BACKFILL_COLUMNS} FROM backfill WHERE id = $1`, [id])).rows[0] ?? null;
}

/** Moves a backfill to `to` where its state allows that; one that runs again looks at all its windows at once. @returns null when it does not. */
export async function moveBackfill(db: Queryable, id: BackfillId, to: BackfillState): Promise<BackfillRow | null> {
  const { rows } = await db.query<BackfillRow>(
    `UPDATE backfill SET state = $2, started_at = CASE WHEN $2 = 'running' THEN coalesce(started_at, now()) ELSE started_at END,
            finished_at = CASE WHEN $2 = ANY (ARRAY['canceled', 'done', 'failed']) THEN now() ELSE finished_at END
      WHERE id = $1 AND state = ANY ($3) RETURNING ${BACKFILL_COLUMNS}`,
    [id, to, statesBefore(to)],
  );
  if (rows[0] && to === 'running')
    await db.query(`UPDATE backfill_window SET due_at = now() WHERE backfill_id = $1 AND state = 'pending' AND due_at > now()`, [
      id,
    ]);
  return rows[0] ?? null;
}

/** The provider app was changed (limits, credentials): what waited because of it need not wait any more. */
export const wakeWindows = (tx: Queryable, environmentId: EnvironmentId, provider: string): Promise<unknown> =>
  tx.query(
    `UPDATE backfill_window w SET due_at = now() FROM backfill b
      WHERE b.environment_id = $1 AND b.provider = $2 AND b.state IN ('running', 'paused')
        AND w.backfill_id = b.id AND w.state = 'pending' AND w.due_at > now()`,
    [environmentId, provider],
  );

/**
 * Cuts the range into windows for every connection that it covers, of those types that the provider `has` (an app may ask for others: these are in the
 * store or nowhere). Planning twice plans once. @returns the number of windows.
 */
export async function planWindows(db: Database, id: BackfillId, windowDays: number, has: readonly string[]): Promise<number> {
  return transaction(db, async (tx) => {
    const { rows } = await tx.query<BackfillRow>(`SELECT ${BACKFILL_COLUMNS} FROM backfill WHERE id = $1 FOR UPDATE`, [id]);
    const backfill = rows[0];
    if (!backfill) return 0;
    if (backfill.state !== 'planned') return backfill.windowsTotal;
    const windows = windowsNewestFirst(timeRange(backfill.rangeStartMs, backfill.rangeEndMs), windowDays);
    const values: unknown[] = [id, windows.map(({ startMs }) => startMs), windows.map(({ endMs }) => endMs), has];
    const chosen = chosenBy(backfill.filter, (value) => `$${values.push(value)}`);
    const { rowCount } = await tx.query(
      `INSERT INTO backfill_window (backfill_id, connection_id, type, range_start, range_end)
       SELECT b.id, c.id, t.type, greatest(b.range_start, to_timestamp(w.start_ms / 1000)), least(b.range_end, to_timestamp(w.end_ms / 1000))
         FROM backfill b
         JOIN connection c ON c.environment_id = b.environment_id AND c.provider = b.provider AND (b.connection_ids IS NULL OR c.id = ANY (b.connection_ids))${chosen}
        CROSS JOIN unnest(b.types) AS t(type)
        CROSS JOIN unnest($2::float8[], $3::float8[]) AS w(start_ms, end_ms)
        WHERE b.id = $1 AND t.type = ANY ($4)`,
      values,
    );
    const total = rowCount ?? 0;
    await tx.query(
      `UPDATE backfill SET windows_total = $2, state = 'running', started_at = coalesce(started_at, now()) WHERE id = $1`,
      [id, total],
    );
    return total;
  });
}

export interface ClaimedWindow {
  readonly id: number;
  readonly connectionId: ConnectionId;
  readonly type: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attempts: number;
}

/** Newest first over all connections of the backfill. Null when nothing is claimable now. */
export async function claimWindow(db: Database, id: BackfillId, leaseMs: number): Promise<ClaimedWindow | null> {
  const { rows } = await db.query<ClaimedWindow>(
    prepared(
      'window-claim',
      `WITH picked AS (
         SELECT w.id FROM backfill_window w
          WHERE w.backfill_id = $1 AND w.state = 'pending' AND w.due_at <= now() AND (w.lease_until IS NULL OR w.lease_until < now())
            AND EXISTS (SELECT 1 FROM backfill b WHERE b.id = $1 AND b.state = 'running')
          ORDER BY w.range_end DESC, w.id LIMIT 1 FOR UPDATE SKIP LOCKED)
       UPDATE backfill_window w SET lease_until = now() + $2 * interval '1 millisecond' FROM picked WHERE w.id = picked.id
       RETURNING w.id, w.connection_id AS "connectionId", w.type, ${MS('w.range_start')} AS "startMs", ${MS('w.range_end')} AS "endMs", w.attempts`,
      [id, leaseMs],
    ),
  );
  return rows[0] ?? null;
}

export const extendWindow = (db: Database, id: number, leaseMs: number): Promise<unknown> =>
  db.query(
    prepared('window-extend', `UPDATE backfill_window SET lease_until = now() + $2 * interval '1 millisecond' WHERE id = $1`, [
      id,
      leaseMs,
    ]),
  );

/**
 * Counts what a window has found so far and what changed since the last call, so that progress moves within a window too. A window that is tried again
 * finds the same: `found` counts where it goes beyond what was counted before.
 */
export const countRecords = (db: Queryable, windowId: number, count: { found: number; changed: number }): Promise<unknown> =>
  db.query(
    prepared(
      'backfill-count',
      `WITH counted AS (
         UPDATE backfill_window SET found = greatest(found, $2), changed = changed + $3 WHERE id = $1
         RETURNING backfill_id, new.found - old.found AS found, $3::int AS changed)
       UPDATE backfill b SET records_found = records_found + c.found, records_changed = records_changed + c.changed FROM counted c WHERE b.id = c.backfill_id`,
      [windowId, count.found, count.changed],
    ),
  );

/** Ends a window, as done or as failed for good; counted once although repeated. */
export async function finishWindow(
  db: Queryable,
  window: { id: number; state: 'done' | 'failed'; problem: StoredProblem | null },
): Promise<void> {
  await db.query(
    prepared(
      'window-finish',
      `WITH ended AS (
         UPDATE backfill_window SET state = $2, problem = $3, lease_until = NULL WHERE id = $1 AND state = 'pending' RETURNING backfill_id)
       UPDATE backfill b SET windows_done = windows_done + ($2 = 'done')::int, windows_failed = windows_failed + ($2 = 'failed')::int FROM ended WHERE b.id = ended.backfill_id`,
      [window.id, window.state, window.problem === null ? null : JSON.stringify(window.problem)],
    ),
  );
}

/** Puts a window back for later. */
export const deferWindow = (
  db: Queryable,
  id: number,
  waitMs: number,
  counted: boolean,
  problem: StoredProblem,
): Promise<unknown> =>
  db.query(
    prepared(
      'window-defer',
      `UPDATE backfill_window SET lease_until = NULL, due_at = now() + $2 * interval '1 millisecond', attempts = attempts + $3::int, problem = $4 WHERE id = $1`,
      [id, waitMs, counted ? 1 : 0, JSON.stringify(problem)],
    ),
  );

/** What is left: `waitMs` until something is claimable, null when nothing is pending any more. */
export async function windowsLeft(db: Queryable, id: BackfillId): Promise<{ pending: number; waitMs: number | null }> {
  const { rows } = await db.query<{ pending: number; waitMs: number | null }>(
    prepared(
      'window-left',
      `SELECT count(*)::int AS pending, (extract(epoch FROM min(greatest(due_at, coalesce(lease_until, due_at))) - now()) * 1000)::float8 AS "waitMs"
         FROM backfill_window WHERE backfill_id = $1 AND state = 'pending'`,
      [id],
    ),
  );
  return rows[0] ?? { pending: 0, waitMs: null };
}

/** True when a destination that this environment's backfills feed is behind by more than `highWater` deliveries. Paused and disabled ones do not hold anybody up. */
export async function isBacklogged(db: Queryable, environmentId: EnvironmentId, highWater: number): Promise<boolean> {
  const { rows } = await db.query<{ behind: boolean }>(
    prepared(
      'backfill-backlog',
      `SELECT EXISTS (SELECT 1 FROM destination t WHERE t.environment_id = $1 AND t.state = 'enabled'
         AND (SELECT count(*) FROM (SELECT 1 FROM delivery d WHERE d.destination_id = t.id AND d.state = 'pending' LIMIT $2 + 1) x) > $2) AS behind`,
      [environmentId, highWater],
    ),
  );
  return rows[0]?.behind ?? false;
}
