/** The `_id` of a document: Terra's, with its fields in one order (MongoDB compares them so). */
import { isData } from '../kit/data-types.js';
import type { DeliveryItem } from '../kit/destination.js';
import { timeOf } from '../kit/terra-names.js';

export interface DocumentName {
  readonly user_id: string;
  readonly start_time?: string;
  readonly event_time?: string;
  /** Of a record that had to make room: see `ownId`. */
  readonly type?: string;
  readonly key?: string;
}

export type DocumentId = string | DocumentName;

type Named = Pick<DeliveryItem, 'user' | 'type' | 'key' | 'startTime' | 'orderingTimestampMs'>;

export function terraId(item: Named): DocumentId {
  const user_id = item.user.userId;
  if (item.type === 'athlete') return user_id;
  return isData(item.type) ? { user_id, start_time: timeOf(item) } : { user_id, event_time: timeOf(item) };
}

/** For a record that finds Terra's `_id` taken by another that began in the same instant. */
export function ownId(item: Named): DocumentId {
  const terra = terraId(item);
  const named = typeof terra === 'string' ? { user_id: terra } : terra;
  // `user_events` holds several types, and a key is unique within one.
  return isData(item.type) ? { ...named, key: item.key } : { ...named, type: item.type, key: item.key };
}

export const isOwnId = (id: DocumentId): boolean => typeof id !== 'string' && 'key' in id;

/** As text, for maps. */
export const idText = (id: DocumentId): string => JSON.stringify(id);
