import { Problem } from '../../model/problem.js';
import type { ItemRef, ListQuery } from './provider.js';

export interface Page {
  readonly refs: readonly ItemRef[];
  /** Where to go on after this page; null = it was the last. Keep it to go on after a crash. */
  readonly cursor: string | null;
}

/** More pages than this for one query is a provider that turns in a circle. */
const MOST_PAGES = 10_000;

/**
 * All pages of a query from `query.cursor` on. An item that a page repeats is given once, or again when it comes with a newer revision.
 * @param list a provider's `list` with its config, token and io filled in
 * @throws Problem of the provider; transient when a page leads to itself
 */
export async function* pages(list: (query: ListQuery) => Promise<Page>, query: ListQuery): AsyncGenerator<Page> {
  const seen = new Map<string, number>();
  let cursor = query.cursor;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await list({ ...query, cursor });
    const refs = found.refs.filter(({ id, revision }) => {
      const isNews = (revision ?? 0) > (seen.get(id) ?? -1);
      if (isNews) seen.set(id, revision ?? 0);
      return isNews;
    });
    yield { refs, cursor: found.cursor };
    if (found.cursor === null) return;
    if (found.cursor === cursor) throw new Problem('transient', 'the provider gives the same page again and again');
    cursor = found.cursor;
  }
  throw new Problem('transient', `the provider gives more than ${MOST_PAGES} pages for one range`);
}
