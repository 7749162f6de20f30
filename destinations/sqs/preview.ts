import { contentOf } from '../kit/content.js';
import type { DeliveryItem } from '../kit/destination.js';
import { JSON_TYPE } from '../kit/preview.js';
import type { PreviewPart } from '../kit/preview.js';
import { messageOf } from './message.js';
import { targetOf } from './queue.js';
import type { SqsConfig } from './spec.js';

/** The message with its attributes, and what the queue is told of its group. */
export async function previewSqs(config: SqsConfig, item: DeliveryItem): Promise<readonly PreviewPart[]> {
  const { url, isFifo } = targetOf(config);
  const { body, attributes, groupId, deduplicationId, isReference } = await messageOf(item, 0, config);
  const named = Object.entries(attributes).map(([name, { StringValue = '' }]): [string, string] => [name, StringValue]);
  return [
    {
      place: url,
      headers: {
        ...Object.fromEntries(named),
        MessageGroupId: groupId,
        ...(isFifo ? { MessageDeduplicationId: deduplicationId } : {}),
      },
      mediaType: isReference ? JSON_TYPE : contentOf(item).mediaType,
      bytes: Buffer.from(body),
    },
  ];
}
