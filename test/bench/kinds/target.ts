import type { DeliveryItem } from '../../../destinations/kit/destination.js';

/** A destination on a server of this run, and the vendor's client beside it. */
export interface Target {
  readonly config: Readonly<Record<string, unknown>>;
  /** Writes the same bytes to the same server by the vendor's client alone. */
  bare(items: readonly DeliveryItem[]): Promise<unknown>;
  /** Between rounds, for a server that keeps all in its memory. */
  clear?(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** One row of the table of kinds. */
export interface MeasuredKind {
  readonly title: string;
  /** As in the registry. */
  readonly kind: string;
  /** What the vendor's client does. */
  readonly floor: string;
  /** Most events in one round; absent = as many as there is time for. */
  readonly mostItems?: number;
  readonly open: () => Promise<Target>;
}

export const textOf = ({ body }: DeliveryItem): string => Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();

export const chunksOf = (items: readonly DeliveryItem[], size: number): DeliveryItem[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
