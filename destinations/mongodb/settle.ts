import type { ItemResult } from '../kit/destination.js';
import { identityOf } from '../kit/documents/mark.js';
import type { Mark } from '../kit/documents/mark.js';
import { exactly, heldOf, runBulk, tombstoneId } from './collections.js';
import type { Events, Held, Tombstones } from './collections.js';
import { isOwnId } from './ids.js';
import type { Prepared } from './prepare.js';
import type { Written } from './upsert.js';

/** Higher revision first; of one revision Terra's `_id`: all writers agree, so two of them cannot remove each other's document. */
const byRank = (a: Held, b: Held): number =>
  b._freehub.revision - a._freehub.revision || Number(isOwnId(a._id)) - Number(isOwnId(b._id));

/**
 * After the writes: keeps one document of each record, the newest, and none that a tombstone forbids. It comes after, because then of two writers that
 * cross, or a writer and a delete, at least the later one sees the other; so no transaction is needed.
 */
export async function settleWritten(events: Events, tombstones: Tombstones, written: Written): Promise<Written> {
  const good = [...written].flatMap(([prepared, result]) => (result.ok ? [{ prepared, result }] : []));
  if (good.length === 0) return written;
  const marks = good.map(({ prepared }) => prepared.mark);
  const [held, deleted] = await Promise.all([heldOf(events, marks), deletedRevisions(tombstones, marks)]);
  const unwanted: Held[] = [];
  for (const { prepared, result } of good) {
    const identity = identityOf(prepared.mark);
    const [newest, ...older] = [...(held.get(identity) ?? [])].sort(byRank);
    unwanted.push(...older);
    const deletedRevision = deleted.get(identity) ?? 0;
    if (newest && newest._freehub.revision <= deletedRevision) unwanted.push(newest);
    written.set(
      prepared,
      outcomeOf(prepared, result, Math.max(newest?._freehub.revision ?? 0, deletedRevision), deletedRevision),
    );
  }
  await runBulk(
    events,
    unwanted.map((document) => ({ deleteOne: { filter: exactly(document) } })),
  );
  return written;
}

function outcomeOf({ mark }: Prepared, result: ItemResult, newest: number, deleted: number): ItemResult {
  return newest > mark.revision || deleted >= mark.revision ? { ok: true, outcome: 'stale' } : result;
}

/** Highest deleted revision by identity. */
async function deletedRevisions(tombstones: Tombstones, marks: readonly Mark[]): Promise<Map<string, number>> {
  const found = await tombstones.find({ _id: { $in: marks.map(tombstoneId) } }, { projection: { revision: 1 } }).toArray();
  return new Map(found.map(({ _id, revision }) => [identityOf(_id), revision]));
}
