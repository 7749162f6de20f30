/** The claim check of queues: Terra's `s3_payload` message, which stands for an event and says where to fetch it (terra.md §4.3). */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { EVENT_CONTENT } from '../../model/activity-format.js';
import { contentOf } from './content.js';
import type { DeliveryItem } from './destination.js';
import { TERRA_VERSION } from './terra-names.js';

/** Which message a queue gets; the fields that `queueLayout` describes. */
export interface QueueLayout {
  readonly layout: 'terra' | 'inline';
  readonly link_seconds: number;
}

/** Fields that every kind of queue has. */
export const queueLayout = {
  layout: z
    .enum(['terra', 'inline'])
    .default('terra')
    .describe(
      'terra: every message is an s3_payload with a link, as Terra sends it. inline: the event itself while it fits, else such a link with size and SHA-256.',
    ),
  link_seconds: z
    .int()
    .min(60)
    .max(1_209_600)
    .default(604_800)
    .describe('How long a link works (seconds); default seven days, for queues are read late. Terra: 600.'),
} as const;

/** True when the event itself is the message: `inline` while it fits, and always for a healthcheck, which has nothing to fetch. */
export const isInline = (item: DeliveryItem, { layout }: QueueLayout): boolean =>
  layout === 'inline' || item.type === 'healthcheck';

/** The `s3_payload` message of an event, JSON in UTF-8. `inline` adds what its reader needs to check what it fetches; Terra's has no more than Terra's. */
export async function referenceBody(item: DeliveryItem, { layout, link_seconds }: QueueLayout): Promise<Buffer> {
  const { url, expiresInSeconds } = await item.link(link_seconds);
  const terra = { status: 'success', type: 's3_payload', url, expires_in: expiresInSeconds };
  const more = {
    size: item.body.byteLength,
    sha256: hash('sha256', item.body),
    content_type: contentOf(item).mediaType,
    event_id: item.traceId,
  };
  return Buffer.from(JSON.stringify(layout === 'terra' ? terra : { ...terra, ...more }));
}

/**
 * What a consumer may act on without the body: `event-id` is constant over attempts, so repeats are dropped by it.
 * @param isReference the message is a link, which is JSON whatever it leads to
 */
export function messageHeaders(item: DeliveryItem, isReference: boolean): ReadonlyMap<string, string> {
  return new Map([
    ['content-type', (isReference ? EVENT_CONTENT : contentOf(item)).mediaType],
    ['event-id', item.traceId],
    ['revision', String(item.revision)],
    ['schema', TERRA_VERSION],
    ['type', item.type],
    ['user-id', item.user.userId],
    ['ordering-timestamp', String(item.orderingTimestampMs)],
    ['reference', item.reference],
  ]);
}
