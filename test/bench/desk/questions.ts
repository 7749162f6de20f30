/** What the desk is asked, as its pages ask: each many times, of other users and pages where that makes a difference. */
import { uuidBound } from '../../../store/partitions.js';
import { LONG_KEY, type Landmarks } from './fill.js';
import { LARGE } from './sizes.js';

export interface Question {
  readonly name: string;
  /** Of the nth call. */
  readonly path: (n: number) => string;
  /** p95 that it must stay below. */
  readonly mostMs: number;
}

const MOST_MS = 200;
const DAY_MS = 86_400_000;
const at = `/environments/${LARGE}`;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
/** Where a page of so long ago goes on, of ids by time. */
const idOf = (days: number): string =>
  uuidBound(Math.round(Date.now() - days * DAY_MS)).replace(/0000-0000-000000000000$/, '7000-8000-000000000000');
/** Of the nth user that is asked for. */
const rider = (n: number): string => `rider-${String((n * 7919 * 50 + 20) % 100_000).padStart(9, '0')}`;

export const FLOOR: Question = { name: 'SELECT 1 (health)', path: () => '/health/ready', mostMs: MOST_MS };

/** @param follow the `next` of an answer, so many pages on */
export async function questionsOf(
  marks: Landmarks,
  follow: (path: string, pages: number) => Promise<string | null>,
): Promise<readonly Question[]> {
  const ask = (name: string, path: Question['path'] | string, mostMs = MOST_MS): Question => ({
    name,
    path: typeof path === 'string' ? () => path : path,
    mostMs,
  });
  const of = (connection: string): string => `${at}/connections/${connection}`;
  const heavy = of(marks.heavy);
  const deep = async (path: string, pages: number): Promise<string> => {
    const after = await follow(path, pages);
    return after === null ? path : `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}`;
  };
  return [
    ask('overview', `${at}/overview`, 300),
    ...connections(marks, ask),
    ask('story, ordinary', `${of(marks.ordinary)}/story`),
    ask('story, heavy: first page', `${heavy}/story`),
    ask('story, heavy: 500 entries', `${heavy}/story?limit=500`),
    ask('story, heavy: 20 pages on', await deep(`${heavy}/story?limit=200`, 20)),
    ...['connected', 'notified', 'synced', 'record', 'delivery', 'backfill', 'problem', 'operator', 'event'].map((kind) =>
      ask(`story, heavy: only ${kind}`, `${heavy}/story?kind=${kind}`),
    ),
    ask('coverage, a year', `${heavy}/coverage`),
    ask('coverage, four years', `${heavy}/coverage?from=${daysAgo(1460).slice(0, 10)}&to=${daysAgo(0).slice(0, 10)}`),
    ...(await records(marks, ask, deep)),
    ...deliveries(marks, ask),
    ask('delivery: details', `${at}/deliveries/${marks.dead}`),
    ask('dead letters', `${at}/deliveries?state=dead`),
    ask('audit', `${at}/audit`),
    ask('audit: a month ago', `${at}/audit?after=${idOf(20)}`),
    ask('audit: actor', `${at}/audit?actor=api%3Akey`),
    ask('audit: nobody', `${at}/audit?actor=nobody`),
    ask('audit: action', `${at}/audit?action=destination.`),
    ask('audit: no such action', `${at}/audit?action=environment.none`),
    ask('audit: subject', `${at}/audit?subject=${marks.heavy}`),
    ask('audit of all environments', '/audit'),
    ask('backfills', `${at}/backfills`),
    ask('backfills: failed', `${at}/backfills?state=failed`),
    ask('backfill: progress', `${at}/backfills/${marks.backfill}`),
    ask('backfill: windows', `${at}/backfills/${marks.backfill}/windows`),
    ask('backfill: failed windows', `${at}/backfills/${marks.backfill}/windows?state=failed`),
    ask('destinations', `${at}/destinations`),
    ask('destinations, with figures', `${at}/destinations?limit=500&with=figures`),
  ];
}

type Ask = (name: string, path: Question['path'] | string) => Question;

function connections(marks: Landmarks, ask: Ask): Question[] {
  const list = `${at}/connections`;
  return [
    ask('connections', list),
    ask('connections: 100 days ago', `${list}?after=${idOf(100)}`),
    ask('connections: 500', `${list}?limit=500`),
    ask('connections: search, one', (n) => `${list}?search=${rider(n)}`),
    ask('connections: search, a prefix of 1,000', (n) => `${list}?search=rider-${String(n % 10).padStart(6, '0')}`),
    ask('connections: search, a prefix of all', `${list}?search=rider-0`),
    ask('connections: search, provider’s id', (n) => `${list}?search=usr_${rider(n).slice(6)}`),
    ask('connections: search, id', `${list}?search=${marks.heavy}`),
    ask('connections: search, nothing', (n) => `${list}?search=nobody-${n}`),
    ...['active', 'paused', 'reauthorize', 'revoked'].map((state) => ask(`connections: ${state}`, `${list}?state=${state}`)),
    ask('connections: revoked, 100 days ago', `${list}?state=revoked&after=${idOf(100)}`),
    ask('connections: provider', `${list}?provider=INSIDERS`),
    ask('connections: provider, none', `${list}?provider=OTHER`),
    ask('connections: search and state', `${list}?search=rider-00001&state=paused`),
    ask('connections: reference', (n) => `${list}?reference_id=${rider(n)}`),
    ask('connection: details, heavy', `${list}/${marks.heavy}`),
    ask('connection: details', `${list}/${marks.ordinary}`),
  ];
}

async function records(marks: Landmarks, ask: Ask, deep: (path: string, pages: number) => Promise<string>): Promise<Question[]> {
  const list = `${at}/records`;
  const long = `${at}/connections/${marks.heavy}/records/activity/${encodeURIComponent(LONG_KEY)}`;
  return [
    ask('rides', list),
    ask('rides: 500', `${list}?limit=500`),
    ask('rides: 20 pages on', await deep(`${list}?limit=500`, 20)),
    ask('rides: a year ago', `${list}?since=${daysAgo(400)}&until=${daysAgo(365)}`),
    ask('rides: before there were any', `${list}?until=2001-01-01`),
    ask('rides: of a heavy user', `${list}?connection=${marks.heavy}`),
    ask('rides: of a heavy user, a year ago', `${list}?connection=${marks.heavy}&until=${daysAgo(365)}`),
    ask('records: sleep', `${list}?type=sleep`),
    ask('records: of a type that nobody has', `${list}?type=nutrition`),
    ask('ride of 6.6 h: details', long),
    ask('ride of 6.6 h: 2,000 points', `${long}/series?points=2000`),
    ask('ride of 6.6 h: all points', `${long}/series`),
  ];
}

function deliveries(marks: Landmarks, ask: Ask): Question[] {
  const list = `${at}/deliveries`;
  const { everything = '', rides = '', failing = '', auth = '', rare = '' } = marks.destinations;
  const filters: readonly (readonly [name: string, query: string])[] = [
    ['dead', 'state=dead'],
    ['pending', 'state=pending'],
    ['canceled', 'state=canceled'],
    ['delivered', 'state=delivered'],
    ['activity', 'type=activity'],
    ['auth', 'type=auth'],
    ['no such type', 'type=nutrition'],
    ['a large destination', `destination=${everything}`],
    ['a failing destination', `destination=${failing}`],
    ['a rare destination', `destination=${rare}`],
    ['rides only', `destination=${rides}`],
    ['auth only', `destination=${auth}`],
    ['a heavy user', `connection=${marks.heavy}`],
    ['a user', `connection=${marks.ordinary}`],
    ['a record', `connection=${marks.heavy}&record_key=act_000000001`],
    ['since an hour', `since=${daysAgo(1 / 24)}`],
    ['until 30 days ago', `until=${daysAgo(30)}`],
    ['before there were any', `until=${daysAgo(100)}`],
  ];
  const field = (query: string): string =>
    (/^(state|type|destination|connection|since|until)/.exec(query)?.[1] ?? '').replace('until', 'since');
  const pairs = filters.flatMap(([name, query], i) =>
    filters
      .slice(i + 1)
      .filter(([, other]) => field(other) !== field(query))
      .map(([other, more]) => ask(`deliveries: ${name} + ${other}`, `${list}?${query}&${more}`)),
  );
  return [
    ask('deliveries', list),
    ask('deliveries: 500', `${list}?limit=500`),
    ask('deliveries: a month ago', `${list}?after=${idOf(30)}`),
    ...filters.map(([name, query]) => ask(`deliveries: ${name}`, `${list}?${query}`)),
    ...pairs,
  ];
}
