/** A session on any bucket. Sockets are the egress guard's, so it holds nothing open. */
import pLimit from 'p-limit';
import { Problem } from '../../../model/problem.js';
import type { CheckWatch } from '../check/check-list.js';
import type { CheckResult, DeliveryItem, DestinationSession, ItemResult } from '../destination.js';
import { InFlight } from '../in-flight.js';
import { objectCapabilities } from './fields.js';
import type { LayoutConfig } from './fields.js';
import { GuardedWriter } from './guarded-writer.js';
import { HiveLayout } from './hive-layout.js';
import type { ObjectStore } from './store.js';
import { TerraLayout } from './terra-layout.js';

export interface ObjectSessionOptions {
  readonly store: ObjectStore;
  readonly config: Pick<LayoutConfig, 'layout' | 'prefix' | 'originals'>;
  /** The bucket as operators see it: `s3://bucket`. Without it nothing is told of where an item went. */
  readonly place?: string;
  readonly classify: (error: unknown) => Problem | undefined;
  readonly check: (signal: AbortSignal, watch?: CheckWatch) => Promise<readonly CheckResult[]>;
  /** Most requests in flight; absent = the kind's own number. */
  readonly concurrency: number | undefined;
}

export class ObjectSession implements DestinationSession {
  readonly #options: ObjectSessionOptions;
  readonly #layout: TerraLayout | HiveLayout;
  readonly #inFlight = new InFlight();

  constructor(options: ObjectSessionOptions) {
    const { store, config, classify, concurrency = objectCapabilities.concurrency } = options;
    const { prefix, originals, layout } = config;
    this.#options = options;
    const shared = { prefix, asProblem: problemBy(classify), limit: pLimit(concurrency) };
    this.#layout =
      layout === 'hive'
        ? new HiveLayout({ ...shared, store })
        : new TerraLayout({ ...shared, originals, writer: new GuardedWriter(store) });
  }

  check(signal: AbortSignal, watch?: CheckWatch): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => this.#options.check(signal, watch));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(() => this.#layout.write(items, signal));
  }

  line(item: DeliveryItem): string | null {
    const { place } = this.#options;
    return place === undefined ? null : `${this.#layout.verbOf(item)} ${place}/${this.#layout.nameOf(item)}`;
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => Promise.resolve());
  }
}

/** Any error of a kind as a Problem. */
export const problemBy =
  (classify: (error: unknown) => Problem | undefined) =>
  (error: unknown): Problem =>
    classify(error) ?? Problem.from(error, 'writing to the bucket');
