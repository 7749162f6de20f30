import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startSandbox } from '../../apps/sandbox/server.js';
import { type ConnectionId, newId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { changeState, connect } from '../../store/connections/lifecycle.js';
import { storeCredential } from '../../store/connections/credentials.js';
import { swapId } from '../../store/connections/swap-id.js';
import { transaction } from '../../store/database.js';
import { type LeasedConnection, claimConnection } from '../../store/sync/lease.js';
import { keys } from '../activities.fixture.js';
import { ConnectionChanges } from './connection-changes.js';
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

const claimed = async (): Promise<LeasedConnection> => {
  const leased = await claimConnection(world.db, world.id, 30_000);
  if (!leased) throw new Error('not claimed');
  return leased;
};
/** As the connect page stores it. */
async function reconnect(): Promise<void> {
  const { tokens } = await world.client.connect(world.rider);
  await transaction(world.db, async (tx) => {
    const { tenant } = world.rig;
    const account = { provider: 'INSIDERS', providerUserId: world.rider, referenceId: null, scopes: 'activity:read' };
    const { again } = await connect(tx, { id: newId(), ...tenant, ...account });
    expect(again).toBe(true);
    await storeCredential(tx, keys, { ...tenant, connectionId: world.id }, tokens, tokens.accessExpiresAtMs);
  });
}
const waiting = () =>
  world.all(
    `SELECT state, isfinite(due_at) AND due_at < now() + interval '1 minute' AS soon FROM inbox WHERE connection_id = $1 ORDER BY id`,
  );
const lease = async () => (await world.all(`SELECT lease_token FROM connection WHERE id = $1`))[0];

it('a sync under way whose connection gets a new id is nobody’s fault, and the new id is synced', async () => {
  await world.toldOfRides(2);
  const leased = await claimed();
  const old = world.id;
  world.id = newId<ConnectionId>();
  await transaction(world.db, (tx) => swapId(tx, old, world.id));
  // Its access token is still good at the provider: it comes as far as storing.
  expect(await world.rig.sync.leased(leased, AbortSignal.timeout(5_000))).toMatchObject({ outcome: 'waiting' });
  expect(world.rig.troubles).toEqual([]);
  expect(await lease()).toEqual({ lease_token: null });
  await reconnect();
  expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 2 });
});

it('tokens refused to a sync that began before the athlete connected again take nothing back', async () => {
  await world.toldOfRides(2);
  const leased = await claimed();
  await reconnect();
  const changes = new ConnectionChanges(world.db, { destinations: () => undefined });
  const report = await changes.refused(leased, new Problem('auth', 'refused'), leased.tokensRevision);
  expect(report).toMatchObject({ outcome: 'waiting', state: 'active' });
  expect(report.nextMs).toBeLessThan(5_000);
  expect([await world.state(), await world.statuses(), await lease()]).toEqual(['active', [], { lease_token: null }]);
  expect(await waiting()).toEqual([
    { state: 'pending', soon: true },
    { state: 'pending', soon: true },
  ]);
  await world.later();
  expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 2 });
});

it('a sync that found the connection waiting for the athlete leaves the notices due when he has come back meanwhile', async () => {
  await world.toldOfRides(1);
  await changeState(world.db, world.id, 'reauthorize');
  const leased = await claimed();
  await reconnect();
  expect(await world.rig.sync.leased(leased, AbortSignal.timeout(5_000))).toMatchObject({ outcome: 'waiting', state: 'active' });
  expect(await waiting()).toEqual([{ state: 'pending', soon: true }]);
});

it('access withdrawn before the athlete connected again, and heard of after, ends nothing', async () => {
  await world.told(null, { kind: 'deauthorized' });
  const leased = await claimed();
  await reconnect();
  const [ended] = leased.notices;
  if (!ended) throw new Error('nothing was told');
  const changes = new ConnectionChanges(world.db, { destinations: () => undefined });
  expect(await changes.revoked(leased, ended, leased.tokensRevision)).toMatchObject({ outcome: 'waiting', state: 'active' });
  expect([await world.state(), await world.statuses()]).toEqual(['active', []]);
  expect(await waiting()).toEqual([{ state: 'pending', soon: true }]);
});
