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
  'permission_change',
  'large_request_processing',
  'large_request_sending',
  'healthcheck',
  's3_payload',
] as const;

export const EVENT_TYPES = [...DATA_EVENT_TYPES, 'athlete', ...STATUS_EVENT_TYPES] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const isEventType = (type: string): type is EventType => EVENT_TYPES.some((known) => known === type);
export const isDataEventType = (type: string): type is DataEventType => DATA_EVENT_TYPES.some((known) => known === type);

/** Terra's version of its event bodies. */
export const TERRA_VERSION = '2022-03-16';
