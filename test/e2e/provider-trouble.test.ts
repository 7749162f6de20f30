/** The provider misbehaves: every ride still arrives, once. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connected, Platform, type Tenant, allArrived, explained, judge, until } from '../support/platform/index.js';

jest.setTimeout(300_000);

let platform: Platform;
let tenant: Tenant;
let users: readonly Connected[];

beforeAll(async () => {
  // 60 past rides for each: the listing has more than one page.
  platform = await Platform.start({ sandbox: ['--riders', '3', '--days', '150'] });
  await explained(platform, async () => {
    tenant = await platform.provision();
    users = [await tenant.connect(1), await tenant.connect(2)];
  });
});
afterAll(async () => {
  await platform.close();
});

const inTrouble = (faults: readonly { name: string; [option: string]: unknown }[], work: () => Promise<void>): Promise<void> =>
  explained(platform, async () => {
    for (const fault of faults) await platform.sandbox.control.fault(fault);
    try {
      await work();
    } finally {
      await platform.sandbox.control.heal();
    }
  });

const rideEach = async (times: number): Promise<void> => {
  for (let n = 0; n < times; n++) for (const { riderId } of users) await platform.sandbox.control.ride(riderId, { minutes: 5 });
};
const sent = (): number => tenant.hook().of('activity').length;
const requests = async (name: RegExp): Promise<number> =>
  Object.entries((await platform.sandbox.control.stats()).requests)
    .filter(([route]) => name.test(route))
    .reduce((sum, [, count]) => sum + count, 0);

describe('webhooks', () => {
  test('that come twice change nothing', () =>
    inTrouble([{ name: 'duplicate_webhook', copies: 3, count: 8 }], async () => {
      const before = sent();
      await rideEach(4);
      const { duplicates } = await allArrived(platform, tenant);
      await until('the copies to be sent', async () => (await platform.sandbox.control.stats()).webhooks.pending === 0);
      await until(
        'the inbox to be empty',
        async () => (await platform.rows(`SELECT 1 FROM inbox WHERE state = 'pending'`)).length === 0,
      );
      expect([duplicates, sent() - before]).toEqual([0, 8]);
    }));

  test('that overtake each other leave the newest revision', () =>
    inTrouble([{ name: 'out_of_order_webhook', ms: 400 }], async () => {
      const ride = await platform.sandbox.control.ride(users[0]?.riderId ?? '', { minutes: 5 });
      await platform.sandbox.control.change(ride.id, { name: 'second' });
      await platform.sandbox.control.change(ride.id, { name: 'third' });
      const gone = await platform.sandbox.control.ride(users[1]?.riderId ?? '', { minutes: 5 });
      await platform.sandbox.control.remove(gone.id);
      await until('all webhooks to be sent', async () => (await platform.sandbox.control.stats()).webhooks.pending === 0);
      await allArrived(platform, tenant);
      await until(
        'the inbox to be empty',
        async () => (await platform.rows(`SELECT 1 FROM inbox WHERE state = 'pending'`)).length === 0,
      );
      expect((await judge(platform, tenant)).faults).toEqual([]);
      expect((await tenant.sql().activities()).find(({ key }) => key === ride.id)?.ride.name).toBe('third');
    }));

  test('that are late still count, and a late one about an old revision fetches nothing', () =>
    inTrouble([{ name: 'late_webhook', ms: 1_500, count: 1 }], async () => {
      const ride = await platform.sandbox.control.ride(users[0]?.riderId ?? '', { minutes: 5 });
      await platform.sandbox.control.change(ride.id, { name: 'told first' });
      await allArrived(platform, tenant);
      const before = await requests(/activities\/:id/);
      await until('the late webhook', async () => (await platform.sandbox.control.stats()).webhooks.pending === 0);
      await until(
        'the inbox to be empty',
        async () => (await platform.rows(`SELECT 1 FROM inbox WHERE state = 'pending'`)).length === 0,
      );
      expect(await requests(/activities\/:id/)).toBe(before);
    }));

  test('that are lost are made up for by the next reconciliation', () =>
    inTrouble([{ name: 'lost_webhook', count: 2 }], async () => {
      await rideEach(1);
      await sleep(500);
      expect((await judge(platform, tenant)).faults).toHaveLength(4);
      await platform.db.query(`UPDATE connection SET next_poll_at = now() - interval '3 minutes'`);
      await allArrived(platform, tenant);
    }));
});

describe('answers', () => {
  test('429 on every third request: waits as long as asked, loses nothing', () =>
    inTrouble([{ name: 'rate_limited', retryAfterSeconds: 1, probability: 0.3, count: 12 }], async () => {
      await rideEach(3);
      await allArrived(platform, tenant);
      expect(await requests(/ 429$/)).toBeGreaterThan(0);
      expect(await platform.rows(`SELECT 1 FROM connection WHERE state <> 'active'`)).toEqual([]);
    }));

  test('5xx for a while: tried again until it passes', () =>
    inTrouble([{ name: 'server_error', seconds: 3 }], async () => {
      await rideEach(2);
      await allArrived(platform, tenant);
      expect(await requests(/ 503$/)).toBeGreaterThan(0);
    }));

  test('cut in the middle: tried again, never stored', () =>
    inTrouble(
      [
        { name: 'truncated', routes: 'streams', count: 2 },
        { name: 'truncated', routes: 'detail', count: 2 },
      ],
      async () => {
        await rideEach(2);
        await allArrived(platform, tenant);
        expect(await platform.rows(`SELECT state FROM inbox WHERE state = 'dead'`)).toEqual([]);
      },
    ));

  test('no streams: the ride arrives without samples', () =>
    inTrouble([{ name: 'missing_streams', count: 1 }], async () => {
      await platform.sandbox.control.ride(users[0]?.riderId ?? '', { minutes: 5 });
      await allArrived(platform, tenant);
    }));

  test('a token that the provider holds for expired is exchanged once', () =>
    inTrouble([{ name: 'expired_token', count: 1 }], async () => {
      const before = (await platform.sandbox.control.stats()).refreshes;
      await platform.sandbox.control.ride(users[0]?.riderId ?? '', { minutes: 5 });
      await allArrived(platform, tenant);
      expect((await platform.sandbox.control.stats()).refreshes - before).toBe(1);
      expect(await platform.rows(`SELECT 1 FROM connection WHERE state <> 'active'`)).toEqual([]);
    }));

  test('pages that repeat items, in a backfill under 429 and 5xx: each ride once', () =>
    inTrouble(
      [
        { name: 'repeated_item' },
        { name: 'server_error', probability: 0.05, count: 3 },
        { name: 'rate_limited', retryAfterSeconds: 1, probability: 0.05, count: 3 },
      ],
      async () => {
        const days = 150;
        const id = await tenant.backfill(days);
        const done = await until(
          'the backfill',
          async () => {
            const progress = await tenant.progress(id);
            return progress.state === 'done' ? progress : null;
          },
          { timeoutMs: 120_000, everyMs: 250 },
        );
        expect(done.windows.failed).toBe(0);
        const { expected, duplicates } = await allArrived(platform, tenant, { backfilledFromMs: Date.now() - days * 86_400_000 });
        expect(expected).toBeGreaterThan(100);
        expect(duplicates).toBe(0);
      },
    ));
});
