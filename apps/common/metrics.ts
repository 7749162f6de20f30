/** Prometheus metrics. Labels are kinds and states, never ids of people and never data. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export class Metrics {
  readonly registry = new Registry();
  readonly notices = this.counter('freehub_notices_total', 'Provider notifications accepted', ['provider']);
  readonly syncs = this.counter('freehub_syncs_total', 'Syncs of a connection', ['outcome', 'driver']);
  readonly deliveries = this.counter('freehub_deliveries_total', 'Deliveries by what became of them', ['kind', 'state']);
  readonly deliverySeconds = new Histogram({
    name: 'freehub_delivery_write_seconds',
    help: 'Time of one write to a destination',
    labelNames: ['kind'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly relieved = this.counter('freehub_relieved_total', 'Signalled rows that a relief lane had to take', []);

  /** @param signalRate asked whenever somebody looks */
  constructor(signalRate: () => number) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'freehub_signal_budget_per_second',
      help: 'Signals a second that Temporal gets',
      registers: [this.registry],
      collect() {
        this.set(signalRate());
      },
    });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}
