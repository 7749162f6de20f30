/** The types of events, in the order of the api's document. */
import type { operations } from '../api/schema.js';

export type EventType = NonNullable<NonNullable<operations['listDeliveries']['parameters']['query']>['type']>;

/** A type that the api has and this table has not does not compile. */
const MEANT: Readonly<Record<EventType, 'data' | 'status'>> = {
  activity: 'data',
  body: 'data',
  daily: 'data',
  menstruation: 'data',
  nutrition: 'data',
  sleep: 'data',
  athlete: 'status',
  auth: 'status',
  auth_cancelled: 'status',
  deauth: 'status',
  user_reauth: 'status',
  access_revoked: 'status',
  connection_error: 'status',
  connection_recovered: 'status',
  permission_change: 'status',
  large_request_processing: 'status',
  large_request_sending: 'status',
  rate_limit_hit: 'status',
  healthcheck: 'status',
  s3_payload: 'status',
};
export const isEventType = (text: string): text is EventType => text in MEANT;
export const EVENT_TYPES: readonly EventType[] = Object.keys(MEANT).filter(isEventType);

export type DataEventType = Extract<EventType, 'activity' | 'body' | 'daily' | 'menstruation' | 'nutrition' | 'sleep'>;
export const isDataEventType = (type: string): type is DataEventType => isEventType(type) && MEANT[type] === 'data';
export const DATA_EVENT_TYPES: readonly DataEventType[] = EVENT_TYPES.filter(isDataEventType);
