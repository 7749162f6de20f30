/** Our own processes are killed in the middle of their work: every ride is at both destinations, exactly once by key. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connected, type Platform, type Tenant, allArrived, explained, until } from '../support/platform/index.js';
import { setStage } from './stage.js';

jest.setTimeout(300_000);

const DAYS = 120;

let platform: Platform;
let tenant: Tenant;
let users: readonly Connected[];

beforeAll(async () => {
  ({ platform, tenant, users } = await setStage(DAYS));
});
afterAll(async () => {
  await platform.close();
});

test('SIGKILL of the worker in mid-backfill: it goes on where it was', () =>
  explained(platform, async () => {
    const { control } = platform.sandbox;
    await control.fault({ name: 'slow', routes: 'detail', ms: 150 });
    const id = await tenant.backfill(DAYS);
    await until('the middle of the backfill', async () => (await tenant.progress(id)).records.changed >= 16, {
      timeoutMs: 120_000,
    });
    await platform.worker.kill();
    const { state, records } = await tenant.progress(id);
    const left = (await control.truth()).length - records.changed;
    expect(state).toBe('running');
    expect(left).toBeGreaterThan(30);
    await control.heal();
    // Live rides while nobody works.
    for (const { riderId } of users) await control.ride(riderId, { minutes: 5 });
    await platform.worker.start();
    await until('the end of the backfill', async () => (await tenant.progress(id)).state === 'done', {
      timeoutMs: 120_000,
      everyMs: 250,
    });
    const { expected } = await allArrived(platform, tenant, { backfilledFromMs: Date.now() - DAYS * 86_400_000 });
    expect(expected).toBeGreaterThan(100);
    expect((await tenant.progress(id)).windows).toMatchObject({ failed: 0, pending: 0 });
  }));

test('SIGKILL of the api in mid-burst: what it had acknowledged is kept, the rest comes again', () =>
  explained(platform, async () => {
    const { control } = platform.sandbox;
    const before = (await control.truth()).length;
    await control.burst(120, 60, 5);
    await until('the middle of the burst', async () => (await control.truth()).length - before >= 40, { everyMs: 20 });
    await platform.api.kill();
    await sleep(500);
    await platform.api.start();
    await until(
      'every webhook to be taken',
      async () => {
        const { webhooks, bursts } = await control.stats();
        return webhooks.pending === 0 && bursts.every(({ tookMs }) => tookMs !== null) ? webhooks : null;
      },
      { timeoutMs: 120_000 },
    );
    expect((await control.stats()).webhooks.failed).toBeGreaterThan(0);
    expect((await control.truth()).length - before).toBe(120);
    await allArrived(platform, tenant);
  }));

test('SIGKILL of the worker in mid-delivery: what was in flight comes again within the lease', () =>
  explained(platform, async () => {
    const { control } = platform.sandbox;
    const hook = tenant.hook();
    const before = hook.journal.length;
    hook.answer = () => 'hang';
    for (let n = 0; n < 4; n++) for (const { riderId } of users) await control.ride(riderId, { minutes: 5 });
    await until('deliveries in flight', () => hook.journal.length - before >= 6);
    await platform.worker.kill();
    hook.answer = () => 200;
    hook.release();
    const killedMs = Date.now();
    await platform.worker.start();
    await allArrived(platform, tenant);
    // 30 s of lease, and a start.
    expect(Date.now() - killedMs).toBeLessThan(50_000);
  }));

test('a worker that is asked to end finishes or gives back what it has, and none is late for it', () =>
  explained(platform, async () => {
    const { control } = platform.sandbox;
    await control.burst(30, 30, 5);
    await sleep(400);
    const stoppedMs = Date.now();
    await platform.worker.restart();
    await allArrived(platform, tenant);
    expect(Date.now() - stoppedMs).toBeLessThan(30_000);
    expect(await platform.rows(`SELECT 1 FROM delivery WHERE state = 'dead'`)).toEqual([]);
  }));
