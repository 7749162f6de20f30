/** How Terra names what it writes to buckets and document stores (terra.md §4.2, §4.4). */
import { hash } from 'node:crypto';
import type { DeliveryItem } from './destination.js';

/** The version that Terra's folders and events carry. */
export const TERRA_VERSION = '2022-03-16';

type Named = Pick<DeliveryItem, 'user' | 'startTime' | 'orderingTimestampMs' | 'key' | 'type'>;

/** When it was: the start of a record, else the moment of the event. ISO 8601; the same in every attempt. */
export const timeOf = ({ startTime, orderingTimestampMs }: Pick<Named, 'startTime' | 'orderingTimestampMs'>): string =>
  startTime ?? new Date(orderingTimestampMs).toISOString();

/** `{user_id}-{start_time}`: Terra's. Two records of a user that began in one instant share it. */
export const terraName = (item: Named): string => `${item.user.userId}-${timeOf(item)}`;

/** The name for a record that finds Terra's name taken by another: the same with a mark of its own key. */
export const ownName = (item: Named): string => `${terraName(item)}-${hash('sha256', item.key).slice(0, 8)}`;
