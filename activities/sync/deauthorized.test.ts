/** "The athlete withdrew access" is checked with the tokens that we hold: it may be told late. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
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
afterEach(() => world.disconnect());
const withdraw = () => world.client.control('POST', `/riders/${world.rider}/deauthorize`);

it('is overtaken when the tokens work, whatever its time says; the sync goes on', async () => {
  const [key = ''] = await world.toldOfRides(1);
  await world.told(null, { kind: 'deauthorized', occurredAt: new Date(Date.now() + 30_000).toISOString() });
  expect(await world.run()).toMatchObject({ outcome: 'synced', state: 'active' });
  expect([await world.held(), await world.state(), await world.statuses()]).toEqual([[key], 'active', []]);
  expect(new Set((await world.inbox()).map(({ state }) => state))).toEqual(new Set(['done']));
});

it('ends the connection when the tokens are refused, at once', async () => {
  await withdraw();
  await world.told(null, { kind: 'deauthorized' });
  expect(await world.run()).toMatchObject({ state: 'revoked' });
  expect([await world.state(), await world.statuses()]).toEqual(['revoked', ['access_revoked']]);
});

it('is not decided while the provider cannot be asked', async () => {
  await withdraw();
  await world.told(null, { kind: 'deauthorized' });
  await world.fault('server_error', { routes: 'user' });
  expect(await world.run()).toMatchObject({ outcome: 'waiting', state: 'active' });
  await world.client.control('DELETE', '/faults');
  await world.later();
  expect(await world.run()).toMatchObject({ state: 'revoked' });
});

it('without the scope for the profile: the token works all the same', async () => {
  await world.fault('forbidden', { routes: 'user' });
  await world.told(null, { kind: 'deauthorized' });
  expect(await world.run()).toMatchObject({ outcome: 'synced', state: 'active' });
});
