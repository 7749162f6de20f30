import { type ContentType, EVENT_CONTENT } from '../../model/activity-format.js';
import type { DeliveryItem } from './destination.js';

/** What the body of an item is. */
export const contentOf = ({ content }: Pick<DeliveryItem, 'content'>): ContentType => content ?? EVENT_CONTENT;
