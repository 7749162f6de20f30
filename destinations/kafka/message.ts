import type { DeliveryItem } from '../kit/destination.js';
import { isInline, messageHeaders, referenceBody } from '../kit/reference.js';
import type { KafkaConfig } from './spec.js';

/** One event as a record of the topic. */
export interface KafkaMessage {
  /** Place of the item in the write. */
  readonly index: number;
  readonly item: DeliveryItem;
  readonly key: Buffer;
  readonly value: Buffer;
  readonly headers: Map<Buffer, Buffer>;
  /** On the wire, at most. */
  readonly bytes: number;
  /** True when the value is a link to the event. */
  readonly isReference: boolean;
}

/** Length, attributes, deltas of a record, and its share of the head of a batch (61 bytes), rounded up. */
const RECORD_OVERHEAD_BYTES = 100;
/** Lengths of name and value of a header. */
const HEADER_OVERHEAD_BYTES = 6;

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const keyOf = ({ user, type, key }: DeliveryItem, by: KafkaConfig['key']): Buffer =>
  Buffer.from(by === 'user' ? user.userId : `${user.userId}/${type}/${key}`);

/** The event itself when layout and size allow it, else its reference. @throws what `link` throws. */
export async function messageOf(item: DeliveryItem, index: number, config: KafkaConfig): Promise<KafkaMessage> {
  const inline = withValue(item, index, config, viewOf(item.body), false);
  return isInline(item, config) && inline.bytes <= config.max_message_bytes ? inline : referenceOf(item, index, config);
}

export async function referenceOf(item: DeliveryItem, index: number, config: KafkaConfig): Promise<KafkaMessage> {
  return withValue(item, index, config, await referenceBody(item, config), true);
}

function withValue(item: DeliveryItem, index: number, config: KafkaConfig, value: Buffer, isReference: boolean): KafkaMessage {
  const key = keyOf(item, config.key);
  const headers = new Map(
    [...messageHeaders(item, isReference)].map(([name, text]) => [Buffer.from(name), Buffer.from(text)] as const),
  );
  const headerBytes = [...headers].reduce((sum, [name, text]) => sum + name.length + text.length + HEADER_OVERHEAD_BYTES, 0);
  return {
    index,
    item,
    key,
    value,
    headers,
    isReference,
    bytes: key.length + value.length + headerBytes + RECORD_OVERHEAD_BYTES,
  };
}
