/** After a change of who wore what: the past that it touches is looked at again, for everybody whom it touches. */
import type { BackfillId, ConnectionId, EnvironmentId } from '../../model/ids.js';
import type { TimeRange } from '../../model/time-range.js';
import { insertBackfill } from '../control/backfill-plan.js';
import type { Queryable } from '../database.js';

/** Who wore a device when; `endMs` Infinity = until further notice. */
export interface Wear {
  readonly deviceId: string;
  readonly connectionId: ConnectionId;
  readonly range: TimeRange;
}

/** Ranges by connection. */
export class Affected {
  private readonly ranges = new Map<ConnectionId, TimeRange[]>();

  /** What is different between the two; null = there was, or is, none. */
  add(before: Wear | null, after: Wear | null): void {
    if (before && after && before.deviceId === after.deviceId && before.connectionId === after.connectionId) {
      this.note(before.connectionId, before.range.startMs, after.range.startMs);
      this.note(before.connectionId, before.range.endMs, after.range.endMs);
      return;
    }
    for (const one of [before, after]) if (one) this.note(one.connectionId, one.range.startMs, one.range.endMs);
  }

  /** In the order of ids, for locking. */
  entries(): readonly (readonly [ConnectionId, readonly TimeRange[]])[] {
    return [...this.ranges].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  private note(id: ConnectionId, aMs: number, bMs: number): void {
    const list = this.ranges.get(id) ?? [];
    this.ranges.set(id, list);
    if (aMs !== bMs) list.push({ startMs: Math.min(aMs, bMs), endMs: Math.max(aMs, bMs) });
  }
}

export interface LookScope {
  readonly environmentId: EnvironmentId;
  readonly provider: string;
  /** That the provider delivers. */
  readonly types: readonly string[];
  /** How far a poll looks back: what is older is looked at by a backfill. */
  readonly lookBackMs: number;
  /** Of the provider; null = no limit. */
  readonly maxHistoryDays: number | null;
  readonly actor: string;
}

const DAY_MS = 86_400_000;

/**
 * Their next poll is due, what they hold of that time counts as outdated (so that one which became shorter is fetched again, and one that comes back is
 * taken), and syncs that are under way with the former assignments store nothing any more.
 * @returns the backfill of what no poll would see; null when there is none
 */
export async function lookAgain(tx: Queryable, scope: LookScope, affected: Affected): Promise<BackfillId | null> {
  const nowMs = Date.now();
  const old: { id: ConnectionId; startMs: number; endMs: number }[] = [];
  for (const [id, ranges] of affected.entries()) {
    const { rows } = await tx.query<{ syncedUntilMs: number }>(
      `UPDATE connection SET assignments_revision = assignments_revision + 1, next_poll_at = CASE WHEN state = 'active' THEN now() ELSE next_poll_at END
        WHERE id = $1 AND environment_id = $2 RETURNING (extract(epoch FROM coalesce(synced_until, created_at)) * 1000)::float8 AS "syncedUntilMs"`,
      [id, scope.environmentId],
    );
    const seenFromMs = (rows[0]?.syncedUntilMs ?? nowMs) - scope.lookBackMs;
    for (const { startMs, endMs: toMs } of ranges) {
      const endMs = Math.min(toMs, nowMs);
      if (endMs <= startMs) continue;
      await outdate(tx, id, startMs, endMs);
      if (startMs < seenFromMs) old.push({ id, startMs, endMs });
    }
  }
  return backfillOf(tx, scope, old, nowMs);
}

async function outdate(tx: Queryable, id: ConnectionId, startMs: number, endMs: number): Promise<void> {
  const at = [id, startMs, endMs];
  await tx.query(
    `UPDATE record SET provider_revision = 0 WHERE connection_id = $1 AND provider_revision > 0
        AND started_at <= to_timestamp($3::float8 / 1000) AND end_time::timestamptz >= to_timestamp($2::float8 / 1000)`,
    at,
  );
  await tx.query(
    `DELETE FROM coverage WHERE connection_id = $1 AND day BETWEEN (to_timestamp($2::float8 / 1000) AT TIME ZONE 'UTC')::date AND (to_timestamp($3::float8 / 1000) AT TIME ZONE 'UTC')::date`,
    at,
  );
}

async function backfillOf(
  tx: Queryable,
  scope: LookScope,
  old: readonly { id: ConnectionId; startMs: number; endMs: number }[],
  nowMs: number,
): Promise<BackfillId | null> {
  const earliestMs = scope.maxHistoryDays === null ? -Infinity : nowMs - scope.maxHistoryDays * DAY_MS;
  const reachable = old.filter(({ endMs }) => endMs > earliestMs);
  if (reachable.length === 0) return null;
  return insertBackfill(
    tx,
    scope.environmentId,
    {
      provider: scope.provider,
      types: scope.types,
      start: new Date(Math.max(earliestMs, Math.min(...reachable.map(({ startMs }) => startMs)))),
      end: new Date(Math.max(...reachable.map(({ endMs }) => endMs))),
      connectionIds: [...new Set(reachable.map(({ id }) => id))],
    },
    scope.actor,
  );
}
