import { expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

it('metrics are text for Prometheus, labelled by kinds and states only', async () => {
  const metrics = new Metrics(() => 4.5);
  metrics.notices.inc({ provider: 'INSIDERS' }, 3);
  metrics.deliveries.inc({ kind: 'webhook', state: 'delivered' });
  metrics.deliverySeconds.observe({ kind: 'webhook' }, 0.03);
  const text = await metrics.registry.metrics();
  expect(text).toContain('freehub_notices_total{provider="INSIDERS"} 3');
  expect(text).toContain('freehub_deliveries_total{kind="webhook",state="delivered"} 1');
  expect(text).toContain('freehub_delivery_write_seconds_bucket{le="0.05",kind="webhook"} 1');
  expect(text).toContain('freehub_signal_budget_per_second 4.5');
  expect(text).toMatch(/^process_cpu_seconds_total /m);
  const labels = new Set(
    [...text.matchAll(/^freehub_\w+\{([^}]*)\}/gm)].flatMap(([, inner]) =>
      (inner ?? '').split(',').map((label) => label.split('=')[0]),
    ),
  );
  expect([...labels].sort()).toEqual(['kind', 'le', 'provider', 'state']);
});

it('two processes of one test do not share counters', async () => {
  new Metrics(() => 1).relieved.inc();
  expect(await new Metrics(() => 1).registry.metrics()).toContain('freehub_relieved_total 0');
});
