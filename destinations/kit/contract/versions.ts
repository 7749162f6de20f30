import { expect } from '@jest/globals';
import type { DeliveryItem } from '../destination.js';
import { testItem, testUser } from '../testing/items.js';
import { kinds, outcomes } from './results.js';
import type { ContractRun } from './run.js';

/** Repeats, revisions and deletes. */
export function keepsTheNewest(run: ContractRun): void {
  const { skip, deliver, held, caseUnless } = run;

  caseUnless(skip.upsert, 'keeps one of an item that comes twice', async () => {
    const item = testItem();
    expect(outcomes(await deliver([item]))).toEqual(['delivered']);
    expect(outcomes(await deliver([item]))).toEqual(['duplicate']);
    expect(outcomes(await deliver([item, item]))).toEqual(['duplicate', 'duplicate']);
    expect(await held(item.key)).toHaveLength(1);
  });

  caseUnless(skip.upsert, 'never goes back to an older revision', async () => {
    const user = testUser();
    const at = (version: number): DeliveryItem => testItem({ key: `ride-${user.userId}`, user, revision: version });
    expect(outcomes(await deliver([at(2)]))).toEqual(['delivered']);
    expect(outcomes(await deliver([at(1)]))).toEqual(['stale']);
    expect(outcomes(await deliver([at(3), at(5), at(4)]))).toEqual(['stale', 'delivered', 'stale']);
    expect(await held(at(1).key)).toEqual([{ key: at(1).key, revision: 5 }]);
    await Promise.all(Array.from({ length: 20 }, (_, index) => deliver([at(6 + ((index * 7) % 20))])));
    expect(await held(at(1).key)).toEqual([{ key: at(1).key, revision: 25 }]);
  });

  caseUnless(skip.delete, 'deletes, unless something newer is there', async () => {
    const user = testUser();
    const at = (version: number, op: DeliveryItem['op'] = 'upsert'): DeliveryItem =>
      testItem({ key: `gone-${user.userId}`, user, revision: version, op });
    await deliver([at(2)]);
    expect(outcomes(await deliver([at(1, 'delete')]))).toEqual(['stale']);
    expect(await held(at(1).key)).toHaveLength(1);
    expect(outcomes(await deliver([at(3, 'delete')]))).toEqual(['delivered']);
    expect(await held(at(1).key)).toEqual([]);
    expect(kinds(await deliver([at(3, 'delete')]))).toEqual(['ok']);
    expect(outcomes(await deliver([at(4)]))).toEqual(['delivered']);
    expect(await held(at(1).key)).toEqual([{ key: at(1).key, revision: 4 }]);
  });

  caseUnless(skip.delete ?? skip.tombstone, 'an older revision does not bring back what was deleted', async () => {
    const user = testUser();
    const at = (version: number, op: DeliveryItem['op'] = 'upsert'): DeliveryItem =>
      testItem({ key: `gone-${user.userId}`, user, revision: version, op });
    await deliver([at(2)]);
    await deliver([at(3, 'delete')]);
    expect(outcomes(await deliver([at(2), at(3, 'delete')]))).toEqual(['stale', 'delivered']);
    expect(outcomes(await deliver([at(1)]))).toEqual(['stale']);
    expect(await held(at(1).key)).toEqual([]);
    expect(outcomes(await deliver([at(4)]))).toEqual(['delivered']);
    expect(await held(at(1).key)).toEqual([{ key: at(1).key, revision: 4 }]);
  });

  caseUnless(skip.delete ?? skip.tombstone, 'a delete that races with older writes wins', async () => {
    const raced: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      const items = Array.from({ length: 200 }, () => testItem({ revision: 1 }));
      const deletes = items.map((item) => ({ ...item, op: 'delete' as const, revision: 2 }));
      await Promise.all([deliver(items), deliver(deletes), deliver(items.toReversed())]);
      raced.push(...items.map(({ key }) => key));
    }
    expect(await held(...raced)).toEqual([]);
  });
}
