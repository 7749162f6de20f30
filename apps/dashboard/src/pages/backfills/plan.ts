/** What is asked of a new backfill: what stands in the form, and what the api takes. */
import type { operations } from '../../api/schema.js';
import type { NewSearch, UserState } from './search.js';

type Body = operations['createBackfill']['requestBody']['content']['application/json'];

export type Who = 'some' | 'filter' | 'all';
export type Preset = '30d' | '1y' | 'most' | 'exact';
export interface Plan {
  readonly provider: string | null;
  readonly who: Who;
  /** One a line. */
  readonly ids: string;
  readonly idsAre: 'references' | 'connections';
  readonly search: string;
  readonly states: readonly UserState[];
  readonly connectedSince: string | null;
  readonly isWithoutRecords: boolean;
  readonly preset: Preset;
  /** Days, UTC; the last is in it. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  /** Empty: all that the provider has. */
  readonly types: readonly string[];
}

const DAY_MS = 86_400_000;
/** Where a provider says no limit. */
const NO_LIMIT_DAYS = 3_652;
export const mostDays = (maxHistoryDays: number | null): number => maxHistoryDays ?? NO_LIMIT_DAYS;

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

export const firstPlan = (from: NewSearch): Plan => ({
  provider: from.provider ?? null,
  who: !from.ids && (from.search !== undefined || from.states) ? 'filter' : 'some',
  ids: (from.ids ?? []).join('\n'),
  idsAre: from.ids ? 'connections' : 'references',
  search: from.search ?? '',
  states: from.states ?? [],
  connectedSince: null,
  isWithoutRecords: false,
  preset: from.from === undefined && from.to === undefined ? '30d' : 'exact',
  firstDay: from.from ?? null,
  lastDay: from.to === undefined ? null : addDays(from.to, -1),
  types: from.types ?? [],
});

export const idsOf = ({ ids }: Plan): readonly string[] => [
  ...new Set(
    ids
      .split(/[\n,]/)
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  ),
];

/** What is missing before the api can be asked; null = nothing. */
export function missingIn(plan: Plan): string | null {
  if (plan.provider === null) return 'Choose a provider.';
  if (plan.who === 'some' && idsOf(plan).length === 0) return 'Say whom: one id a line.';
  if (plan.who === 'filter' && Object.keys(filterOf(plan)).length === 0) return 'Give at least one filter, or choose all users.';
  if (plan.preset === 'exact' && plan.firstDay === null) return 'Choose the first day.';
  return null;
}

const filterOf = ({ search, states, connectedSince, isWithoutRecords }: Plan): NonNullable<Body['filter']> => ({
  ...(search.trim() === '' ? {} : { search: search.trim() }),
  ...(states.length === 0 ? {} : { states: [...states] }),
  ...(connectedSince === null ? {} : { connected_since: connectedSince }),
  ...(isWithoutRecords ? { without_records: true } : {}),
});

function whoIn(plan: Plan): Pick<Body, 'connection_ids' | 'reference_ids' | 'filter' | 'all'> {
  switch (plan.who) {
    case 'all':
      return { all: true };
    case 'filter':
      return { filter: filterOf(plan) };
    case 'some':
      return plan.idsAre === 'connections' ? { connection_ids: [...idsOf(plan)] } : { reference_ids: [...idsOf(plan)] };
  }
}

/** @param maxHistoryDays what the provider allows; null = no limit */
export function bodyOf(plan: Plan, maxHistoryDays: number | null, nowMs: number): Body {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const days = { '30d': 30, '1y': 365, most: mostDays(maxHistoryDays), exact: 0 }[plan.preset];
  const start = plan.preset === 'exact' ? (plan.firstDay ?? today) : addDays(today, -days);
  // Until now, where nothing else was said.
  const lastDay = plan.preset === 'exact' ? plan.lastDay : null;
  return {
    provider: plan.provider ?? '',
    ...whoIn(plan),
    start,
    ...(lastDay !== null && lastDay < today ? { end: addDays(lastDay, 1) } : {}),
    ...(plan.types.length === 0 ? {} : { types: [...plan.types] }),
  };
}
