import type { DeliveryItem } from '../destination.js';
import type { DestinationKind } from '../kind.js';

export type Config = Readonly<Record<string, unknown>>;

/** One object, row, document, message or request, read back from the target itself. */
export interface LeftPart {
  readonly place: string;
  /** JSON; integers as they are. */
  readonly text: string;
  /** Those that can be read back, as the preview names them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A real target for one run of the suite. */
export interface ContractRig {
  readonly config: Config;
  /** The same, but a secret is wrong. */
  readonly wrongSecret: Config;
  /** The same, but nobody listens there. */
  readonly unreachable: Config;
  /** All bodies that the target holds, as JSON texts. */
  readBack(): Promise<readonly string[]>;
  /** All that a write of this one item has left, with its place. */
  left(item: DeliveryItem): Promise<readonly LeftPart[]>;
  /** Makes an item that the target cannot accept. */
  poison(item: DeliveryItem): DeliveryItem;
  /** The target accepts connections but does not answer writes until the returned function is called. */
  stall(): Promise<() => Promise<void>>;
  /** The target asks to slow down, by `retryAfterMs`, until released. */
  readonly throttle?: () => Promise<{ retryAfterMs: number; release: () => Promise<void> }>;
  dispose(): Promise<void>;
}

export interface ContractOptions {
  /** Shown in the report. */
  readonly name: string;
  readonly kind: DestinationKind;
  readonly readme: URL;
  make(): Promise<ContractRig>;
  /** Cases that cannot be met by this kind of target, each with the reason. */
  readonly skip?: Readonly<Partial<Record<'throttled' | 'delete' | 'tombstone' | 'upsert' | 'bytes', string>>>;
}
