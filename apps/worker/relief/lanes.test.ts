import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { makeRig, type Rig } from '../../../activities/activities.fixture.js';
import type { SyncReport } from '../../../activities/sync/report.js';
import type { ConnectionId } from '../../../model/ids.js';
import { SandboxClient } from '../../../providers/insiders/sandbox.fixture.js';
import { type Database, openDatabase } from '../../../store/database.js';
import { Intake } from '../../../store/inbox/intake.js';
import { notice } from '../../../store/store.fixture.js';
import { createDatabase, type TestDatabase } from '../../../test/support/servers/postgres.js';
import { startSandbox } from '../../sandbox/server.js';
import { SyncLane } from './sync-lane.js';
import { until } from '../../../test/support/until.js';

let database: TestDatabase;
let db: Database;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let client: SandboxClient;
let rig: Rig;
let lane: SyncLane;
let done: SyncReport[];
let errors: unknown[];
let relieved: number;
const users: { rider: string; id: ConnectionId }[] = [];
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 10, name: 'test', onError: () => undefined });
  sandbox = await startSandbox({ port: 0, riders: 6, days: 0, limits: null });
  client = new SandboxClient(sandbox.url);
  rig = await makeRig(db, sandbox.url);
  const { riders } = z.object({ riders: z.array(z.object({ id: z.string() })) }).parse(await client.control('GET', '/riders'));
  for (const { id: rider } of riders) users.push({ rider, id: await rig.connect(rider, (await client.connect(rider)).tokens) });
  await db.query(`UPDATE connection SET next_poll_at = now() + interval '1 hour'`);
}, 120_000);
afterAll(async () => {
  await rig.close();
  await sandbox.close();
  await db.end();
  await database.dispose();
});
beforeEach(() => {
  [done, errors, relieved] = [[], [], 0];
  lane = new SyncLane({
    db,
    sync: rig.sync,
    parallel: 2,
    leaseMs: 30_000,
    onRelieved: () => relieved++,
    onDone: (report) => done.push(report),
    onError: (error) => errors.push(error),
  });
});
afterEach(async () => {
  await lane.close();
  await client.control('DELETE', '/faults');
  await db.query(`DELETE FROM inbox`);
});

const ride = async (rider: string): Promise<string> =>
  z.object({ id: z.string() }).parse(await client.control('POST', `/riders/${rider}/rides`, { minutes: 1 })).id;
async function tell(count: number, headStartMs = 0): Promise<void> {
  for (const { rider } of users.slice(0, count))
    await new Intake(db).accept([notice(rig.tenant, rider, { objectId: await ride(rider), headStartMs })]);
}
const pending = async (): Promise<number> => (await db.query(`SELECT 1 FROM inbox WHERE state = 'pending'`)).rows.length;

describe('the sync lane', () => {
  it('takes all that is due, a few at a time, without being asked twice', async () => {
    await tell(6);
    lane.start();
    await until('no notice', async () => (await pending()) === 0);
    await until('all reports', () => done.length === 6);
    expect(done.every(({ outcome, changed }) => outcome === 'synced' && changed === 1)).toBe(true);
    expect([errors, relieved]).toEqual([[], 0]);
  });

  it('is woken, and leaves a signalled row to its workflow until its head start is over: then it says so', async () => {
    lane.start();
    const toldMs = performance.now();
    await tell(1, 700);
    lane.poke();
    await until('its report', () => done.length === 1, { everyMs: 10 });
    expect(performance.now() - toldMs).toBeGreaterThan(700);
    expect(relieved).toBe(1);
  });

  it('that is closed takes nothing more, and waits for what is under way', async () => {
    await client.control('POST', '/faults', { name: 'slow', ms: 400 });
    await tell(6);
    lane.start();
    await until('a lease', async () => (await db.query(`SELECT 1 FROM connection WHERE lease_until > now()`)).rows.length > 0);
    await lane.close();
    expect(done).toHaveLength(2);
    const left = await pending();
    expect(left).toBe(4);
    lane.poke();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await pending()).toBe(left);
  });

  it('that is closed in a hurry gives back what is under way, uncounted', async () => {
    await client.control('POST', '/faults', { name: 'slow', ms: 120_000 });
    await tell(2);
    lane.start();
    await until('a lease', async () => (await db.query(`SELECT 1 FROM connection WHERE lease_until > now()`)).rows.length === 2);
    // Waiting for what is under way would take longer than this test may.
    await lane.close(100);
    const { rows } = await db.query(`SELECT attempts, due_at <= now() AS due FROM inbox`);
    expect(rows).toEqual([
      { attempts: 0, due: true },
      { attempts: 0, due: true },
    ]);
    expect((await db.query(`SELECT 1 FROM connection WHERE lease_until > now()`)).rows).toEqual([]);
  });
});
