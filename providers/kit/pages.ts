import { hash } from 'node:crypto';
import { Problem } from '../../model/problem.js';
import type { ItemRef } from './items.js';
import type { ListPage, ListQuery } from './provider.js';

export interface Page {
  readonly refs: readonly ItemRef[];
  /** Where to go on after this page; null = it was the last. Keep it to go on after a crash. */
  readonly cursor: string | null;
  /** As in `ListPage`; empty where the provider tells none. */
  readonly obsolete: readonly string[];
}

/** More pages than any range can have. */
const MOST_PAGES = 2_000;

/**
 * All pages of a query from `query.cursor` on. An item that a page repeats is given once, or again when it comes with a newer revision.
 * @param list a provider's `list` with its config, token and io filled in
 * @throws Problem of the provider; transient `CIRCLE` when a page leads back to one that was read; payload `ENDLESS_LISTING`
 */
export async function* pages(list: (query: ListQuery) => Promise<ListPage>, query: ListQuery): AsyncGenerator<Page> {
  const seen = new Map<string, number>();
  // Their hashes: a cursor may be as long as the provider likes.
  const been = new Set<string>();
  let cursor = query.cursor;
  if (cursor !== null) been.add(hash('sha256', cursor));
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await list({ ...query, cursor });
    const refs = found.refs.filter(({ id, revision }) => {
      const isNews = (revision ?? 0) > (seen.get(id) ?? -1);
      if (isNews) seen.set(id, revision ?? 0);
      return isNews;
    });
    yield { refs, cursor: found.cursor, obsolete: found.obsolete ?? [] };
    if (found.cursor === null) return;
    cursor = found.cursor;
    const place = hash('sha256', cursor);
    if (been.has(place))
      throw new Problem('transient', 'the provider’s listing turns in a circle: a page leads back to an earlier one', {
        code: 'CIRCLE',
      });
    been.add(place);
  }
  throw new Problem('payload', `the provider’s listing did not end after ${MOST_PAGES} pages`, { code: 'ENDLESS_LISTING' });
}
