import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { QueryResultRow } from 'pg';
import { startSandbox } from '../../apps/sandbox/server.js';
import { type BackfillId, type ConnectionId, newId } from '../../model/ids.js';
import { PRIORITY } from '../../model/delivery.js';
import { SandboxClient, type TrueRide } from '../../providers/insiders/sandbox.fixture.js';
import { findBackfill, moveBackfill } from '../../store/backfill/windows.js';
import { storeCredential } from '../../store/connections/credentials.js';
import { changeState } from '../../store/connections/lifecycle.js';
import { swapId } from '../../store/connections/swap-id.js';
import { type Database, openDatabase, transaction } from '../../store/database.js';
import { makeDestination } from '../../store/store.fixture.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { type Rig, keys, makeRig } from '../activities.fixture.js';
import type { Backfill } from './backfill.js';

const DAYS = 100;
const DAY_MS = 86_400_000;
let database: TestDatabase;
let db: Database;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let client: SandboxClient;
let rider: string;
let rides: TrueRide[];
let rig: Rig;
let id: ConnectionId;
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 10, name: 'test', onError: () => undefined });
  sandbox = await startSandbox({ port: 0, riders: 1, days: 0, limits: null });
  client = new SandboxClient(sandbox.url);
  rider = await client.firstRider();
  for (let n = 0; n < 25; n++)
    await client.control('POST', `/riders/${rider}/rides`, {
      minutes: 1,
      startedAt: new Date(Date.now() - (n + 1) * 3 * DAY_MS).toISOString(),
    });
  rides = await client.rides(rider);
}, 120_000);
afterAll(async () => {
  await sandbox.close();
  await db.end();
  await database.dispose();
});
beforeEach(async () => {
  rig = await makeRig(db, sandbox.url);
  id = await rig.connect(rider, (await client.connect(rider)).tokens);
});
afterEach(async () => {
  await client.control('DELETE', '/faults');
  await rig.close();
});

async function planned(backfill: Backfill): Promise<BackfillId> {
  const made = newId<BackfillId>();
  await db.query(
    `INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, requested_by) VALUES ($1, $2, 'INSIDERS', '{activity}', now() - $3 * interval '1 day', now(), 'test')`,
    [made, rig.tenant.environmentId, DAYS],
  );
  expect((await backfill.plan(made)).windows).toBeGreaterThan(1);
  expect(await backfill.plan(made)).toEqual({ windows: (await findBackfill(db, made))?.windowsTotal });
  return made;
}
const beats: object[] = [];
const slice = (backfill: Backfill, of: BackfillId, signal = AbortSignal.timeout(30_000)) =>
  backfill.slice(of, signal, (beat) => beats.push(beat));
async function toEnd(backfill: Backfill, of: BackfillId) {
  for (let n = 0; n < 30; n++) {
    const report = await slice(backfill, of);
    if (report.over) return report;
    await db.query(`UPDATE backfill_window SET due_at = now() WHERE backfill_id = $1 AND state = 'pending'`, [of]);
  }
  throw new Error('the backfill did not end');
}
const all = async <Row extends QueryResultRow>(sql: string): Promise<Row[]> => (await db.query<Row>(sql, [id])).rows;
const held = async () =>
  (await all<{ key: string }>(`SELECT record_key AS key FROM record WHERE connection_id = $1`)).map(({ key }) => key).sort();
const fault = (name: string, more: object = {}) => client.control('POST', '/faults', { name, ...more });
const windows = (of: BackfillId) =>
  db
    .query<{ state: string; attempts: number }>(`SELECT state, attempts FROM backfill_window WHERE backfill_id = $1`, [of])
    .then(({ rows }) => rows);

describe('a backfill', () => {
  it('brings every ride of its range, behind live ones, covers its days, and again brings nothing', async () => {
    await makeDestination(db, rig.tenant);
    const backfill = rig.backfill();
    const first = await planned(backfill);
    await toEnd(backfill, first);
    expect(await held()).toEqual(rides.map((ride) => ride.id).sort());
    expect(await findBackfill(db, first)).toMatchObject({ recordsFound: 25, recordsChanged: 25, windowsFailed: 0 });
    expect(await backfill.finish(first)).toEqual({ state: 'done' });
    expect(beats.length).toBeGreaterThan(0);
    expect(
      await all(
        `SELECT DISTINCT d.priority, e.backfill_id FROM delivery d JOIN event e ON e.id = d.event_id WHERE d.connection_id = $1`,
      ),
    ).toEqual([{ priority: PRIORITY.backfill, backfill_id: first }]);
    // Today and the first day are not whole.
    const [days] = await all<{ days: number }>(`SELECT count(*)::int AS days FROM coverage WHERE connection_id = $1`);
    expect(days?.days).toBeGreaterThanOrEqual(DAYS - 6);
    expect(days?.days).toBeLessThanOrEqual(DAYS);
    const second = await planned(backfill);
    await toEnd(backfill, second);
    expect(await findBackfill(db, second)).toMatchObject({ recordsFound: 25, recordsChanged: 0 });
    expect(await all(`SELECT 1 FROM event WHERE connection_id = $1`)).toHaveLength(25);
  });

  it('worked by four at once brings each ride once', async () => {
    const backfill = rig.backfill();
    const made = await planned(backfill);
    await Promise.all(Array.from({ length: 4 }, () => slice(backfill, made)));
    await toEnd(backfill, made);
    expect(await all(`SELECT 1 FROM event WHERE connection_id = $1`)).toHaveLength(25);
  });

  it('waits while a destination is behind', async () => {
    const backfill = rig.backfill({ highWater: -1 });
    const made = await planned(backfill);
    await makeDestination(db, rig.tenant);
    expect(await slice(backfill, made)).toMatchObject({ windows: 0, waitMs: 1_000, over: false });
  });

  it('stops when it is paused, and goes on; canceled it is over', async () => {
    const backfill = rig.backfill();
    const made = await planned(backfill);
    await moveBackfill(db, made, 'paused');
    expect(await slice(backfill, made)).toMatchObject({ windows: 0, over: false, waitMs: 5_000, state: 'paused' });
    await moveBackfill(db, made, 'running');
    expect(await slice(rig.backfill({ highWater: -1 }), made)).toMatchObject({ state: 'running' });
    await moveBackfill(db, made, 'canceled');
    expect(await slice(backfill, made)).toMatchObject({ windows: 0, over: true });
    expect(await backfill.finish(made)).toEqual({ state: 'canceled' });
    expect(await slice(backfill, newId())).toMatchObject({ over: true, state: 'gone' });
    expect(await backfill.finish(newId())).toEqual({ state: 'gone' });
  });
});

it('leaves a part of the budget to live syncs', async () => {
  await rig.close();
  rig = await makeRig(db, sandbox.url, { requests_per_user_minute: 50 });
  id = await rig.connect(rider, (await client.connect(rider)).tokens);
  const backfill = rig.backfill();
  const made = await planned(backfill);
  expect(await slice(backfill, made)).toMatchObject({ over: false });
  const [bucket] = (
    await db.query<{ tokens: number }>(`SELECT tokens FROM rate_budget WHERE key LIKE 'connection:' || $1 || ':%'`, [id])
  ).rows;
  expect(bucket?.tokens).toBeGreaterThanOrEqual(10);
  expect(bucket?.tokens).toBeLessThan(40);
});

it('that is paused during its last windows is not over, and does not end', async () => {
  const backfill = rig.backfill();
  const made = await planned(backfill);
  await toEnd(backfill, made);
  await moveBackfill(db, made, 'paused');
  expect(await slice(backfill, made)).toMatchObject({ pending: 0, over: false, state: 'paused' });
  expect(await backfill.finish(made)).toEqual({ state: 'paused' });
  await moveBackfill(db, made, 'running');
  expect(await slice(backfill, made)).toMatchObject({ over: true });
  expect(await backfill.finish(made)).toEqual({ state: 'done' });
});

it('tells the app of a delayed request once in an hour', async () => {
  const backfill = rig.backfill();
  const made = await planned(backfill);
  await db.query(`UPDATE backfill SET purpose = 'request', send = true, connection_ids = ARRAY[$2::uuid] WHERE id = $1`, [
    made,
    id,
  ]);
  await fault('rate_limited', { retryAfterSeconds: 900 });
  for (let n = 0; n < 2; n++) {
    expect((await slice(backfill, made)).waitMs).toBeLessThanOrEqual(60_000);
    const due = await all<{ ms: number }>(
      `SELECT extract(epoch FROM max(due_at) - now())::float8 * 1000 AS ms FROM backfill_window WHERE connection_id = $1`,
    );
    // The budget may be raised long before.
    expect(due[0]?.ms).toBeGreaterThan(200_000);
    expect(due[0]?.ms).toBeLessThanOrEqual(300_000);
  }
  expect(await all(`SELECT 1 FROM event WHERE connection_id = $1 AND type = 'rate_limit_hit'`)).toHaveLength(1);
});

it('goes on under a new id that its connection got meanwhile', async () => {
  const backfill = rig.backfill();
  const made = await planned(backfill);
  await fault('slow', { ms: 300, routes: 'detail' });
  const working = slice(backfill, made);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const anew = newId<ConnectionId>();
  await transaction(db, async (tx) => {
    await swapId(tx, id, anew);
    const owner = { environmentId: rig.tenant.environmentId, connectionId: anew };
    const { tokens } = await client.connect(rider);
    await tx.query(`DELETE FROM credential WHERE connection_id = $1`, [anew]);
    await storeCredential(tx, keys, owner, tokens, tokens.accessExpiresAtMs);
  });
  await client.control('DELETE', '/faults');
  await working;
  await toEnd(backfill, made);
  expect((await windows(made)).map(({ state, attempts }) => `${state} ${attempts}`)).not.toContainEqual(
    expect.stringMatching(/failed|[1-9]/),
  );
  id = anew;
  expect(await held()).toHaveLength(25);
});

describe('a window', () => {
  it('that meets an outage is tried again, so often, and then fails; the backfill fails when none could be', async () => {
    const backfill = rig.backfill({ windowAttempts: 2, sliceMs: 1 });
    const made = await planned(backfill);
    await fault('server_error', { routes: 'list' });
    expect(await slice(backfill, made)).toMatchObject({ windows: 1, over: false });
    expect((await windows(made)).filter((window) => window.attempts === 1)).toHaveLength(1);
    await toEnd(backfill, made);
    expect(new Set((await windows(made)).map(({ state }) => state))).toEqual(new Set(['failed']));
    expect(await backfill.finish(made)).toEqual({ state: 'failed' });
  });

  it('that is asked to slow down waits, uses up no try, and stops the others', async () => {
    const backfill = rig.backfill();
    const made = await planned(backfill);
    await fault('rate_limited', { retryAfterSeconds: 30, count: 1 });
    const report = await slice(backfill, made);
    expect(report.windows).toBe(1);
    expect(report.waitMs).toBeGreaterThan(25_000);
    expect((await windows(made)).every(({ attempts, state }) => attempts === 0 && state === 'pending')).toBe(true);
  });

  it('that is stopped is given back at once, uncounted', async () => {
    const backfill = rig.backfill();
    const made = await planned(backfill);
    await fault('slow', { ms: 10_000 });
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort();
    }, 300);
    const report = await slice(backfill, made, stop.signal);
    expect(report).toMatchObject({ windows: 1, over: false });
    expect((await windows(made)).every(({ attempts, state }) => attempts === 0 && state === 'pending')).toBe(true);
  });

  it('of a connection that must be authorized again fails with the reason', async () => {
    const backfill = rig.backfill();
    const made = await planned(backfill);
    await changeState(db, id, 'reauthorize');
    await toEnd(backfill, made);
    const { rows } = await db.query<{ message: string }>(
      `SELECT DISTINCT problem->>'message' AS message FROM backfill_window WHERE backfill_id = $1`,
      [made],
    );
    expect(rows).toEqual([{ message: 'the connection is reauthorize: reconnect it and backfill again' }]);
  });

  it('with one ride that the provider cannot give keeps the others, and shows the one', async () => {
    const backfill = rig.backfill({ windowAttempts: 1 });
    const made = await planned(backfill);
    const bad = rides[3]?.id ?? '';
    await fault('truncated', { routes: 'detail', ride: bad });
    await toEnd(backfill, made);
    expect(await held()).toEqual(
      rides
        .map((ride) => ride.id)
        .filter((key) => key !== bad)
        .sort(),
    );
    expect(await all(`SELECT object_id AS key, state, problem->>'kind' AS kind FROM inbox WHERE connection_id = $1`)).toEqual([
      { key: bad, state: 'dead', kind: 'transient' },
    ]);
    expect(await backfill.finish(made)).toEqual({ state: 'done' });
  });

  it('that meets a few bad answers asks again in a moment, and is done at its first try', async () => {
    const backfill = rig.backfill();
    const made = await planned(backfill);
    await fault('server_error', { routes: 'list', count: 1 });
    await fault('server_error', { routes: 'streams', count: 2 });
    expect(await slice(backfill, made)).toMatchObject({ over: true });
    expect((await windows(made)).every(({ attempts }) => attempts === 0)).toBe(true);
    expect(await held()).toHaveLength(25);
  });

  it('that fails for the first time is due again in a second', async () => {
    const backfill = rig.backfill({ sliceMs: 1 });
    const made = await planned(backfill);
    await fault('server_error', { routes: 'detail' });
    await slice(backfill, made);
    const { rows } = await db.query<{ ms: number }>(
      `SELECT extract(epoch FROM due_at - now())::float8 * 1000 AS ms FROM backfill_window WHERE backfill_id = $1 AND attempts = 1`,
      [made],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.ms).toBeLessThanOrEqual(1_000);
  });

  it('of two pages that fails at the second counts the first once', async () => {
    // The list's page is 200; all on yesterday, and the other rides of the window.
    const startedAt = (n: number): string => new Date(Date.now() - DAY_MS - n * 120_000).toISOString();
    for (let n = 0; n < 195; n++) await client.control('POST', `/riders/${rider}/rides`, { minutes: 1, startedAt: startedAt(n) });
    const all = await client.rides(rider);
    const newest = all.toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))[0];
    const backfill = rig.backfill({ sliceMs: 1 });
    const made = await planned(backfill);
    await fault('server_error', { routes: 'detail', ride: newest?.id });
    await slice(backfill, made);
    expect((await windows(made)).filter(({ attempts }) => attempts === 1)).toHaveLength(1);
    await client.control('DELETE', '/faults');
    await toEnd(backfill, made);
    expect(await findBackfill(db, made)).toMatchObject({ recordsFound: all.length, recordsChanged: all.length });
  }, 60_000);
});
