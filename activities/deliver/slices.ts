import type { ClaimedDelivery } from '../../store/outbox/claim.js';

/** Slices whose decompressed bodies fit into `maxBytes`; one that is larger alone goes alone. */
export function* byBytes(claimed: readonly ClaimedDelivery[], maxBytes: number): Generator<readonly ClaimedDelivery[]> {
  let slice: ClaimedDelivery[] = [];
  let bytes = 0;
  for (const delivery of claimed) {
    if (slice.length > 0 && bytes + delivery.bodyBytes > maxBytes) {
      yield slice;
      slice = [];
      bytes = 0;
    }
    slice.push(delivery);
    bytes += delivery.bodyBytes;
  }
  if (slice.length > 0) yield slice;
}
