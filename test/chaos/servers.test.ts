/** The servers below us go away: Temporal for a while and with all its data, PostgreSQL in the middle of a load. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import {
  type Connected,
  type Platform,
  type Tenant,
  type TrueRide,
  allArrived,
  explained,
  latenciesMs,
  until,
} from '../support/platform/index.js';
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

const backfilled = { backfilledFromMs: Date.now() - DAYS * 86_400_000 };

const runningWorkflows = (): Promise<readonly string[]> =>
  platform.withTemporal(async (client) => {
    const ids: string[] = [];
    for await (const { workflowId, status } of client.workflow.list()) if (status.name === 'RUNNING') ids.push(workflowId);
    return ids.sort();
  });

/** A server that a failed test had stopped is there again for the next one. */
async function restoring(restore: () => Promise<void>, work: (away: (is: boolean) => void) => Promise<void>): Promise<void> {
  const server = { isAway: false };
  try {
    await work((is) => {
      server.isAway = is;
    });
  } finally {
    await platform.sandbox.control.heal();
    if (server.isAway) await restore();
  }
}

test('Temporal stops: live rides still arrive while it is away; its data is thrown away: everything is there again', () =>
  explained(platform, () =>
    restoring(
      () => platform.temporal.restart(),
      (away) => withoutTemporal(away),
    ),
  ));

async function withoutTemporal(away: (is: boolean) => void): Promise<void> {
  const { control } = platform.sandbox;
  await control.fault({ name: 'slow', routes: 'detail', ms: 200 });
  const id = await tenant.backfill(DAYS);
  await until('the middle of the backfill', async () => (await tenant.progress(id)).records.changed >= 16, {
    timeoutMs: 120_000,
  });
  away(true);
  await platform.temporal.stop();
  await control.heal();
  expect((await tenant.progress(id)).state).toBe('running');

  const rides: TrueRide[] = [];
  for (let n = 0; n < 4; n++) for (const { riderId } of users) rides.push(await control.ride(riderId, { minutes: 5 }));
  // What is promised is that they need no Temporal; the bound is for a busy machine.
  await until('the live rides', () => latenciesMs(tenant.hook(), rides).length === rides.length, { timeoutMs: 120_000 });

  await platform.temporal.restart({ wipe: true });
  away(false);
  const expected = [
    ...users.map(({ userId }) => `connection:${userId}`),
    ...['hook', 'sql'].map((name) => `destination:${tenant.destinationId(name)}`),
    'housekeeping',
  ].sort();
  await until(
    'the workflows to be there again',
    async () => {
      const ids = await runningWorkflows();
      return expected.every((one) => ids.includes(one));
    },
    { timeoutMs: 120_000, everyMs: 250 },
  );
  await until('the end of the backfill', async () => (await tenant.progress(id)).state === 'done', {
    timeoutMs: 120_000,
    everyMs: 250,
  });
  await allArrived(platform, tenant, backfilled);

  // The new server hears of rides as the old one did.
  for (const { riderId } of users) await control.ride(riderId, { minutes: 5 });
  await allArrived(platform, tenant, backfilled);
}

test('PostgreSQL restarts and crashes under load: nothing that was acknowledged is lost', () =>
  explained(platform, () =>
    restoring(
      () => platform.postgres.restart(),
      (away) => underLoad(away),
    ),
  ));

async function underLoad(away: (is: boolean) => void): Promise<void> {
  const { control } = platform.sandbox;
  const before = (await control.truth()).length;
  await control.burst(150, 25, 5);
  const made = (count: number) => until(`${count} rides`, async () => (await control.truth()).length - before >= count);
  await made(30);
  away(true);
  await platform.postgres.restart();
  away(false);
  await made(80);
  away(true);
  await platform.postgres.kill();
  await platform.postgres.restart();
  away(false);
  await made(150);
  await until('every webhook to be taken', async () => (await control.stats()).webhooks.pending === 0, { timeoutMs: 120_000 });
  // Whether the past was pulled is the other test's business.
  await allArrived(platform, tenant);
  expect((await control.stats()).webhooks.abandoned).toBe(0);
  platform.assertAlive();
}
