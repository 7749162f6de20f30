/** A connection's story in words: what happened, whose it is, when; never what is in a record. */
import { EVENT_TYPE_DOCS, isEventType } from '../../../../model/terra/index.js';
import type { DeliveryState } from '../../../../model/delivery.js';
import type { RecordName, StoryFact } from '../../../../store/desk/story/part.js';
import { counted, moment } from '../http/words.js';
import { auditWords } from './audit-words.js';
import type { Words } from './words.js';

type Fact<Source extends StoryFact['source']> = Extract<StoryFact, { source: Source }>;

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
/** @param text begins with YYYY-MM-DD */
const dayOf = (text: string): string => DAY.format(Date.parse(text.slice(0, 10)));
const stretch = (first: string, last: string): string => (first === last ? dayOf(first) : `${dayOf(first)} to ${dayOf(last)}`);
const isoDay = (date: Date): string => date.toISOString().slice(0, 10);

const NOUNS: Readonly<Record<string, string>> = {
  activity: 'activity',
  athlete: 'profile',
  body: 'body measurement',
  daily: 'daily summary',
  menstruation: 'day of a cycle',
  nutrition: 'day of nutrition',
  sleep: 'sleep',
};
const MANY: Readonly<Record<string, string>> = {
  activity: 'Activities',
  body: 'Body measurements',
  daily: 'Daily summaries',
  menstruation: 'Days of a cycle',
  nutrition: 'Days of nutrition',
  sleep: 'Nights',
};
export const nounOf = (type: string): string => NOUNS[type] ?? type;
export const one = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'An' : 'A'} ${noun}`;
/** `An activity of 12 May 2026` */
export const named = ({ type, startTime }: Pick<RecordName, 'type' | 'startTime'>): string =>
  type === 'athlete' ? 'The profile' : `${one(nounOf(type))}${startTime === null ? '' : ` of ${dayOf(startTime)}`}`;

const took = (from: Date, to: Date): string => {
  const seconds = Math.max(0, to.getTime() - from.getTime()) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 120
    ? `${Math.round(seconds)} s`
    : seconds < 7_200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3_600)} h`;
};

const TRIES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
export const tryWord = (n: number): string => `${TRIES[n - 1] ?? `${n}th`} try`;

const CHANGES: Readonly<Record<string, string>> = {
  changed: 'has changed',
  deleted: 'was deleted',
  deauthorized: 'that the athlete withdrew access',
  scopes_changed: 'that the athlete changed the permissions',
};

function notice(fact: Fact<'notice'>, at: Date, provider: string): Words {
  const about = fact.type === null ? '' : `that ${one(nounOf(fact.type)).toLowerCase()} `;
  const title = `${provider} told ${fact.type === null && fact.change === 'changed' ? 'of a change' : `${about}${CHANGES[fact.change] ?? fact.change}`}`;
  const why = fact.problem?.message ?? null;
  switch (fact.state) {
    case 'pending':
      return { title, detail: why ?? 'It waits to be fetched.', tone: why === null ? 'neutral' : 'warning' };
    case 'done':
      return { title, detail: fact.finishedAt ? `Dealt with after ${took(at, fact.finishedAt)}.` : null, tone: 'neutral' };
    case 'ignored':
      return { title, detail: why ?? 'There was nothing to be done.', tone: 'neutral' };
    case 'dead':
      return { title: `${title}, and nothing could be done about it`, detail: why, tone: 'bad' };
  }
}

function record({ op, record: it }: Fact<'record'>): Words {
  if (op === 'delete') return { title: `${named(it)} was deleted`, detail: null, tone: 'neutral' };
  if (it.revision === 1) return { title: `${named(it)} came in`, detail: null, tone: 'good' };
  return { title: `${named(it)} changed`, detail: `Revision ${it.revision}.`, tone: 'neutral' };
}

function delivery(fact: Fact<'delivery'>, at: Date): Words {
  const what = fact.record ? named(fact.record) : `The event ${fact.type}`;
  const to = fact.destination === null ? 'a destination that was deleted' : fact.destination;
  const tries = fact.attempts.length;
  const why = fact.problem?.message ?? null;
  const words: Record<DeliveryState, Words> = {
    delivered: {
      title: `${what} was delivered to ${to}${tries > 1 ? ` on the ${tryWord(tries)}` : ''}`,
      detail: fact.finishedAt ? `After ${took(at, fact.finishedAt)}.` : null,
      tone: 'good',
    },
    pending: {
      title: tries > 0 ? `${what} could not be delivered to ${to} yet` : `${what} waits to be delivered to ${to}`,
      detail: why === null ? null : `${why} Next try ${moment(fact.dueAt)}.`,
      tone: tries > 0 ? 'warning' : 'neutral',
    },
    dead: {
      title: `${what} could not be delivered to ${to}${tries > 0 ? `, given up after ${counted(tries, 'try', 'tries')}` : ''}`,
      detail: why,
      tone: 'bad',
    },
    superseded: {
      title: `${what} was not sent to ${to}: a newer revision took its place`,
      detail: why,
      tone: 'neutral',
    },
    canceled: { title: `${what} was not sent to ${to}: it was canceled`, detail: why, tone: 'neutral' },
  };
  return words[fact.state];
}

const BACKFILL_STATES = {
  planned: 'is being planned',
  running: 'is running',
  paused: 'is paused',
  canceled: 'was canceled',
  done: 'is done',
  failed: 'failed',
} as const;

function backfill(fact: Fact<'backfill'>): Words {
  const range = `${dayOf(isoDay(fact.rangeStart))} to ${dayOf(isoDay(fact.rangeEnd))}`;
  const what = fact.purpose === 'request' ? 'A history request' : 'A backfill';
  const { total, done, failed } = fact.windows;
  const ended = fact.state === 'done' && failed > 0 ? 'ended with gaps' : BACKFILL_STATES[fact.state];
  const detail = [
    `Asked for by ${fact.requestedBy}: ${counted(done, 'window')} of ${total} done, ${fact.found} found, ${fact.changed} new or changed.`,
    ...(failed > 0 ? [`${counted(failed, 'window')} failed${fact.problem ? `: ${fact.problem.message}` : '.'}`] : []),
  ];
  return {
    title: `${what} of ${fact.types.join(', ')}, ${range}, ${ended}`,
    detail: detail.join(' '),
    tone: fact.state === 'failed' || failed > 0 ? 'warning' : fact.state === 'done' ? 'good' : 'neutral',
  };
}

function status(fact: Fact<'status'>): Words {
  if (fact.records !== null)
    return {
      title: `A part of a history answer was put in the outbox`,
      detail: `${counted(fact.records, 'record')} of type ${fact.type}.`,
      tone: 'neutral',
    };
  const bad = fact.type === 'connection_error' || fact.type === 'access_revoked';
  return {
    title: `The app was told: ${fact.type}`,
    detail: isEventType(fact.type) ? EVENT_TYPE_DOCS[fact.type] : null,
    tone: bad ? 'bad' : 'neutral',
  };
}

/** @param provider its title */
export function storyWords(fact: StoryFact, at: Date, provider: string): Words {
  switch (fact.source) {
    case 'connection':
      return { title: `Connected to ${provider}`, detail: null, tone: 'good' };
    case 'trouble':
      return {
        title: fact.problem.message,
        detail: `Now, after ${counted(fact.failures, 'failure')} in a row. Next look ${moment(fact.nextPollAt)}.`,
        tone: fact.problem.kind === 'transient' || fact.problem.kind === 'rate_limited' ? 'warning' : 'bad',
      };
    case 'notice':
      return notice(fact, at, provider);
    case 'record':
      return record(fact);
    case 'status':
      return status(fact);
    case 'delivery':
      return delivery(fact, at);
    case 'audit':
      return auditWords(fact, provider);
    case 'poll':
      return { title: `${provider} was asked for anything new`, detail: null, tone: 'neutral' };
    case 'coverage':
      return fact.type === 'athlete'
        ? { title: `The profile was fetched from ${provider}`, detail: null, tone: 'neutral' }
        : {
            title: `${MANY[fact.type] ?? `Records (${fact.type})`} of ${stretch(fact.firstDay, fact.lastDay)} were fetched from ${provider}`,
            detail: fact.days === 1 ? null : `${counted(fact.days, 'day')}.`,
            tone: 'neutral',
          };
    case 'backfill':
      return backfill(fact);
  }
}
