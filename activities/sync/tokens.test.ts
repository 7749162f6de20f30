import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox } from '../../apps/sandbox/server.js';
import { claimConnection } from '../../store/sync/lease.js';
import { createDatabase } from '../../test/support/servers/postgres.js';
import { SyncWorld } from './sync.fixture.js';

let world: SyncWorld;
beforeAll(async () => {
  const sandbox = await startSandbox({ port: 0, riders: 1, days: 0, limits: null });
  world = await SyncWorld.over({ database: await createDatabase(), sandbox });
}, 120_000);
afterAll(() => world.close());
beforeEach(() => world.connect());
afterEach(() => world.disconnect());

const credential = async () =>
  (
    await world.all<{ revision: number; refused: number }>(`SELECT revision, refused FROM credential WHERE connection_id = $1`)
  )[0];
const UNAUTHORIZED = /activities\/:id 401/;

describe('a fresh token that the provider refuses', () => {
  it('is a doubt the first time, which asks nobody; the second time in a row the athlete is asked, once', async () => {
    await world.toldOfRides(4);
    await world.fault('expired_token', { routes: 'detail' });
    const report = await world.run();
    expect(report).toMatchObject({ outcome: 'waiting', state: 'active' });
    expect(report.nextMs).toBeGreaterThan(15_000);
    expect([await world.state(), await credential()]).toEqual(['active', { revision: 2, refused: 1 }]);
    await world.later();
    expect(await world.run()).toMatchObject({ outcome: 'waiting', state: 'reauthorize' });
    expect(await world.statuses()).toEqual(['connection_error']);
    expect(new Set((await world.inbox()).map(({ state }) => state))).toEqual(new Set(['pending']));
  });

  it('and then takes it is forgiven: the next doubt is the first again', async () => {
    for (let n = 0; n < 2; n++) {
      await world.toldOfRides(1);
      await world.fault('expired_token', { routes: 'detail', count: 2 });
      expect(await world.run()).toMatchObject({ outcome: 'waiting', state: 'active' });
      await world.later();
      expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 1 });
      expect(await credential()).toMatchObject({ refused: 0 });
    }
    expect(await world.statuses()).toEqual([]);
  });
});

describe('a token that is exchanged in the middle of a sync', () => {
  it('is used for everything that follows', async () => {
    await world.toldOfRides(20);
    const before = await world.answers(UNAUTHORIZED);
    await world.fault('expired_token', { routes: 'detail', count: 1 });
    expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 20 });
    // Only those that were under way at the same time met the old one.
    expect((await world.answers(UNAUTHORIZED)) - before).toBeLessThanOrEqual(6);
    expect(await credential()).toMatchObject({ revision: 2 });
  });
});

it('a sync that outlives two tokens renews the second, which somebody else had fetched', async () => {
  const expire = () =>
    world.all(`UPDATE credential SET access_expires_at = now() - interval '1 second' WHERE connection_id = $1`);
  await world.toldOfRides(1);
  await expire();
  const leased = await claimConnection(world.db, world.id, 30_000);
  if (!leased) throw new Error('not claimed');
  await world.all(`UPDATE connection SET lease_until = NULL WHERE id = $1`);
  await world.run();
  await expire();
  expect(await credential()).toMatchObject({ revision: 2 });
  // As the first one goes on, an hour later.
  const late = { ...leased, pollDue: true };
  expect(await world.rig.sync.leased(late, AbortSignal.timeout(10_000))).toMatchObject({ outcome: 'synced' });
  expect(await credential()).toMatchObject({ revision: 3 });
});
