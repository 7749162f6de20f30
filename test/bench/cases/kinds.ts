/** Every kind of destination through the Deliverer, beside the vendor's client alone on the same server. */
import type { DeliveryItem } from '../../../destinations/kit/destination.js';
import { Deliverer } from '../../../destinations/kit/deliverer.js';
import { EgressGuard } from '../../../destinations/kit/egress/egress.js';
import { destinationRegistry } from '../../../destinations/registry.js';
import { ride } from '../kinds/rides.js';
import { withServers } from '../kinds/servers.js';
import { MEASURED_KINDS } from '../kinds/table.js';
import type { MeasuredKind } from '../kinds/target.js';
import { type Case, type Row, more } from '../row.js';

const CALL = 200;
const CALLS_AT_ONCE = 4;
const ROUND_MS = 1_000;
const ROUNDS = 2;

type Write = (items: readonly DeliveryItem[]) => Promise<unknown>;

/** @returns items a second; calls begun in time are waited for and count. */
async function rateOf(write: Write, mostItems = Infinity): Promise<number> {
  let [begun, count] = [0, 0];
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: CALLS_AT_ONCE }, async () => {
      while (performance.now() - startedMs < ROUND_MS && begun < mostItems) {
        begun += CALL;
        await write(Array.from({ length: CALL }, ride));
        count += CALL;
      }
    }),
  );
  return count / ((performance.now() - startedMs) / 1000);
}

async function measure({ title, kind, floor, mostItems, open }: MeasuredKind): Promise<Row> {
  const target = await open();
  const egress = new EgressGuard(['127.0.0.1']);
  const deliverer = new Deliverer(destinationRegistry, { egress, userAgent: 'freehub-bench', ambientCredentials: false });
  const ours: Write = async (items) => {
    const stored = { id: title, revision: 1, kind, config: target.config };
    for (const result of await deliverer.deliver(stored, items, new AbortController().signal))
      if (!result.ok || result.outcome !== 'delivered')
        throw result.ok ? new Error(`${title}: ${result.outcome}`) : result.problem;
  };
  const bare: Write = (items) => target.bare(items);
  try {
    const best = { ours: 0, bare: 0 };
    // Connects, makes tables, warms up.
    for (const write of [ours, bare]) await write(Array.from({ length: CALL }, ride));
    // In turns: what else the machine does meets both.
    for (let round = 0; round < ROUNDS; round++) {
      best.ours = Math.max(best.ours, await rateOf(ours, mostItems));
      await target.clear?.();
      best.bare = Math.max(best.bare, await rateOf(bare, mostItems));
      await target.clear?.();
    }
    const megabytes = (best.ours * ride().body.byteLength) / 1e6;
    return more(`to ${title}`, best.ours, 'deliveries/s', best.bare, `${megabytes.toFixed(1)} MB/s; floor: ${floor}`);
  } finally {
    await deliverer.close();
    await target.close();
  }
}

export const kinds: Case = {
  name: 'kinds',
  run: () =>
    withServers(async () => {
      const rows: Row[] = [];
      for (const one of MEASURED_KINDS) rows.push(await measure(one));
      return rows;
    }),
};
