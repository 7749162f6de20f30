/** What the addresses of backfills say: filters, and what a new one begins with. */
import type { operations } from '../../api/schema.js';
import { given } from '../../kit/given.js';
import { idIn } from '../../kit/ids.js';
import { type Search, dayIn, oneOfIn, textIn } from '../../kit/search.js';

export type BackfillState = NonNullable<NonNullable<operations['listBackfills']['parameters']['query']>['state']>;
export const STATES: readonly BackfillState[] = ['planned', 'running', 'paused', 'done', 'failed', 'canceled'];
export type WindowState = NonNullable<NonNullable<operations['listBackfillWindows']['parameters']['query']>['state']>;
export const WINDOW_STATES: readonly WindowState[] = ['pending', 'done', 'failed'];

type Started = operations['createBackfill']['requestBody']['content']['application/json'];
export type UserState = NonNullable<NonNullable<Started['filter']>['states']>[number];
export const USER_STATES: readonly UserState[] = ['active', 'paused', 'reauthorize'];

export interface NewSearch {
  /** Opens the form. */
  readonly new?: 1;
  readonly provider?: string;
  /** How a reference id begins. */
  readonly search?: string;
  readonly states?: readonly UserState[];
  readonly ids?: readonly string[];
  readonly types?: readonly string[];
  /** Days, UTC: the first, and the one before which it ends. */
  readonly from?: string;
  readonly to?: string;
}
export interface ListSearch extends NewSearch {
  readonly state?: BackfillState;
}

/** `["a","b"]`, which the router reads as a list, or `a,b`. */
const textsIn = (search: Search, name: string): readonly string[] => {
  const value = search[name];
  const all: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return all.filter((each): each is string => typeof each === 'string' && each.trim() !== '').map((each) => each.trim());
};
const someOf = <Some>(list: readonly Some[]): readonly Some[] | undefined => (list.length === 0 ? undefined : list);

export const listSearchOf = (search: Search): ListSearch =>
  given({
    state: oneOfIn(search, 'state', STATES),
    new: textIn(search, 'new') === '1' ? (1 as const) : undefined,
    provider: textIn(search, 'provider'),
    search: textIn(search, 'search'),
    states: someOf(USER_STATES.filter((state) => textsIn(search, 'states').includes(state))),
    ids: someOf(textsIn(search, 'ids').flatMap((text) => idIn(text) ?? [])),
    types: someOf(textsIn(search, 'types')),
    from: dayIn(search, 'from') ?? dayIn(search, 'start'),
    to: dayIn(search, 'to') ?? dayIn(search, 'end'),
  });
