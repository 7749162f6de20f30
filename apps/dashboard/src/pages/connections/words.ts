/** What connections and their stories are made of, in the api's words, and in ours. */
import type { Schemas } from '../../api/client.js';

export type Connection = Schemas['Connection'];
export type ConnectionDetails = Schemas['ConnectionDetails'];
export type StoryEntry = Schemas['StoryEntry'];
export type StoryKind = StoryEntry['kind'];

export const CONNECTION_STATES = ['active', 'paused', 'reauthorize', 'revoked'] as const satisfies readonly Connection['state'][];
export const CONNECTION_TABS = ['story', 'coverage', 'rides'] as const;
export const STORY_KINDS = [
  'connected',
  'notified',
  'synced',
  'record',
  'delivery',
  'backfill',
  'problem',
  'operator',
  'event',
] as const satisfies readonly StoryKind[];

export const STATE_WORDS: Readonly<Record<Connection['state'], string>> = {
  active: 'Active',
  paused: 'Paused',
  reauthorize: 'Needs the athlete',
  revoked: 'Revoked',
};
export const KIND_WORDS: Readonly<Record<StoryKind, string>> = {
  connected: 'Connected',
  notified: 'Notifications',
  synced: 'Syncs',
  record: 'Records',
  delivery: 'Deliveries',
  backfill: 'Backfills',
  problem: 'Problems',
  operator: 'Operators',
  event: 'Events',
};

export const TONE_COLORS: Readonly<Record<StoryEntry['tone'], string>> = {
  neutral: 'gray',
  good: 'green',
  warning: 'yellow',
  bad: 'red',
};
/** Not by colour alone. */
export const TONE_WORDS: Readonly<Record<StoryEntry['tone'], string | null>> = {
  neutral: null,
  good: null,
  warning: 'Warning',
  bad: 'Failed',
};

export const ACTIONS = ['sync', 'pause', 'resume', 'disconnect'] as const;
export type Action = (typeof ACTIONS)[number];
export const ACTION_WORDS: Readonly<Record<Action, { readonly verb: string; readonly done: string }>> = {
  sync: { verb: 'Sync now', done: 'asked to sync' },
  pause: { verb: 'Pause', done: 'paused' },
  resume: { verb: 'Resume', done: 'resumed' },
  disconnect: { verb: 'Disconnect', done: 'disconnected' },
};

/** How people know a connection: by the app's own id of the athlete, else by the provider's. */
export const nameOf = ({ reference_id, provider_user_id }: Connection): string => reference_id ?? provider_user_id;

const NEXT_BY_KIND: Readonly<Record<string, string>> = {
  auth: 'Send the athlete a reconnect link.',
  config: 'Look at how the provider is set up.',
  missing: 'The provider no longer knows the account. Send the athlete a reconnect link, or disconnect it.',
  payload: 'What the provider said cannot be read. Its next sync tries again; the log of the worker says more.',
  rate_limited: 'The provider asked to slow down. It goes on by itself.',
  transient: 'It is tried again by itself.',
  bug: 'The log of the worker says more. It is tried again by itself.',
};

/** What a person can do about it; null = nothing has to be done. */
export function nextStepOf({ state, problem }: Connection): string | null {
  if (problem?.code === 'SECRET_LOCKED') return 'If the key is lost for good, send the athlete a reconnect link.';
  if (state === 'reauthorize') return 'The provider no longer lets us in. Send the athlete a reconnect link.';
  if (state === 'revoked') return 'The athlete took the access back. A reconnect link gives it again.';
  if (state === 'paused') return 'Nothing is synced and notifications wait. Resume it to go on.';
  return problem === null ? null : (NEXT_BY_KIND[problem.kind] ?? null);
}
