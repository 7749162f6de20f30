import { contentOf } from '../kit/content.js';
import type { DeliveryItem } from '../kit/destination.js';
import { JSON_TYPE } from '../kit/preview.js';
import type { PreviewPart } from '../kit/preview.js';
import { messageOf } from './message.js';
import type { KafkaConfig } from './spec.js';

/** The record of the topic; its key is shown as a header `key`. */
export async function previewKafka(config: KafkaConfig, item: DeliveryItem): Promise<readonly PreviewPart[]> {
  const { key, value, headers, isReference } = await messageOf(item, 0, config);
  const named = [...headers].map(([name, text]): [string, string] => [name.toString(), text.toString()]);
  return [
    {
      place: config.topic,
      headers: { key: key.toString(), ...Object.fromEntries(named) },
      mediaType: isReference ? JSON_TYPE : contentOf(item).mediaType,
      bytes: value,
    },
  ];
}
