/** Tokens that do not open, for the key that sealed them is gone: no later try opens them. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startSandbox } from '../../apps/sandbox/server.js';
import { concernsOf } from '../../store/desk/concerns.js';
import { credentialPlace, openTokens, readCredential, storeCredential } from '../../store/connections/credentials.js';
import { KeyRing } from '../../store/secrets/key-ring.js';
import { createDatabase } from '../../test/support/servers/postgres.js';
import { RING_KEYS, keys } from '../activities.fixture.js';
import { Housekeeping } from '../housekeeping/housekeeping.js';
import { SyncWorld } from './sync.fixture.js';

const gone = { id: 'gone', key: randomBytes(32) };
let world: SyncWorld;
beforeAll(async () => {
  const sandbox = await startSandbox({ port: 0, riders: 1, days: 0, limits: null });
  world = await SyncWorld.over({ database: await createDatabase(), sandbox });
}, 120_000);
afterAll(() => world.close());
beforeEach(async () => {
  await world.connect();
  await sealWith(KeyRing.of([gone]));
});
afterEach(() => world.disconnect());

const owner = () => ({ environmentId: world.rig.tenant.environmentId, connectionId: world.id });
const credential = async () => {
  const row = await readCredential(world.db, world.id);
  if (!row) throw new Error('no credential');
  return row;
};
async function sealWith(ring: KeyRing): Promise<void> {
  const row = await credential();
  const sealed = ring.sealJson(openTokens(keys, owner(), row), credentialPlace(owner(), row.revision));
  await world.db.query(`UPDATE credential SET tokens = $2 WHERE connection_id = $1`, [world.id, sealed]);
}
const problem = async () => (await world.all<{ problem: unknown }>(`SELECT problem FROM connection WHERE id = $1`))[0]?.problem;
const house = (ring: KeyRing) => new Housekeeping(world.db, ring, { eventsDays: 30, rawDays: 30 });
const concern = async () => (await concernsOf(world.db, world.rig.tenant.environmentId, Date.now())).locked;

it('ask for a person once, with both ways out; what was told waits, and comes when the key is back', async () => {
  const [ride] = await world.toldOfRides(1);
  const before = await world.answers(/activities/);
  expect(await world.run()).toMatchObject({ outcome: 'waiting', state: 'reauthorize' });
  // The provider is not blamed: it was not asked.
  expect(await world.answers(/activities/)).toBe(before);
  expect(await problem()).toMatchObject({
    kind: 'auth',
    code: 'SECRET_LOCKED',
    message: expect.stringMatching(/needs the key "gone".* Either put that key back .*, or send the athlete a reconnect link$/),
  });
  expect(await credential()).toMatchObject({ refused: 0 });
  expect(await world.statuses()).toEqual(['connection_error']);
  expect(await concern()).toEqual({ count: 1 });
  expect(await world.run()).toMatchObject({ outcome: 'waiting', state: 'reauthorize' });

  expect(await house(keys).unlock()).toBe(0);
  expect(await world.state()).toBe('reauthorize');
  // As the worker does at its start with both keys; the round seals the tokens anew.
  const { resealed } = await house(KeyRing.of([...RING_KEYS, gone])).round();
  expect(resealed).toBe(1);
  expect([await world.state(), await problem(), await concern()]).toEqual(['active', null, null]);
  expect(await world.statuses()).toEqual(['connection_error', 'connection_recovered']);
  expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 1 });
  expect(await world.held()).toEqual([ride]);
});

it('are asked for the same when they would have to be exchanged, and the athlete’s new ones end it', async () => {
  await world.db.query(`UPDATE credential SET access_expires_at = now() WHERE connection_id = $1`, [world.id]);
  await world.toldOfRides(1);
  expect(await world.run()).toMatchObject({ outcome: 'waiting', state: 'reauthorize' });
  expect(await credential()).toMatchObject({ refused: 0 });
  const { tokens } = await world.client.connect(world.rider);
  await storeCredential(world.db, keys, owner(), tokens, tokens.accessExpiresAtMs);
  // A locked one is not taken for it.
  await world.db.query(`UPDATE connection SET state = 'active', problem = NULL WHERE id = $1`, [world.id]);
  await world.later();
  expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 1 });
  expect(await house(keys).unlock()).toBe(0);
});
