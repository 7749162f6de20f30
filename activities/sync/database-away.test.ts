/** PostgreSQL restarts in the middle of work: what was claimed is given back when it is there again, not when a lease runs out. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../../apps/sandbox/server.js';
import { type BackfillId, newId } from '../../model/ids.js';
import { migrate } from '../../store/migrate.js';
import { type PrivatePostgres, privatePostgres } from '../../test/support/servers/postgres.js';
import { SyncWorld } from './sync.fixture.js';

let postgres: PrivatePostgres;
let world: SyncWorld;
beforeAll(async () => {
  postgres = await privatePostgres();
  const url = await postgres.ensureDatabase('freehub');
  await migrate(url);
  const sandbox = await startSandbox({ port: 0, riders: 1, days: 0, limits: null });
  world = await SyncWorld.over({ database: { url, dispose: () => postgres.dispose() }, sandbox });
}, 120_000);
afterAll(async () => {
  await world.close();
});
beforeEach(() => world.connect());
afterEach(() => world.disconnect());

/** Stops the database while the provider is slow, and brings it back after the work has met that. */
async function away<T>(work: () => Promise<T>): Promise<T> {
  await world.fault('slow', { routes: 'detail', ms: 1_000 });
  const running = work();
  await sleep(400);
  await postgres.stop();
  await sleep(1_200);
  await postgres.restart();
  const result = await running;
  await world.client.control('DELETE', '/faults');
  return result;
}

it('a sync gives its connection back, and blames nobody', async () => {
  await world.toldOfRides(1);
  const report = await away(() => world.run());
  expect(report).toMatchObject({ outcome: 'waiting', state: 'active', nextMs: 1_000 });
  expect(await world.all(`SELECT lease_token, failures, problem FROM connection WHERE id = $1`)).toEqual([
    { lease_token: null, failures: 0, problem: null },
  ]);
  expect(await world.all(`SELECT attempts, state FROM inbox WHERE connection_id = $1`)).toEqual([
    { attempts: 0, state: 'pending' },
  ]);
  await world.later();
  expect(await world.run()).toMatchObject({ outcome: 'synced', changed: 1 });
});

it('a backfill gives its window back, uncounted', async () => {
  await world.ride();
  const id = newId<BackfillId>();
  await world.db.query(
    `INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, requested_by) VALUES ($1, $2, 'INSIDERS', '{activity}', now() - interval '1 day', now() + interval '1 minute', 'test')`,
    [id, world.rig.tenant.environmentId],
  );
  const backfill = world.rig.backfill();
  await backfill.plan(id);
  const slice = () => backfill.slice(id, AbortSignal.timeout(30_000), () => undefined);
  // The slice itself may still meet the outage when it counts what is left.
  await away(() => slice().catch((error: unknown) => error));
  const { rows } = await world.db.query(
    `SELECT state, attempts, lease_until FROM backfill_window WHERE backfill_id = $1 AND state = 'pending'`,
    [id],
  );
  for (const row of rows) expect(row).toEqual({ state: 'pending', attempts: 0, lease_until: null });
  await world.db.query(`UPDATE backfill_window SET due_at = now() WHERE backfill_id = $1`, [id]);
  await slice();
  expect(await world.held()).not.toEqual([]);
});
