/** The athlete's profile: with the first sync, then once a day, and told only when it changed. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { zstdDecompressSync } from 'node:zlib';
import { startSandbox } from '../../apps/sandbox/server.js';
import { ATHLETE_TIME, MODELS } from '../../model/terra/index.js';
import { AlteringProxy, withMembers } from '../../providers/insiders/altering.fixture.js';
import { createDatabase } from '../../test/support/servers/postgres.js';
import { SyncWorld } from './sync.fixture.js';

let world: SyncWorld;
let proxy: AlteringProxy;
beforeAll(async () => {
  proxy = await AlteringProxy.before(await startSandbox({ port: 0, riders: 1, days: 0, limits: null }));
  world = await SyncWorld.over({ database: await createDatabase(), sandbox: proxy });
}, 120_000);
afterAll(() => world.close());
beforeEach(async () => {
  await world.connect();
  await world.all(`DELETE FROM coverage WHERE connection_id = $1`);
  await world.all(`UPDATE connection SET scopes = 'activity:read,profile:read' WHERE id = $1`);
});
afterEach(async () => {
  proxy.alter = null;
  await world.disconnect();
});
const poll = async () => {
  await world.pollDue();
  return world.run();
};
const tomorrow = () => world.all(`UPDATE coverage SET fetched_at = fetched_at - interval '25 hours' WHERE connection_id = $1`);
const asked = () => proxy.seen.filter((line) => line === 'GET /v1/users/me').length;
const profile = async () => {
  const [row] = await world.all<{ key: string; start: string; end: string; body: Buffer }>(
    `SELECT record_key AS key, start_time AS start, end_time AS "end", body FROM record WHERE connection_id = $1 AND type = 'athlete'`,
  );
  return row && { ...row, body: MODELS.athlete.schema.parse(JSON.parse(zstdDecompressSync(row.body).toString())) };
};
const events = async () => (await world.all(`SELECT 1 FROM event WHERE connection_id = $1 AND type = 'athlete'`)).length;

it('comes with the first look, once a day, and is told when it changed', async () => {
  const before = asked();
  expect(await poll()).toMatchObject({ outcome: 'synced', changed: 1 });
  const found = await profile();
  expect(found).toMatchObject({
    key: MODELS.athlete.naturalKey(MODELS.athlete.upload.parse({})),
    start: ATHLETE_TIME,
    end: ATHLETE_TIME,
  });
  expect(found?.body).toMatchObject({ provider_user_id: world.rider, age: null, email: null });
  expect(found?.body.date_of_birth).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(found?.body.first_name).not.toBeNull();
  expect(await world.all(`SELECT most_recent_data_at AS at FROM connection WHERE id = $1`)).toEqual([{ at: null }]);
  await poll();
  expect(asked() - before).toBe(1);
  await tomorrow();
  await poll();
  expect([asked() - before, await events()]).toEqual([2, 1]);
  await tomorrow();
  proxy.alter = (path, { text }) => (path === '/v1/users/me' ? { text: withMembers(text, { first_name: 'Renamed' }) } : null);
  await poll();
  expect([(await profile())?.body.first_name, await events()]).toEqual(['Renamed', 2]);
});

it('is not asked for where it is not shared', async () => {
  await world.all(`UPDATE connection SET scopes = 'activity:read' WHERE id = $1`);
  const before = asked();
  expect(await poll()).toMatchObject({ outcome: 'synced', changed: 0 });
  expect([asked() - before, await world.inbox()]).toEqual([0, []]);
});

it('is nobody’s trouble when it is refused all the same: it is noted, the rides come, the connection is well', async () => {
  proxy.alter = (path) => (path === '/v1/users/me' ? { status: 403, text: '{"error":{"code":"insufficient_scope"}}' } : null);
  const key = await world.ride();
  const before = asked();
  expect(await poll()).toMatchObject({ outcome: 'synced', state: 'active' });
  expect(await world.held()).toContain(key);
  expect(await world.inbox()).toEqual([{ key: 'athlete', state: 'dead', kind: 'missing' }]);
  await poll();
  expect(asked() - before).toBe(1);
});

it('is asked for again soon when the provider did not answer', async () => {
  await world.fault('server_error', { routes: 'user' });
  const key = await world.ride();
  const report = await poll();
  expect(report).toMatchObject({ outcome: 'synced' });
  expect(report.nextMs).toBeLessThanOrEqual(900_000);
  expect([await world.held().then((held) => held.includes(key)), await world.inbox()]).toEqual([true, []]);
  await world.client.control('DELETE', '/faults');
  expect(await poll()).toMatchObject({ outcome: 'synced' });
  expect(await profile()).toBeDefined();
});
