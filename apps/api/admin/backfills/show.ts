import { providers } from '../../../../providers/registry.js';
import type { BackfillEntity } from '../../../../store/control/entities/backfill.js';
import type { WindowRow } from '../../../../store/control/backfill-windows.js';
import type { ConnectionFilter } from '../../../../store/backfill/chosen.js';
import type { listBackfillWindows, pauseBackfill } from '../contract/backfills.js';
import type { AnswerOf } from '../../http/contract/route.js';
import { iso, isoOrNull } from '../http/page.js';

export type ShownBackfill = AnswerOf<typeof pauseBackfill>;
type ShownWindow = AnswerOf<typeof listBackfillWindows>['items'][number];

const pendingOf = (row: BackfillEntity): number => Math.max(0, row.windowsTotal - row.windowsDone - row.windowsFailed);

const shownFilter = ({
  search,
  states,
  connectedSince,
  withoutRecords,
}: ConnectionFilter): NonNullable<ShownBackfill['filter']> => ({
  ...(search === undefined ? {} : { search }),
  ...(states === undefined ? {} : { states: [...states] }),
  ...(connectedSince === undefined ? {} : { connected_since: connectedSince }),
  ...(withoutRecords === undefined ? {} : { without_records: withoutRecords }),
});

export const showWindow = (row: WindowRow): ShownWindow => ({
  id: row.id,
  connection_id: row.connectionId,
  reference_id: row.referenceId,
  type: row.type,
  start: iso(row.start),
  end: iso(row.end),
  state: row.state,
  attempts: row.attempts,
  records: { found: row.found, changed: row.changed },
  due_at: iso(row.dueAt),
  problem: row.problem,
});

export const showBackfill = (row: BackfillEntity): ShownBackfill => ({
  id: row.id,
  provider: row.provider,
  provider_title: providers.titleOf(row.provider),
  types: [...row.types],
  start: iso(row.rangeStart),
  end: iso(row.rangeEnd),
  connection_ids: row.connectionIds === null ? null : [...row.connectionIds],
  filter: row.filter && shownFilter(row.filter),
  reference: row.reference,
  state: row.state,
  windows: { total: row.windowsTotal, done: row.windowsDone, failed: row.windowsFailed, pending: pendingOf(row) },
  records: { found: row.recordsFound, changed: row.recordsChanged },
  requested_by: row.requestedBy,
  created_at: iso(row.createdAt),
  started_at: isoOrNull(row.startedAt),
  finished_at: isoOrNull(row.finishedAt),
});

/** How fast it has been since it started, and how long the rest takes at that pace. */
export function pace(row: BackfillEntity, nowMs: number): { recordsPerSecond: number | null; etaSeconds: number | null } {
  if (!row.startedAt) return { recordsPerSecond: null, etaSeconds: null };
  const seconds = Math.max(0.001, ((row.finishedAt?.getTime() ?? nowMs) - row.startedAt.getTime()) / 1000);
  const worked = row.windowsDone + row.windowsFailed;
  return {
    recordsPerSecond: Math.round((row.recordsFound / seconds) * 10) / 10,
    etaSeconds: row.state === 'running' && worked > 0 ? Math.round((pendingOf(row) * seconds) / worked) : null,
  };
}
