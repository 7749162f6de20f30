/** How long rides took from the provider's clock to a receiver's. */
import type { Receiver } from './receiver.js';
import type { TrueRide } from './sandbox-control.js';

/** Milliseconds from a ride's creation to its first arrival, for those that arrived. */
export function latenciesMs(receiver: Receiver, rides: readonly TrueRide[]): readonly number[] {
  const first = new Map<string, number>();
  for (const { key, atMs } of receiver.taken) if (key !== null && !first.has(key)) first.set(key, atMs);
  return rides.flatMap((ride) => {
    const atMs = first.get(ride.id);
    return atMs === undefined ? [] : [atMs - Date.parse(ride.createdAt)];
  });
}

/** @param part 0.95 for p95. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
