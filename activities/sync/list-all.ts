/** All pages of a listing. */
import { Problem } from '../../model/problem.js';
import type { ItemRef, ListQuery } from '../../providers/kit/provider.js';
import type { PullSession, Puller } from './pull.js';

/** More pages than any range can have: a provider whose cursor never ends must not hold us for ever. */
const MAX_PAGES = 2_000;

export async function* listAll(
  puller: Puller,
  session: PullSession,
  query: Omit<ListQuery, 'cursor'>,
): AsyncGenerator<readonly ItemRef[]> {
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await puller.list(session, { ...query, cursor });
    yield answer.refs;
    if (answer.cursor === null) return;
    cursor = answer.cursor;
  }
  throw new Problem('payload', `the provider's listing did not end after ${MAX_PAGES} pages`, { code: 'ENDLESS_LISTING' });
}
