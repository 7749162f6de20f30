/** The event types that a destination can ask for (its filter), in the two families that Terra knows. */

/** Carry records: `{type, user, data: [Model], version}`. */
const DATA_EVENT_TYPES = ['activity', 'body', 'daily', 'menstruation', 'nutrition', 'sleep'] as const;
export type DataEventType = (typeof DATA_EVENT_TYPES)[number];

/** Tell what happens to a connection or to a request. */
const STATUS_EVENT_TYPES = [
  'auth',
  'auth_cancelled',
  'deauth',
  'user_reauth',
  'access_revoked',
  'connection_error',
  'connection_recovered',
  'permission_change',
  'large_request_processing',
  'large_request_sending',
  'rate_limit_hit',
  'healthcheck',
  's3_payload',
] as const;

export const EVENT_TYPES = [...DATA_EVENT_TYPES, 'athlete', ...STATUS_EVENT_TYPES] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const isEventType = (type: string): type is EventType => EVENT_TYPES.some((known) => known === type);
export const isDataEventType = (type: string): type is DataEventType => DATA_EVENT_TYPES.some((known) => known === type);

/** When each is sent, in one line, for whoever chooses a filter. */
export const EVENT_TYPE_DOCS: Readonly<Record<EventType, string>> = {
  activity: 'A workout is new, has changed or was deleted.',
  body: 'Body measurements of a day are new or have changed.',
  daily: 'The sums of a day are new or have changed.',
  menstruation: 'A day of a cycle is new or has changed.',
  nutrition: 'What was eaten and drunk on a day is new or has changed.',
  sleep: 'A night or a nap is new or has changed.',
  athlete: 'The profile of a user is new or has changed.',
  auth: 'An account was connected; for destinations of dialect v2022 also when connecting failed.',
  auth_cancelled: 'Connecting an account failed or was given up.',
  deauth: 'A connection was ended through the API or by an operator.',
  user_reauth:
    'An account that was connected already was connected again; an auth event is sent too. By default ids are constant: old_user and new_user are the same user: do not delete it. Where the environment swaps ids (reauth_ids: swapped), old_user is the id that is gone.',
  access_revoked: 'The user withdrew access at the provider.',
  connection_error: 'The provider refuses our credentials of a user; sent once, until it works again.',
  connection_recovered: 'A connection that had an error works again (dialect v2026 only; not one of Terra’s).',
  permission_change: 'The scopes that the user granted have changed.',
  large_request_processing: 'A history request over 28 days was accepted.',
  large_request_sending: 'The answer of a history request over 28 days follows, in as many payloads as it says.',
  rate_limit_hit: 'The provider’s limit delays a history request (dialect v2022 only).',
  healthcheck:
    'A sign of life: every hour in dialect v2022; in any dialect when an operator tests or checks a destination (then with type and status only).',
  s3_payload: 'In place of another event: it waits at a link, for it is too large or the destination asked for links.',
};

/** Terra's version of its event bodies. */
export const TERRA_VERSION = '2022-03-16';
