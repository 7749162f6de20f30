/** What Freehub keeps beside an event in its document: the names that its guards read. */
import { isData } from '../data-types.js';
import type { DeliveryItem } from '../destination.js';

/** The one member that a document has beyond its event. */
export const MARK = '_freehub';

export interface Mark {
  /** Unique together with `type` and `user_id`. */
  readonly key: string;
  readonly type: string;
  readonly user_id: string;
  /** Grows with each change of the record. */
  readonly revision: number;
  /** Unix milliseconds. */
  readonly ordering_timestamp: number;
  /** `X-Terra-Trace-Id` of the event that the document holds. */
  readonly event_id: string;
}

export const markOf = (item: DeliveryItem): Mark => ({
  key: item.key,
  type: item.type,
  user_id: item.user.userId,
  revision: item.revision,
  ordering_timestamp: item.orderingTimestampMs,
  event_id: item.traceId,
});

/** Terra's: data by its type, all other events in one collection. */
export const collectionOf = (type: string): string => (isData(type) ? type : 'user_events');

/** A record's identity as one text, for maps. */
export const identityOf = ({ type, user_id, key }: Pick<Mark, 'type' | 'user_id' | 'key'>): string =>
  `${user_id}\0${type}\0${key}`;
