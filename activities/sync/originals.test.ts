import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox } from '../../apps/sandbox/server.js';
import type { DestinationId } from '../../model/ids.js';
import { makeDestination } from '../../store/store.fixture.js';
import { claimDeliveries } from '../../store/outbox/claim.js';
import { createDatabase } from '../../test/support/servers/postgres.js';
import { originalOf } from '../deliver/original.js';
import { SyncWorld } from './sync.fixture.js';

let world: SyncWorld;
let destination: DestinationId;
beforeAll(async () => {
  const sandbox = await startSandbox({ port: 0, riders: 1, days: 0, limits: null });
  world = await SyncWorld.over({ database: await createDatabase(), sandbox });
}, 120_000);
afterAll(() => world.close());
beforeEach(async () => {
  await world.connect();
  destination = await makeDestination(world.db, world.rig.tenant);
});
afterEach(() => world.disconnect());

const wanted = (more: { kind?: string; originals?: boolean | string; state?: string } = {}) =>
  world.db.query(`UPDATE destination SET kind = $2, config = $3, state = $4 WHERE id = $1`, [
    destination,
    more.kind ?? 's3',
    { originals: more.originals ?? true },
    more.state ?? 'enabled',
  ]);
const parts = async () =>
  (
    await world.db.query<{ part: string }>(`SELECT part FROM raw_payload WHERE connection_id = $1 ORDER BY part`, [world.id])
  ).rows.map(({ part }) => part);
/** Of the newest delivery. */
const original = async () => {
  const claimed = await claimDeliveries(world.db, destination, 1, 1);
  const [delivery] = claimed;
  return delivery ? originalOf(world.db, delivery) : null;
};

describe('original files', () => {
  it('come with the ride for a destination that wants them, through the signed link', async () => {
    await wanted();
    await world.toldOfRides(1);
    expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 1 });
    expect(await parts()).toEqual(['detail', 'file', 'streams']);
    const file = await original();
    expect(file).toMatchObject({ mediaType: 'application/vnd.ant.fit', extension: 'fit' });
    // Bytes 8 to 11 of every FIT file.
    expect(Buffer.from(file?.bytes ?? []).toString('latin1', 8, 12)).toBe('.FIT');
  });

  it.each([
    ['a kind that keeps no objects', { kind: 'webhook' }],
    ['one that does not ask for them', { originals: false }],
    ['one that is paused', { state: 'paused' }],
  ])('are not fetched for %s', async (_, more) => {
    await wanted(more);
    await world.toldOfRides(1);
    expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 1 });
    expect(await parts()).toEqual(['detail', 'streams']);
    await world.db.query(`UPDATE destination SET state = 'enabled' WHERE id = $1`, [destination]);
    expect(await original()).toBeNull();
  });

  it('that are not there, or hidden, do not hold up their ride', async () => {
    await wanted();
    const [ride = ''] = await world.toldOfRides(1);
    await world.fault('forbidden', { ride, routes: 'file' });
    expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 1 });
    expect([await parts(), await world.state()]).toEqual([['detail', 'streams'], 'active']);
  });
});
