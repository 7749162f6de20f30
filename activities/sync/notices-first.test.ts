/** Listing trouble is the poll's; rides that a webhook told go on. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startSandbox } from '../../apps/sandbox/server.js';
import { AlteringProxy } from '../../providers/insiders/altering.fixture.js';
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
const connection = async () =>
  (
    await world.all<{ failures: number; waits: number }>(
      `SELECT failures, extract(epoch FROM next_poll_at - now())::float8 AS waits FROM connection WHERE id = $1`,
    )
  )[0];
const isList = (path: string): boolean => path.startsWith('/v1/activities?');

it.each([
  ['fails', { status: 503, text: '{}' }],
  ['is not understood', { status: 400, text: '{}' }],
  ['never ends', { text: '{"data":[],"next_cursor":"again"}' }],
])('a list that %s holds up no ride that was told, and is asked less and less often', async (_, answer) => {
  proxy.alter = (path) => (isList(path) ? answer : null);
  const waits: number[] = [];
  for (let n = 0; n < 4; n++) {
    const [key = ''] = await world.toldOfRides(1);
    await world.pollDue();
    await world.run();
    expect(await world.held()).toContain(key);
    waits.push((await connection())?.waits ?? 0);
    // One without the poll in between does not make it well again.
    await world.toldOfRides(1);
    await world.run();
  }
  expect(waits.at(-1)).toBeGreaterThan(4 * (waits[0] ?? 0));
  expect(new Set((await world.inbox()).map(({ state }) => state))).toEqual(new Set(['done']));
  expect((await connection())?.failures).toBe(4);
  proxy.alter = null;
  await world.pollDue();
  expect(await world.run()).toMatchObject({ outcome: 'synced' });
  expect((await connection())?.failures).toBe(0);
});
