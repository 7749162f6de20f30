import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { InFlight } from '../kit/in-flight.js';
import { writeRanked } from '../kit/write-ranked.js';
import { checkSupabase } from './check.js';
import { asProblem } from './classify.js';
import type { Layout } from './layout.js';
import { Project } from './project.js';
import { rowsLayout } from './rows-layout.js';
import type { SupabaseConfig } from './spec.js';
import { terraLayout } from './terra-layout.js';

/** Sockets are the egress guard's, so it holds nothing open. */
export class SupabaseSession implements DestinationSession {
  readonly #inFlight = new InFlight();
  readonly #project: Project;
  readonly #layout: Layout;

  constructor(
    private readonly config: SupabaseConfig,
    io: DestinationIo,
  ) {
    this.#project = new Project(config, io);
    this.#layout = (config.layout === 'rows' ? rowsLayout : terraLayout)(this.#project);
  }

  check(signal: AbortSignal, watch?: CheckWatch): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => checkSupabase(this.#project, this.config, signal, watch));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(() => writeRanked(items, (rows, results) => this.#layout(rows, results, signal), asProblem));
  }

  line(): string {
    const { layout, bucket } = this.config;
    return `rpc freehub_write${layout === 'terra' ? `, objects in ${bucket}` : ''}`;
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => Promise.resolve());
  }
}
