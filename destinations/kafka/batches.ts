import type { KafkaMessage } from './message.js';
import { murmur2 } from './murmur2.js';

/** A message with the partition that its key belongs to. */
export interface Placed {
  readonly message: KafkaMessage;
  readonly partition: number;
}

/** Where Java's own client would put it, so that consumers that join topics find equal keys on equal partitions. */
export const place = (message: KafkaMessage, partitions: number): Placed => ({
  message,
  partition: murmur2(message.key) % partitions,
});

/**
 * Cuts messages into sends, in order. What goes to one partition in one send is one batch there, and a topic's `max.message.bytes` is a limit of the
 * batch; a message alone may be larger: the broker has the last word.
 */
export function cutIntoSends(placed: readonly Placed[], maxBatchBytes: number): Placed[][] {
  const sends: Placed[][] = [];
  let current: Placed[] = [];
  let bytes = new Map<number, number>();
  for (const one of placed) {
    const sum = bytes.get(one.partition) ?? 0;
    if (sum > 0 && sum + one.message.bytes > maxBatchBytes) {
      sends.push(current);
      current = [];
      bytes = new Map();
    }
    current.push(one);
    bytes.set(one.partition, (bytes.get(one.partition) ?? 0) + one.message.bytes);
  }
  if (current.length > 0) sends.push(current);
  return sends;
}
