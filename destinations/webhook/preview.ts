import type { DeliveryItem } from '../kit/destination.js';
import { requestLine } from '../kit/exchange.js';
import { MASK } from '../kit/mask.js';
import type { PreviewPart } from '../kit/preview.js';
import { bodyOf, headersOf, ownHeaders, secretsOf } from './post.js';
import type { WebhookConfig } from './spec.js';

/** The post. Its signature is made when it is sent: here it has its form only. */
export async function previewWebhook(config: WebhookConfig, item: DeliveryItem): Promise<readonly PreviewPart[]> {
  const { body, mediaType } = await bodyOf(item, config);
  const own = Object.fromEntries(Object.keys(ownHeaders(config)).map((name) => [name, MASK]));
  const signature = [`t=${MASK}`, ...secretsOf(config).map(() => `v1=${MASK}`)].join(',');
  return [
    {
      place: requestLine('POST', new URL(config.url)),
      headers: headersOf(item, own, mediaType, signature),
      mediaType,
      bytes: body,
    },
  ];
}
