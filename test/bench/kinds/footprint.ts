/** A process of its own: imports what a worker delivers with, writes to the given destinations, says what memory it then holds. */
import { z } from 'zod';
import { Deliverer } from '../../../destinations/kit/deliverer.js';
import { EgressGuard } from '../../../destinations/kit/egress/egress.js';
import { destinationRegistry } from '../../../destinations/registry.js';
import { ride } from './rides.js';

const targets = z
  .array(z.object({ id: z.string(), kind: z.string(), config: z.record(z.string(), z.unknown()) }))
  .parse(JSON.parse(process.env['BENCH_TARGETS'] ?? '[]'));
const egress = new EgressGuard(['127.0.0.1']);
const deliverer = new Deliverer(destinationRegistry, { egress, userAgent: 'freehub-bench', ambientCredentials: false });
for (const target of targets)
  for (const result of await deliverer.deliver(
    { ...target, revision: 1 },
    Array.from({ length: 20 }, ride),
    new AbortController().signal,
  ))
    if (!result.ok) throw result.problem;
for (let n = 0; n < 3; n++) {
  await new Promise((resolve) => setTimeout(resolve, 300));
  globalThis.gc?.();
}
const { rss, heapUsed } = process.memoryUsage();
process.stdout.write(JSON.stringify({ rss, heapUsed }));
await deliverer.close();
process.exit(0);
