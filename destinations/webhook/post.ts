/** What is posted of an event: body and headers, the same for a write and its preview. */
import { EVENT_CONTENT } from '../../model/activity-format.js';
import { contentOf } from '../kit/content.js';
import type { DeliveryItem } from '../kit/destination.js';
import type { WebhookConfig } from './spec.js';

/** Terra's for a webhook in ping mode (terra.md §4). Each attempt makes a new link. */
const LINK_SECONDS = 300;

type Headers = Readonly<Record<string, string>>;

/** Those that sign, the present one first. */
export const secretsOf = ({ signing_secret, previous_signing_secret }: WebhookConfig): string[] =>
  [signing_secret, previous_signing_secret].filter((secret) => secret !== undefined);

/** The config's own headers. */
export const ownHeaders = ({ headers }: WebhookConfig): Headers =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));

/** The event, or the word where to fetch it: asked for, or because it is too large to post. A healthcheck says all there is to say. */
export async function bodyOf(
  item: DeliveryItem,
  { delivery, inline_bytes }: WebhookConfig,
): Promise<{ readonly body: Uint8Array; readonly mediaType: string }> {
  if (item.type === 'healthcheck' || (delivery === 'push' && item.body.byteLength <= inline_bytes))
    return { body: item.body, mediaType: contentOf(item).mediaType };
  const { url, expiresInSeconds } = await item.link(LINK_SECONDS);
  const link = { type: 's3_payload', status: 'success', url, expires_in: expiresInSeconds };
  return { body: Buffer.from(JSON.stringify(link)), mediaType: EVENT_CONTENT.mediaType };
}

/** @param own of the config and the sender @param signature `terraSignature` of the body */
export const headersOf = (item: DeliveryItem, own: Headers, mediaType: string, signature: string): Headers => ({
  ...own,
  'content-type': mediaType,
  ...(item.content ? ofRecord(item) : {}),
  'terra-signature': signature,
  'x-terra-signature': signature,
  'terra-reference': item.reference,
  'x-terra-trace-id': item.traceId,
  'x-terra-ordering-timestamp': String(item.orderingTimestampMs),
});

/** What Terra's JSON says itself, and a file does not. */
const ofRecord = ({ type, user, key, revision }: DeliveryItem): Headers => ({
  'x-freehub-type': type,
  'x-freehub-user-id': user.userId,
  'x-freehub-record-key': encodeURIComponent(key.toWellFormed()),
  'x-freehub-revision': String(revision),
});
