/** A provider whose data is behind its own webhook, and deletes that come late or are only guessed. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox } from '../../apps/sandbox/server.js';
import { AlteringProxy, NOT_FOUND, isDetail, withMembers } from '../../providers/insiders/altering.fixture.js';
import { createDatabase } from '../../test/support/servers/postgres.js';
import { SyncWorld } from './sync.fixture.js';

let world: SyncWorld;
let proxy: AlteringProxy;
beforeAll(async () => {
  proxy = await AlteringProxy.before(await startSandbox({ port: 0, riders: 1, days: 0, limits: null }));
  world = await SyncWorld.over({ database: await createDatabase(), sandbox: proxy });
}, 120_000);
afterAll(() => world.close());
beforeEach(() => world.connect());
afterEach(async () => {
  proxy.alter = null;
  await world.disconnect();
});

const rename = (key: string, name: string) => world.client.control('PATCH', `/rides/${key}`, { name });
const record = async (key: string) => {
  const rows = await world.all<{ key: string; v: number; deleted: boolean }>(
    `SELECT record_key AS key, provider_revision AS v, deleted_at IS NOT NULL AS deleted FROM record WHERE connection_id = $1`,
  );
  const row = rows.find((one) => one.key === key);
  return row ? { v: row.v, deleted: row.deleted } : null;
};
const ops = async () =>
  (await world.all<{ op: string }>(`SELECT op FROM event WHERE connection_id = $1 AND record_key IS NOT NULL ORDER BY id`)).map(
    ({ op }) => op,
  );
const raws = async (key: string) =>
  (await world.all<{ key: string }>(`SELECT record_key AS key FROM raw_payload WHERE connection_id = $1`)).filter(
    (row) => row.key === key,
  ).length;
/** A ride that we hold at revision 1. */
async function heldRide(): Promise<string> {
  const key = await world.ride();
  await world.told(key, { objectRevision: 1 });
  await world.run();
  expect(await record(key)).toEqual({ v: 1, deleted: false });
  return key;
}
/** Runs until nothing waits. @returns the waits between the tries in seconds */
async function toTheEnd(): Promise<number[]> {
  const waits: number[] = [];
  for (let n = 0; n < 12; n++) {
    await world.run();
    const [row] = await world.all<{ seconds: number }>(
      `SELECT extract(epoch FROM max(due_at) - now())::float8 AS seconds FROM inbox WHERE connection_id = $1 AND state = 'pending' HAVING count(*) > 0`,
    );
    if (!row) return waits;
    waits.push(row.seconds);
    await world.later();
  }
  throw new Error('it never ends');
}

describe('a 404 for a ride that a change names', () => {
  it('once takes nothing away: asked again soon, the change is there', async () => {
    const key = await heldRide();
    await rename(key, 'two');
    let answers = 1;
    proxy.alter = (path) => (isDetail(path, key) && answers-- > 0 ? NOT_FOUND : null);
    await world.told(key, { objectRevision: 2 });
    await world.run();
    expect(await record(key)).toEqual({ v: 1, deleted: false });
    expect(await raws(key)).toBe(2);
    await world.later();
    await world.run();
    expect([await record(key), await ops()]).toEqual([{ v: 2, deleted: false }, ['upsert', 'upsert']]);
  });

  it('of one that we never saw is asked for some minutes, and is shown then', async () => {
    const key = await world.ride();
    proxy.alter = (path) => (isDetail(path, key) ? NOT_FOUND : null);
    await world.told(key, { objectRevision: 1 });
    const waits = await toTheEnd();
    expect(waits).toHaveLength(3);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(120);
    expect(await world.inbox()).toEqual([{ key, state: 'dead', kind: 'missing' }]);
  });

  it('for all those tries takes it for deleted, keeps the raw answers, and the ride comes back at the revision that was told', async () => {
    const key = await heldRide();
    await rename(key, 'two');
    proxy.alter = (path) => (isDetail(path, key) ? NOT_FOUND : null);
    await world.told(key, { objectRevision: 2 });
    expect(await toTheEnd()).toHaveLength(3);
    expect(await record(key)).toMatchObject({ deleted: true });
    expect([await ops(), await raws(key)]).toEqual([['upsert', 'delete'], 2]);
    proxy.alter = null;
    await world.told(key, { objectRevision: 2 });
    await world.run();
    expect([await record(key), await ops()]).toEqual([{ v: 2, deleted: false }, ['upsert', 'delete', 'upsert']]);
  });

  it('and a good answer of the very revision that was held brings it back as well', async () => {
    const key = await heldRide();
    proxy.alter = (path) => (isDetail(path, key) ? NOT_FOUND : null);
    await world.told(key);
    await toTheEnd();
    expect(await record(key)).toMatchObject({ deleted: true });
    proxy.alter = null;
    await world.told(key);
    await world.run();
    expect(await record(key)).toEqual({ v: 1, deleted: false });
  });

  it('that a poll lists deletes nothing and is noted', async () => {
    const key = await heldRide();
    await rename(key, 'two');
    proxy.alter = (path) => (isDetail(path, key) ? NOT_FOUND : null);
    await world.pollDue();
    expect(await world.run()).toMatchObject({ outcome: 'synced' });
    expect(await record(key)).toEqual({ v: 1, deleted: false });
    expect(await world.inbox()).toContainEqual({ key, state: 'dead', kind: 'missing' });
  });
});

it('a 410 deletes at once, with the raw answers', async () => {
  const key = await heldRide();
  proxy.alter = (path) => (isDetail(path, key) ? { ...NOT_FOUND, status: 410 } : null);
  await world.told(key, { objectRevision: 2 });
  await world.run();
  expect([await record(key), await ops(), await raws(key)]).toEqual([{ v: 2, deleted: true }, ['upsert', 'delete'], 0]);
});

describe('a delete notice', () => {
  it('forgets the raw answers, also of a ride that was taken for deleted before, or could never be read', async () => {
    const guessed = await heldRide();
    proxy.alter = (path) => (isDetail(path, guessed) ? NOT_FOUND : null);
    await world.told(guessed, { objectRevision: 2 });
    await toTheEnd();
    const unread = await world.ride();
    proxy.alter = (path, { text }) => (isDetail(path, unread) ? { text: withMembers(text, { elapsed_seconds: 'x' }) } : null);
    await world.told(unread, { objectRevision: 1 });
    await world.run();
    expect([await raws(guessed), await raws(unread)]).toEqual([2, 2]);
    for (const key of [guessed, unread]) await world.told(key, { kind: 'deleted', objectRevision: 3 });
    await world.run();
    expect([await raws(guessed), await raws(unread)]).toEqual([0, 0]);
  });

  it('of an older revision than we hold changes nothing', async () => {
    const key = await heldRide();
    for (const name of ['2', '3', '4', '5']) await rename(key, name);
    await world.told(key, { objectRevision: 5 });
    await world.run();
    await world.told(key, { kind: 'deleted', objectRevision: 2 });
    await world.run();
    expect([await record(key), (await raws(key)) > 0]).toEqual([{ v: 5, deleted: false }, true]);
  });

  it('without a revision is believed when the provider says the same', async () => {
    const [kept, gone] = [await heldRide(), await heldRide()];
    await world.client.control('DELETE', `/rides/${gone}`);
    for (const key of [kept, gone]) await world.told(key, { kind: 'deleted' });
    await world.run();
    expect([await record(kept), (await record(gone))?.deleted, await raws(gone)]).toEqual([{ v: 1, deleted: false }, true, 0]);
    expect(new Set((await world.inbox()).map(({ state }) => state))).toEqual(new Set(['done']));
  });
});

describe('an answer that is older than what was told', () => {
  it('is no end: asked again soon, the new one is stored', async () => {
    const key = await heldRide();
    await rename(key, 'two');
    let stale = true;
    proxy.alter = (path, { text }) =>
      stale && path.startsWith(`/v1/activities/${key}`) ? { text: withMembers(text, { revision: 1 }) } : null;
    await world.told(key, { objectRevision: 2 });
    await world.run();
    expect((await world.inbox()).map(({ state }) => state).sort()).toEqual(['done', 'pending']);
    stale = false;
    await world.later();
    await world.run();
    expect(await record(key)).toEqual({ v: 2, deleted: false });
    expect(new Set((await world.inbox()).map(({ state }) => state))).toEqual(new Set(['done']));
  });

  it('is shown when it stays', async () => {
    const key = await heldRide();
    await rename(key, 'two');
    proxy.alter = (path, { text }) =>
      path.startsWith(`/v1/activities/${key}`) ? { text: withMembers(text, { revision: 1 }) } : null;
    await world.told(key, { objectRevision: 2 });
    await toTheEnd();
    expect(await world.inbox()).toContainEqual({ key, state: 'dead', kind: 'transient' });
  });
});
