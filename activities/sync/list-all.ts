/** All pages of a listing. */
import type { ItemRef, ListQuery } from '../../providers/kit/provider.js';
import { pages } from '../../providers/kit/pages.js';
import type { PullSession, Puller } from './pull.js';

/** @throws as `pages` */
export async function* listAll(
  puller: Puller,
  session: PullSession,
  query: Omit<ListQuery, 'cursor'>,
): AsyncGenerator<readonly ItemRef[]> {
  for await (const page of pages((at) => puller.list(session, at), { ...query, cursor: null })) yield page.refs;
}
