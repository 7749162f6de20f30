import { hash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { DeliveryItem } from '../kit/destination.js';
import { isInline, messageHeaders, referenceBody } from '../kit/reference.js';
import type { SqsConfig } from './spec.js';

/** One event as a message of the queue. */
export interface SqsMessage {
  /** Place of the item in the write. */
  readonly index: number;
  readonly item: DeliveryItem;
  readonly body: string;
  readonly attributes: Record<string, MessageAttributeValue>;
  readonly groupId: string;
  /** Constant over attempts: within five minutes a FIFO queue drops a repeat by it. */
  readonly deduplicationId: string;
  /** As SQS counts: body and attributes with their names and types. */
  readonly bytes: number;
  readonly isReference: boolean;
}

const TYPE = 'String';
/** SQS takes no U+FFFE and U+FFFF, and some that speak its protocol nothing beyond U+FFFD. In JSON each has a spelling in ASCII. */
const REFUSED = /[\ud800-\udfff\ufffe\uffff]/g;
const escaped = (text: string): string =>
  text.replace(REFUSED, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
/** Letters, digits and ASCII punctuation, at most 128. */
const GROUP = /^[\x21-\x7e]{1,128}$/;

export async function messageOf(item: DeliveryItem, index: number, config: SqsConfig): Promise<SqsMessage> {
  if (isInline(item, config) && item.body.byteLength <= config.max_message_bytes) {
    const inline = withBody(item, index, Buffer.from(item.body).toString(), false);
    if (inline.bytes <= config.max_message_bytes) return inline;
  }
  return referenceOf(item, index, config);
}

export async function referenceOf(item: DeliveryItem, index: number, config: SqsConfig): Promise<SqsMessage> {
  return withBody(item, index, (await referenceBody(item, config)).toString(), true);
}

function withBody(item: DeliveryItem, index: number, text: string, isReference: boolean): SqsMessage {
  const body = escaped(text);
  const headers = [...messageHeaders(item, isReference)];
  const attributeBytes = headers.reduce((sum, [name, value]) => sum + name.length + TYPE.length + Buffer.byteLength(value), 0);
  const { userId } = item.user;
  return {
    index,
    item,
    body,
    isReference,
    attributes: Object.fromEntries(headers.map(([name, StringValue]) => [name, { DataType: TYPE, StringValue }])),
    groupId: GROUP.test(userId) ? userId : hash('sha256', userId),
    deduplicationId: hash('sha256', `${item.traceId}\0${item.revision}\0${item.op}`),
    bytes: Buffer.byteLength(body) + attributeBytes,
  };
}

const MOST_ENTRIES = 10;

/** Cuts messages into batches of at most ten and `maxBytes`, in order; one that is larger alone goes alone. */
export function cutIntoBatches(messages: readonly SqsMessage[], maxBytes: number): SqsMessage[][] {
  const batches: SqsMessage[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const current = batches.at(-1);
    if (current && current.length < MOST_ENTRIES && bytes + message.bytes <= maxBytes) {
      current.push(message);
      bytes += message.bytes;
    } else {
      batches.push([message]);
      bytes = message.bytes;
    }
  }
  return batches;
}
