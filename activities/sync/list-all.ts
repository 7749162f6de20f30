/** All pages of a listing; for what hangs on devices, with what the athlete wore. */
import { type TimeRange, timeRange } from '../../model/time-range.js';
import type { ItemRef } from '../../providers/kit/items.js';
import type { ListQuery } from '../../providers/kit/provider.js';
import { pages } from '../../providers/kit/pages.js';
import type { PullSession, Puller } from './pull.js';

/** A record of ours that is no item any more. */
export interface Obsolete {
  readonly ref: ItemRef;
  /** `unassigned`: in its time the athlete wore nothing; `joined`: it became a part of another, or is too short to be one. */
  readonly because: 'unassigned' | 'joined';
}

export interface Listed {
  readonly refs: readonly ItemRef[];
  readonly obsolete: readonly Obsolete[];
}

type Query = Omit<ListQuery, 'cursor' | 'assignments' | 'held'>;

/** @throws as `pages`; Problem canceled when the connection is gone */
export async function* listAll(puller: Puller, session: PullSession, query: Query): AsyncGenerator<Listed> {
  const ask = (at: ListQuery) => puller.list(session, at);
  if (session.provider.manager === null) {
    for await (const { refs } of pages(ask, { ...query, cursor: null })) yield { refs, obsolete: [] };
    return;
  }
  const { type, range } = query;
  const { marginMs } = session.provider.manager;
  const { assignments, held } = await puller.worn(session, type, timeRange(range.startMs - marginMs, range.endMs + marginMs));
  const obsolete = (ids: readonly string[]): readonly Obsolete[] =>
    held
      .filter(({ id }) => ids.includes(id))
      .map(({ id, range: was }) => ({
        ref: { type, id, revision: null },
        because: assignments.some((one) => overlaps(one.range, was)) ? 'joined' : 'unassigned',
      }));
  // Nothing to ask the provider for.
  if (assignments.length === 0) {
    yield { refs: [], obsolete: obsolete(held.filter((one) => overlaps(one.range, range)).map(({ id }) => id)) };
    return;
  }
  for await (const page of pages(ask, { ...query, assignments, held, cursor: null }))
    yield { refs: page.refs, obsolete: obsolete(page.obsolete) };
}

const overlaps = (one: TimeRange, other: TimeRange): boolean => one.startMs < other.endMs && one.endMs > other.startMs;
