/** A list of deliveries of any length, in pages: neither all in memory nor one long transaction. */
import type { EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import { type DeliveryFilter, type DeliveryRow, listDeliveries } from './deliveries.js';

const PAGE = 1_000;

/** Newest first, as they were when their page was read. @param most rows in all @throws Problem payload (the filter) */
export async function* exportDeliveries(
  db: Queryable,
  environmentId: EnvironmentId,
  filter: DeliveryFilter,
  most: number,
): AsyncGenerator<readonly DeliveryRow[], void> {
  let after: string | null = null;
  for (let left = most; left > 0;) {
    const page: Awaited<ReturnType<typeof listDeliveries>> = await listDeliveries(db, environmentId, filter, {
      after,
      limit: Math.min(left, PAGE),
    });
    yield page.items;
    if (page.next === null) return;
    left -= page.items.length;
    after = page.next;
  }
}
