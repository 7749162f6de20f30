/** What notices ask for, and what became of each. Pure. */
import type { DataType, ItemRef } from '../../providers/kit/provider.js';
import type { NoticeMark } from '../../store/sync/commit.js';
import type { PendingNotice } from '../../store/sync/lease.js';
import type { PulledItem } from './pull.js';

const MAX_NOTICE_ATTEMPTS = 10;

/** What the notices ask for, each item once, at its newest; what we hold already is not fetched again. */
export function planNotices(notices: readonly PendingNotice[]): { fetch: readonly ItemRef[]; remove: readonly ItemRef[] } {
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

export const keyOf = (ref: ItemRef): string => `${ref.type} ${ref.id}`;

export const merge = (first: readonly ItemRef[], second: readonly ItemRef[]): readonly ItemRef[] => [
  ...new Map([...second, ...first].map((ref) => [keyOf(ref), ref])).values(),
];

/** One write per record: a statement may not touch a row twice. */
export const latest = (items: readonly PulledItem[]): NonNullable<PulledItem['record']>[] => [
  ...new Map(items.flatMap((item) => (item.record ? [[keyOf(item.ref), item.record] as const] : []))).values(),
];

export function markNotices(notices: readonly PendingNotice[], items: readonly PulledItem[]): readonly NoticeMark[] {
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
