/** One ride that the database refuses, or that our own code stumbles over, is that ride's trouble. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox } from '../../apps/sandbox/server.js';
import { newId } from '../../model/ids.js';
import type { BackfillId } from '../../model/ids.js';
import { AlteringProxy, isDetail, withMembers } from '../../providers/insiders/altering.fixture.js';
import { createDatabase } from '../../test/support/servers/postgres.js';
import { SyncWorld } from './sync.fixture.js';

let world: SyncWorld;
let proxy: AlteringProxy;
beforeAll(async () => {
  proxy = await AlteringProxy.before(await startSandbox({ port: 0, riders: 1, days: 0, limits: null }));
  world = await SyncWorld.over({ database: await createDatabase(), sandbox: proxy });
  await world.db.query(`CREATE TABLE odd (key text, code text)`);
  await world.db.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE why text; BEGIN
      SELECT code INTO why FROM odd WHERE key = NEW.record_key;
      IF why IS NOT NULL THEN RAISE EXCEPTION 'a text with health data' USING ERRCODE = why; END IF;
      RETURN NEW;
    END $$`);
  await world.db.query(`CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON record FOR EACH ROW EXECUTE FUNCTION refuse()`);
}, 120_000);
afterAll(() => world.close());
beforeEach(() => world.connect());
afterEach(async () => {
  proxy.alter = null;
  await world.db.query(`DELETE FROM odd`);
  await world.disconnect();
  for (const { id } of await world.client.rides(world.rider))
    await world.client.control('DELETE', `/rides/${id}`).catch(() => null);
});
const refuse = (key: string, code: string) => world.db.query(`INSERT INTO odd VALUES ($1, $2)`, [key, code]);

it.each([86_400, -57_600, 57_580])('a ride %s seconds from UTC is unreadable, and its neighbours are stored', async (seconds) => {
  const [odd = '', good = ''] = await world.toldOfRides(2);
  proxy.alter = (path, { text }) => (isDetail(path, odd) ? { text: withMembers(text, { utc_offset_seconds: seconds }) } : null);
  expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 1 });
  expect(await world.inbox()).toEqual([
    { key: odd, state: 'dead', kind: 'payload' },
    { key: good, state: 'done', kind: null },
  ]);
});

describe('a ride that the database refuses for what is in it', () => {
  it('told by a notice is dead, logged, and its neighbours are stored', async () => {
    const [odd = '', ...good] = await world.toldOfRides(11);
    await refuse(odd, '22008');
    expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 10 });
    expect(await world.held()).toEqual(good.sort());
    expect((await world.inbox())[0]).toEqual({ key: odd, state: 'dead', kind: 'payload' });
    expect(await world.all(`SELECT lease_token FROM connection WHERE id = $1`)).toEqual([{ lease_token: null }]);
    expect(world.rig.troubles).toEqual([{ kind: 'payload', code: '22008' }]);
  });

  it('found by a poll is noted', async () => {
    const [odd, good] = [await world.ride(), await world.ride()];
    await refuse(odd, '23514');
    await world.pollDue();
    expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 1 });
    expect(await world.held()).toEqual([good]);
    expect(await world.inbox()).toEqual([{ key: odd, state: 'dead', kind: 'payload' }]);
  });

  it('found by a backfill is noted, and the window is done', async () => {
    const [odd, good] = [await world.ride(), await world.ride()];
    await refuse(odd, '22008');
    const id = newId<BackfillId>();
    await world.db.query(
      `INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, requested_by) VALUES ($1, $2, 'INSIDERS', '{activity}', now() - interval '1 day', now() + interval '1 minute', 'test')`,
      [id, world.rig.tenant.environmentId],
    );
    const backfill = world.rig.backfill();
    await backfill.plan(id);
    expect(await backfill.slice(id, AbortSignal.timeout(30_000), () => undefined)).toMatchObject({ over: true });
    expect(await world.held()).toEqual([good]);
    expect(await world.inbox()).toEqual([{ key: odd, state: 'dead', kind: 'payload' }]);
    expect(await world.db.query(`SELECT state FROM backfill_window WHERE backfill_id = $1`, [id])).toMatchObject({
      rows: [{ state: 'done' }],
    });
  });
});

it('what is our own fault counts as a try, waits longer and longer, and is logged', async () => {
  const [key = ''] = await world.toldOfRides(1);
  await refuse(key, 'XX000');
  const waits: number[] = [];
  for (let n = 0; n < 4; n++) {
    const report = await world.run();
    expect(report.outcome).toBe('waiting');
    waits.push(report.nextMs);
    await world.later();
  }
  expect(waits.at(-1)).toBeGreaterThan(4 * (waits[0] ?? 0));
  expect(await world.all(`SELECT attempts FROM inbox WHERE connection_id = $1`)).toEqual([{ attempts: 4 }]);
  expect(world.rig.troubles).toHaveLength(4);
  expect(world.rig.troubles[0]).toMatchObject({ kind: 'bug' });
});
