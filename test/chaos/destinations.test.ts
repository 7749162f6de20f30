/** Destinations that are away, hang or refuse: the others do not notice, and nothing is lost. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import * as deliveries from '../../apps/api/admin/contract/deliveries.js';
import * as destinations from '../../apps/api/admin/contract/destinations.js';
import {
  type Connected,
  Platform,
  type Tenant,
  type TrueRide,
  allArrived,
  explained,
  judge,
  latenciesMs,
  percentile,
  until,
} from '../support/platform/index.js';

jest.setTimeout(300_000);

/** Far below any retry or timeout of the sick one, far above what a busy machine adds. */
const NOT_LATE_MS = 2_500;

let platform: Platform;
let tenant: Tenant;
let users: readonly Connected[];

beforeAll(async () => {
  platform = await Platform.start({
    sandbox: ['--riders', '3', '--days', '1'],
    settings: { FREEHUB_CIRCUIT_COOLDOWN_SECONDS: '1' },
  });
  await explained(platform, async () => {
    tenant = await platform.provision({ hooks: ['sick', 'well'], hookTimeoutMs: 4_000 });
    users = [await tenant.connect(1), await tenant.connect(2), await tenant.connect(3)];
    // Sessions, tables and code paths are warm before anything is timed.
    for (const { riderId } of users) await platform.sandbox.control.ride(riderId, { minutes: 5 });
    await allArrived(platform, tenant);
  });
});
afterAll(async () => {
  await platform.close();
});
afterEach(async () => {
  const sick = tenant.hook('sick');
  sick.answer = () => 200;
  sick.release();
  await sick.refuse();
  await sick.listen();
});

/** Rides at a steady pace. @returns p95 of their way to the well one (milliseconds). */
async function p95WhileRiding(count: number, perSecond: number): Promise<number> {
  const { control } = platform.sandbox;
  const rides: TrueRide[] = [];
  for (let n = 0; n < count; n++) {
    rides.push(await control.ride(users[n % users.length]?.riderId ?? '', { minutes: 5 }));
    await sleep(1000 / perSecond);
  }
  const latencies = await until(
    'all of them at the well destination',
    () => {
      const arrived = latenciesMs(tenant.hook('well'), rides);
      return arrived.length === rides.length ? arrived : null;
    },
    { timeoutMs: 120_000 },
  );
  return percentile(latencies, 0.95);
}

const circuit = async (name: string) =>
  (
    await platform.rows<{ circuit: string; failures: number; waitMs: number }>(
      `SELECT circuit, failures, (extract(epoch FROM probe_at - now()) * 1000)::float8 AS "waitMs" FROM destination WHERE id = $1`,
      [tenant.destinationId(name)],
    )
  )[0];

test('one is down for a while and catches up; the other was never late', () =>
  explained(platform, async () => {
    const sick = tenant.hook('sick');
    await sick.refuse();
    const seen = sick.journal.length;
    const p95 = await p95WhileRiding(40, 8);
    expect(p95).toBeLessThan(NOT_LATE_MS);
    expect(sick.journal.length).toBe(seen);
    expect(await circuit('sick')).toMatchObject({ circuit: expect.stringMatching('open') });
    await sick.listen();
    const upMs = Date.now();
    await allArrived(platform, tenant);
    // Probes come every few seconds; one success brings everything forward.
    expect(Date.now() - upMs).toBeLessThan(20_000);
    expect(await circuit('sick')).toMatchObject({ circuit: 'closed', failures: 0 });
  }));

test('many that fail at once are one outage: the next probe is soon', () =>
  explained(platform, async () => {
    const sick = tenant.hook('sick');
    sick.answer = () => 503;
    await platform.sandbox.control.burst(80, 200, 5);
    await until('the open circuit', async () => (await circuit('sick'))?.circuit === 'open', { timeoutMs: 120_000 });
    await until(
      'all at the well one',
      async () => (await judge(platform, tenant)).faults.every((fault) => fault.startsWith('sick')),
      { timeoutMs: 120_000, everyMs: 250 },
    );
    expect((await circuit('sick'))?.waitMs).toBeLessThan(16_000);
    sick.answer = () => 200;
    await allArrived(platform, tenant);
  }));

test('one hangs: the other keeps its pace', () =>
  explained(platform, async () => {
    const sick = tenant.hook('sick');
    sick.answer = () => 'hang';
    const p95 = await p95WhileRiding(30, 6);
    expect(sick.journal.filter(({ answered }) => answered === 'hang').length).toBeGreaterThan(0);
    expect(p95).toBeLessThan(NOT_LATE_MS);
    sick.answer = () => 200;
    sick.release();
    await allArrived(platform, tenant);
  }));

test('one cuts the connection after reading: it gets each again, under the same trace id', () =>
  explained(platform, async () => {
    const sick = tenant.hook('sick');
    let cuts = 3;
    sick.answer = () => (cuts-- > 0 ? 'cut' : 200);
    for (let n = 0; n < 4; n++) for (const { riderId } of users) await platform.sandbox.control.ride(riderId, { minutes: 5 });
    await allArrived(platform, tenant);
    const cut = sick.journal.filter(({ answered }) => answered === 'cut');
    expect(cut).toHaveLength(3);
    for (const { traceId, key } of cut)
      expect(sick.taken.filter((one) => one.traceId === traceId).map((one) => one.key)).toEqual([key]);
  }));

test('a ride that is refused for good becomes a dead letter with a reason, and holds nothing up', () =>
  explained(platform, async () => {
    const { control } = platform.sandbox;
    const sick = tenant.hook('sick');
    const startedAt = '2026-03-04T05:06:07.000Z';
    sick.answer = ({ ride }) => (ride?.startMs === Date.parse(startedAt) ? 413 : 200);
    await tenant
      .sql()
      .query(
        `ALTER TABLE terra.terra_data_payloads ADD CONSTRAINT no_such_start CHECK (start_time NOT LIKE '%:06:07%' OR payload ->> 'type' IS NULL)`,
      );
    const poison = await control.ride(users[0]?.riderId ?? '', { minutes: 5, startedAt });
    await control.burst(20, 40, 5);
    await until('the others at all destinations', async () =>
      (await control.stats()).bursts.every(({ tookMs }) => tookMs !== null),
    );
    const refused = (ride: { id: string }, destination: string): boolean => ride.id === poison.id && destination !== 'well';
    await allArrived(platform, tenant, { except: refused });
    const list = () =>
      platform.admin.call(deliveries.listDeliveries, { params: { environment: tenant.devId }, query: { state: 'dead' } });
    const { items } = await until('both dead letters', async () => {
      const page = await list();
      return page.items.length >= 2 ? page : null;
    });
    const reasons = Object.fromEntries(items.map((item) => [item.destination_id, item]));
    expect(items).toHaveLength(2);
    expect(reasons[tenant.destinationId('sick')]).toMatchObject({
      record_key: poison.id,
      problem: { kind: 'payload', code: '413', message: expect.stringContaining('too large') },
    });
    expect(reasons[tenant.destinationId('sql')]).toMatchObject({
      record_key: poison.id,
      problem: { kind: 'payload', code: '23514' },
    });

    // Mended, and driven again by the operator.
    sick.answer = () => 200;
    await tenant.sql().query(`ALTER TABLE terra.terra_data_payloads DROP CONSTRAINT no_such_start`);
    await platform.admin.call(deliveries.redriveDeliveries, { params: { environment: tenant.devId }, body: {} });
    await allArrived(platform, tenant);
    expect((await list()).items).toEqual([]);
  }));

test('one that is slow gets nothing more within a second of being paused, and never again once it is deleted', () =>
  explained(platform, async () => {
    const sick = tenant.hook('sick');
    const destination = { params: { environment: tenant.devId, destination: tenant.destinationId('sick') } };
    const comesIn = async (ms: number): Promise<number> => {
      const before = sick.journal.length;
      await sleep(ms);
      return sick.journal.length - before;
    };
    // A few at a time, so that most of what is claimed waits for its turn.
    await platform.admin.call(destinations.updateDestination, { ...destination, body: { max_concurrency: 2 } });
    sick.answer = () => 'slow';
    const seen = sick.journal.length;
    await platform.sandbox.control.burst(120, 200, 5);
    await until('the slow one at work', () => sick.journal.length >= seen + 10, { timeoutMs: 120_000 });
    await platform.admin.call(destinations.pauseDestination, destination);
    await sleep(1_000);
    expect(await comesIn(3_000)).toBe(0);
    await platform.admin.call(destinations.resumeDestination, destination);
    await until('more', () => sick.journal.length >= seen + 20, { timeoutMs: 120_000 });
    await platform.admin.call(destinations.deleteDestination, destination);
    await sleep(1_000);
    expect(await comesIn(4_000)).toBe(0);
  }));
