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

/** Keeps the order of a user. */
export const groupOf = ({ user: { userId } }: DeliveryItem): string => (GROUP.test(userId) ? userId : hash('sha256', userId));

function withBody(item: DeliveryItem, index: number, text: string, isReference: boolean): SqsMessage {
  const body = escaped(text);
  const headers = [...messageHeaders(item, isReference)];
  const attributeBytes = headers.reduce((sum, [name, value]) => sum + name.length + TYPE.length + Buffer.byteLength(value), 0);
  return {
    index,
    item,
    body,
    isReference,
    attributes: Object.fromEntries(headers.map(([name, StringValue]) => [name, { DataType: TYPE, StringValue }])),
    groupId: groupOf(item),
    deduplicationId: hash('sha256', `${item.traceId}\0${item.revision}\0${item.op}`),
    bytes: Buffer.byteLength(body) + attributeBytes,
  };
}

const MOST_ENTRIES = 10;

/**
 * Batches for a FIFO queue, to be sent one after the other: of a group at most one message in each, since of two in one batch the first may fail alone
 * and the second be taken. Messages of other groups fill them up.
 */
export function cutIntoRounds<Message extends Pick<SqsMessage, 'groupId' | 'bytes'>>(
  messages: readonly Message[],
  maxBytes: number,
): Message[][] {
  const rounds: { readonly batch: Message[]; bytes: number }[] = [];
  const next = new Map<string, number>();
  for (const message of messages) {
    let at = next.get(message.groupId) ?? 0;
    for (let round = rounds[at]; round && !hasRoom(round, message); round = rounds[at]) at += 1;
    const round = (rounds[at] ??= { batch: [], bytes: 0 });
    round.batch.push(message);
    round.bytes += message.bytes;
    next.set(message.groupId, at + 1);
  }
  return rounds.map(({ batch }) => batch);

  function hasRoom({ batch, bytes }: { readonly batch: readonly Message[]; readonly bytes: number }, message: Message): boolean {
    return batch.length < MOST_ENTRIES && bytes + message.bytes <= maxBytes;
  }
}

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
