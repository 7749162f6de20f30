import type { DeliveryItem, DestinationCapabilities } from './destination.js';

export interface Chunks {
  /** Positions of the items of each write. */
  readonly chunks: readonly (readonly number[])[];
  /** Positions of items that are larger than any write may be. */
  readonly tooLarge: readonly number[];
}

/** Cuts items into writes of at most `maxItems` and `maxBytes`, in order. Those of one batch, side by side, are one write whatever its size. */
export function splitIntoChunks(
  items: readonly DeliveryItem[],
  { maxItems, maxBytes }: Pick<DestinationCapabilities, 'maxItems' | 'maxBytes'>,
): Chunks {
  const chunks: number[][] = [];
  const tooLarge: number[] = [];
  let current: number[] = [];
  let bytes = 0;
  let batch: string | null = null;
  items.forEach((item, index) => {
    const size = item.body.byteLength;
    if (size > maxBytes) {
      tooLarge.push(index);
      return;
    }
    const isFull = current.length >= maxItems || bytes + size > maxBytes;
    if (current.length > 0 && (item.batchId !== batch || (batch === null && isFull))) {
      chunks.push(current);
      current = [];
      bytes = 0;
    }
    batch = item.batchId;
    current.push(index);
    bytes += size;
  });
  if (current.length > 0) chunks.push(current);
  return { chunks, tooLarge };
}
