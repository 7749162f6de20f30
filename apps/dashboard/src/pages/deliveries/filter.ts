/** Which deliveries: as the address says it, and as the api takes it. */
import type { operations } from '../../api/schema.js';
import { EVENT_TYPES, type EventType } from '../../kit/event-types.js';
import { given } from '../../kit/given.js';
import { idIn } from '../../kit/ids.js';
import { type Search, oneOfIn, textIn } from '../../kit/search.js';

type Query = NonNullable<operations['listDeliveries']['parameters']['query']>;
export type DeliveryState = NonNullable<Query['state']>;
export const STATES: readonly DeliveryState[] = ['pending', 'delivered', 'dead', 'superseded', 'canceled'];

/** Spans that end now, with their length (milliseconds). */
export const SPANS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 } as const;
export type Span = keyof typeof SPANS;
export const SPAN_NAMES: readonly Span[] = ['1h', '24h', '7d', '30d'];
export const SPAN_WORDS: Readonly<Record<Span, string>> = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
};

export interface DeliveryFilter {
  readonly destination?: string;
  readonly type?: EventType;
  readonly state?: DeliveryState;
  readonly connection?: string;
  readonly record_key?: string;
  /** A span that ends now; else since and until. */
  readonly last?: Span;
  readonly since?: string;
  readonly until?: string;
}
export interface DeliverySearch extends DeliveryFilter {
  /** What is being started. */
  readonly do?: 'redrive' | 'replay';
}

const idOf = (search: Search, name: string): string | undefined => idIn(textIn(search, name) ?? '');
const momentOf = (search: Search, name: string): string | undefined => {
  const text = textIn(search, name);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}/.test(text) && Number.isFinite(Date.parse(text))
    ? new Date(text).toISOString()
    : undefined;
};

export const searchOf = (search: Search): DeliverySearch =>
  given({
    destination: idOf(search, 'destination'),
    type: oneOfIn(search, 'type', EVENT_TYPES),
    state: oneOfIn(search, 'state', STATES),
    connection: idOf(search, 'connection'),
    record_key: textIn(search, 'record_key'),
    last: oneOfIn(search, 'last', SPAN_NAMES),
    since: momentOf(search, 'since'),
    until: momentOf(search, 'until'),
    do: oneOfIn(search, 'do', ['redrive', 'replay'] as const),
  });

/** @param nowMs where a span ends */
export function queryOf({ last, ...filter }: DeliveryFilter, nowMs: number): Omit<Query, 'after' | 'limit'> {
  return last === undefined ? filter : { ...filter, since: new Date(nowMs - SPANS[last]).toISOString() };
}

/** Without its state: what is redriven is dead. */
export function redriveOf(filter: DeliveryFilter, nowMs: number): Omit<Query, 'after' | 'limit' | 'state'> {
  const query = queryOf(filter, nowMs);
  delete query.state;
  return query;
}

/** How many are set; a range of time is one. */
export const filtersOf = (filter: DeliveryFilter): number =>
  new Set(
    Object.keys(filter)
      .filter((name) => name !== 'do')
      .map((name) => (name === 'since' || name === 'until' ? 'last' : name)),
  ).size;
export const isFiltered = (filter: DeliveryFilter): boolean => filtersOf(filter) > 0;
