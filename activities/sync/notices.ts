/** What notices ask for, and what became of each. Pure. */
import { Problem } from '../../model/problem.js';
import type { ItemRef } from '../../providers/kit/items.js';
import type { DataType } from '../../providers/kit/provider.js';
import type { NoticeMark } from '../../store/sync/commit.js';
import type { PendingNotice } from '../../store/sync/lease.js';
import type { PulledItem } from './pull.js';

const MAX_NOTICE_ATTEMPTS = 10;
/** Between the tries while a provider is behind its own notices (read replicas): seconds are usual, minutes were seen. */
const BEHIND_WAITS_MS = [5_000, 30_000, 150_000] as const;
/** Answers that were behind, after which it is what it is. */
export const BEHIND_TRIES = BEHIND_WAITS_MS.length + 1;

export interface NoticePlan {
  readonly fetch: readonly ItemRef[];
  /** Said to be deleted, in a revision that we do not have yet. */
  readonly remove: readonly ItemRef[];
  /** Of `fetch`: said to be deleted without a word of when. The provider is asked, and an item that it does not know of is deleted. */
  readonly doubted: ReadonlySet<string>;
}

/** What the notices ask for, each item once, at its newest; what we hold already is not fetched again. */
export function planNotices(notices: readonly PendingNotice[]): NoticePlan {
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
  const doubted = all.filter((one) => one.deleted && one.ref.revision === null).map((one) => keyOf(one.ref));
  return {
    fetch: all.filter((one) => !one.deleted || one.ref.revision === null).map((one) => one.ref),
    remove: all.filter((one) => one.deleted && one.ref.revision !== null).map((one) => one.ref),
    doubted: new Set(doubted),
  };
}

/** A late or repeated notice about a revision that we have asks for nothing. A delete of the one that we have is news; again it does no harm. */
function isHeld({ kind, objectRevision, heldRevision }: PendingNotice): boolean {
  if (objectRevision === null || heldRevision === null) return false;
  return kind === 'deleted' ? heldRevision > objectRevision : heldRevision >= objectRevision;
}

export const keyOf = (ref: ItemRef): string => `${ref.type} ${ref.id}`;

/** One write per record: a statement may not touch a row twice. */
export const latest = (items: readonly PulledItem[]): NonNullable<PulledItem['record']>[] => [
  ...new Map(items.flatMap((item) => (item.record ? [[keyOf(item.ref), item.record] as const] : []))).values(),
];

const DONE = { state: 'done', retryMs: 0, problem: null } as const;

/** Which of these each notice is about. */
const itemsByKey = (items: readonly PulledItem[]): ReadonlyMap<string, PulledItem> =>
  new Map(items.map((item) => [keyOf(item.ref), item]));

export const noticeKey = (notice: PendingNotice): string => `${notice.objectType} ${notice.objectId}`;

export function markNotices(notices: readonly PendingNotice[], items: readonly PulledItem[]): readonly NoticeMark[] {
  const found = itemsByKey(items);
  return notices.map((notice): NoticeMark => {
    const mark = { id: notice.id, receivedOn: notice.receivedOn };
    const item = found.get(noticeKey(notice));
    const behind = item ? behindBy(notice, item) : null;
    if (behind) return { ...mark, ...whileBehind(notice), behind: true, problem: behind.toJSON() };
    const problem = item?.problem;
    if (!problem) return { ...mark, ...DONE };
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

/** @returns what is amiss when the answer is older than the notice; null when it is not. */
function behindBy(notice: PendingNotice, { unseen, problem, record }: PulledItem): Problem | null {
  if (unseen) return problem;
  const answered = record?.op === 'upsert' ? record.providerRevision : null;
  if (answered === null || notice.objectRevision === null || answered >= notice.objectRevision) return null;
  return new Problem('transient', `the provider told of revision ${notice.objectRevision} and still answers with ${answered}`, {
    code: 'BEHIND',
  });
}

function whileBehind({ behind }: PendingNotice): Pick<NoticeMark, 'state' | 'retryMs'> {
  const retryMs = BEHIND_WAITS_MS[behind];
  return retryMs === undefined ? { state: 'dead', retryMs: 0 } : { state: 'pending', retryMs };
}
