import type { ClaimedDelivery } from '../../store/outbox/claim.js';

/** From the front: as many as their decompressed bodies fit into `maxBytes`; at least one. */
export function firstSlice(claimed: readonly ClaimedDelivery[], maxBytes: number): readonly ClaimedDelivery[] {
  let bytes = 0;
  const end = claimed.findIndex((delivery) => (bytes += delivery.bodyBytes) > maxBytes);
  return end === -1 ? claimed : claimed.slice(0, Math.max(1, end));
}

export const bytesOf = (deliveries: readonly ClaimedDelivery[]): number =>
  deliveries.reduce((bytes, delivery) => bytes + delivery.bodyBytes, 0);
