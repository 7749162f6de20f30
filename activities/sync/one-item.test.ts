import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox } from '../../apps/sandbox/server.js';
import { createDatabase } from '../../test/support/servers/postgres.js';
import { SyncWorld } from './sync.fixture.js';

let world: SyncWorld;
beforeAll(async () => {
  const sandbox = await startSandbox({ port: 0, riders: 1, days: 0, limits: null });
  world = await SyncWorld.over({ database: await createDatabase(), sandbox });
}, 120_000);
afterAll(() => world.close());
beforeEach(() => world.connect());
afterEach(async () => {
  await world.disconnect();
  // The next test's poll finds only what is its own.
  for (const { id } of await world.client.rides(world.rider))
    await world.client.control('DELETE', `/rides/${id}`).catch(() => null);
});

const failures = async () =>
  (await world.all<{ failures: number }>(`SELECT failures FROM connection WHERE id = $1`))[0]?.failures;
const poll = async () => {
  await world.pollDue();
  return world.run();
};

describe('a refusal (403)', () => {
  it('of one ride is that ride’s trouble, shown to the operator: its neighbours come, nobody is asked to connect again', async () => {
    const [secret = '', open = ''] = await world.toldOfRides(2);
    await world.fault('forbidden', { ride: secret });
    expect(await world.run()).toMatchObject({ outcome: 'synced', state: 'active', changed: 1 });
    expect(await world.inbox()).toEqual([
      { key: secret, state: 'dead', kind: 'missing' },
      { key: open, state: 'done', kind: null },
    ]);
    expect([await world.state(), await world.statuses()]).toEqual(['active', []]);
  });

  it('of the list is the connection’s: the athlete is asked', async () => {
    await world.fault('forbidden', { routes: 'list' });
    expect(await poll()).toMatchObject({ outcome: 'waiting', state: 'reauthorize' });
    expect(await world.statuses()).toEqual(['connection_error']);
  });
});

describe('a ride that always answers 5xx', () => {
  it('found by a poll is set aside after some tries: its neighbours are stored, it is shown', async () => {
    const [bad, ...others] = [await world.ride(), await world.ride(), await world.ride()];
    await world.fault('server_error', { ride: bad });
    let tries = 0;
    while ((await poll()).outcome !== 'synced') if (++tries > 6) throw new Error('never stored');
    expect(tries).toBe(3);
    expect(await world.held()).toEqual(others.sort());
    expect(await world.inbox()).toEqual([{ key: bad, state: 'dead', kind: 'transient' }]);
    expect(await failures()).toBe(0);
  });

  it('beside others that do as well is an outage: nothing is set aside, and the polls wait longer and longer', async () => {
    const rides = [await world.ride(), await world.ride()];
    await world.fault('server_error', { routes: 'detail' });
    const waits: number[] = [];
    for (let n = 0; n < 5; n++) waits.push((await poll()).nextMs);
    expect(waits.at(-1)).toBeGreaterThan(4 * (waits[0] ?? 0));
    expect([await world.inbox(), await failures()]).toEqual([[], 5]);
    await world.client.control('DELETE', '/faults');
    expect(await poll()).toMatchObject({ outcome: 'synced', changed: 2 });
    expect(await world.held()).toEqual(rides.sort());
  });

  it('and being asked to slow down is no such try', async () => {
    await world.ride();
    await world.fault('rate_limited', { retryAfterSeconds: 1, count: 1 });
    expect((await poll()).outcome).toBe('waiting');
    expect(await failures()).toBe(0);
    await world.db.query(`DELETE FROM rate_budget`);
  });
});

it('one bad answer among many costs a moment, not the sync', async () => {
  await world.toldOfRides(3);
  await world.fault('server_error', { routes: 'detail', count: 1 });
  expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 3 });
});
