import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BackfillId, type ConnectionId, newId } from '../../model/ids.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { type Database, openDatabase } from '../database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../store.fixture.js';
import { commitSync } from '../sync/commit.js';
import {
  type ClaimedWindow,
  claimWindow,
  countRecords,
  deferWindow,
  findBackfill,
  finishWindow,
  isBacklogged,
  moveBackfill,
  planWindows,
  wakeWindows,
  windowsLeft,
} from './windows.js';

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 5, 15, 13, 30);
let database: TestDatabase;
let db: Database;
let tenant: Tenant;
let connections: ConnectionId[];
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 8, name: 'test', onError: () => undefined });
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});
beforeEach(async () => {
  tenant = await makeTenant(db);
  connections = [await makeConnection(db, tenant), await makeConnection(db, tenant)];
});

async function backfill(
  more: { startMs?: number; endMs?: number; types?: string[]; connectionIds?: ConnectionId[] | null } = {},
): Promise<BackfillId> {
  const id = newId<BackfillId>();
  const { startMs = END_MS - 10 * DAY_MS, endMs = END_MS, types = ['activity'], connectionIds = null } = more;
  await db.query(
    `INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, connection_ids, requested_by) VALUES ($1, $2, 'INSIDERS', $3, $4, $5, $6, 'test')`,
    [id, tenant.environmentId, types, new Date(startMs), new Date(endMs), connectionIds],
  );
  return id;
}
const windowsOf = async (id: BackfillId) =>
  (
    await db.query<{ connectionId: ConnectionId; type: string; startMs: number; endMs: number }>(
      `SELECT connection_id AS "connectionId", type, (extract(epoch FROM range_start) * 1000)::float8 AS "startMs", (extract(epoch FROM range_end) * 1000)::float8 AS "endMs"
       FROM backfill_window WHERE backfill_id = $1 ORDER BY range_end DESC, id`,
      [id],
    )
  ).rows;
const claimed = async (id: BackfillId): Promise<ClaimedWindow> => {
  const window = await claimWindow(db, id, 60_000);
  if (!window) throw new Error('no window');
  return window;
};

describe('planning', () => {
  it('tiles the range newest first, without gap or overlap, whatever its length and the clock of the session', async () => {
    await db.query(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET timezone TO 'Europe/Berlin'`);
    const only = connections.slice(0, 1);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 * 24 * 60 }), fc.integer({ min: 1, max: 40 }), async (minutes, days) => {
        const startMs = END_MS - minutes * 60_000;
        const id = await backfill({ startMs, connectionIds: only });
        const total = await planWindows(db, id, days, ['activity']);
        const windows = await windowsOf(id);
        expect(windows).toHaveLength(total);
        expect(windows[0]?.endMs).toBe(END_MS);
        expect(windows.at(-1)?.startMs).toBe(startMs);
        for (const [n, window] of windows.entries()) {
          expect(window.endMs).toBeGreaterThan(window.startMs);
          expect(window.endMs - window.startMs).toBeLessThanOrEqual(days * DAY_MS);
          if (n > 0) expect(window.endMs).toBe(windows[n - 1]?.startMs);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('twice, also at once, plans once', async () => {
    const id = await backfill({ types: ['activity', 'daily'] });
    // Two connections, two types; ten days and a half in pieces of five that begin at midnight.
    expect(
      await Promise.all([
        planWindows(db, id, 5, ['activity', 'daily', 'sleep']),
        planWindows(db, id, 5, ['activity', 'daily']),
        planWindows(db, id, 5, ['activity', 'daily']),
      ]),
    ).toEqual([12, 12, 12]);
    expect(await windowsOf(id)).toHaveLength(12);
    expect(await findBackfill(db, id)).toMatchObject({ state: 'running', windowsTotal: 12, rangeEndMs: END_MS });
  });

  it('takes the connections that are named, and none of another environment', async () => {
    const foreign = await makeConnection(db, await makeTenant(db));
    const id = await backfill({ connectionIds: [connections[0] as ConnectionId, foreign] });
    await planWindows(db, id, 30, ['activity']);
    expect((await windowsOf(id)).map(({ connectionId }) => connectionId)).toEqual([connections[0]]);
  });

  it('of nothing, and of what is not there, is no window', async () => {
    const id = await backfill({ connectionIds: [] });
    expect(await planWindows(db, id, 30, ['activity'])).toBe(0);
    expect(await windowsLeft(db, id)).toEqual({ pending: 0, waitMs: null });
    expect(await planWindows(db, newId(), 30, ['activity'])).toBe(0);
  });
});

describe('claiming windows', () => {
  it('gives the newest first over all connections, each to one', async () => {
    const id = await backfill();
    await planWindows(db, id, 4, ['activity']);
    const all = await Promise.all(Array.from({ length: 8 }, () => claimWindow(db, id, 60_000)));
    const given = all.filter((window) => window !== null);
    expect(new Set(given.map((window) => window.id)).size).toBe(6);
    expect(given).toHaveLength(6);
    const id2 = await backfill();
    await planWindows(db, id2, 4, ['activity']);
    const ends = [];
    for (let n = 0; n < 6; n++) ends.push((await claimed(id2)).endMs);
    expect(ends).toEqual([...ends].sort((a, b) => b - a));
    expect(await windowsLeft(db, id2)).toMatchObject({ pending: 6, waitMs: expect.any(Number) });
  });

  it('gives none of a backfill that is not running', async () => {
    const id = await backfill();
    expect(await claimWindow(db, id, 60_000)).toBeNull();
    await planWindows(db, id, 30, ['activity']);
    expect(await moveBackfill(db, id, 'paused')).toMatchObject({ state: 'paused' });
    expect(await claimWindow(db, id, 60_000)).toBeNull();
    expect(await moveBackfill(db, id, 'running')).toMatchObject({ state: 'running' });
    await claimed(id);
    expect(await moveBackfill(db, id, 'canceled')).toMatchObject({ state: 'canceled', finishedAtMs: expect.any(Number) });
    expect(await moveBackfill(db, id, 'running')).toBeNull();
    expect(await claimWindow(db, id, 60_000)).toBeNull();
  });

  it('gives windows that were put off at once when it was paused and resumed, or its provider changed', async () => {
    const id = await backfill({ connectionIds: connections.slice(0, 1) });
    await planWindows(db, id, 30, ['activity']);
    const putOff = async () => {
      const window = await claimed(id);
      await deferWindow(db, window.id, 3_600_000, false, { kind: 'rate_limited', message: 'slow down' });
      expect(await claimWindow(db, id, 60_000)).toBeNull();
    };
    await putOff();
    await moveBackfill(db, id, 'paused');
    await moveBackfill(db, id, 'running');
    await putOff();
    await wakeWindows(db, tenant.environmentId, 'OTHER');
    expect(await claimWindow(db, id, 60_000)).toBeNull();
    await wakeWindows(db, tenant.environmentId, 'INSIDERS');
    await claimed(id);
  });

  it('gives a window again after its lease, and one that was put off when it is due', async () => {
    const id = await backfill({ connectionIds: connections.slice(0, 1) });
    await planWindows(db, id, 30, ['activity']);
    expect(await claimWindow(db, id, 1)).not.toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { id: window } = await claimed(id);
    const problem = { kind: 'transient', message: 'away' } as const;
    await deferWindow(db, window, 60_000, true, problem);
    expect(await claimWindow(db, id, 60_000)).toBeNull();
    expect((await windowsLeft(db, id)).waitMs).toBeGreaterThan(50_000);
    await deferWindow(db, window, 0, false, problem);
    expect(await claimed(id)).toMatchObject({ id: window, attempts: 1 });
  });
});

it('a window ends once, however often that is said, and is counted by how it ended', async () => {
  const id = await backfill();
  await planWindows(db, id, 30, ['activity']);
  const [one, two] = [await claimed(id), await claimed(id)];
  const done = { id: one.id, state: 'done', problem: null } as const;
  await Promise.all([finishWindow(db, done), finishWindow(db, done), finishWindow(db, { ...done, state: 'failed' })]);
  await finishWindow(db, { id: two.id, state: 'failed', problem: { kind: 'auth', message: 'no' } });
  await countRecords(db, one.id, { found: 3, changed: 2 });
  const after = await findBackfill(db, id);
  expect((after?.windowsDone ?? 0) + (after?.windowsFailed ?? 0)).toBe(2);
  expect(after).toMatchObject({ recordsFound: 3, recordsChanged: 2 });
  expect(await windowsLeft(db, id)).toEqual({ pending: 0, waitMs: null });
  // Late, by a worker that lost the window: it stays as it ended.
  await deferWindow(db, one.id, 0, true, { kind: 'transient', message: 'late' });
  expect((await windowsLeft(db, id)).pending).toBe(0);
});

it('a window that is tried again counts what it finds once, and what it changes each time', async () => {
  const id = await backfill();
  await planWindows(db, id, 30, ['activity']);
  const [one, two] = [await claimed(id), await claimed(id)];
  for (const count of [
    { found: 3, changed: 0 },
    { found: 0, changed: 2 },
    // Tried again, and one more was ridden meanwhile.
    { found: 3, changed: 0 },
    { found: 4, changed: 0 },
    { found: 0, changed: 2 },
  ])
    await countRecords(db, one.id, count);
  await countRecords(db, two.id, { found: 5, changed: 1 });
  expect(await findBackfill(db, id)).toMatchObject({ recordsFound: 9, recordsChanged: 5 });
  const { rows } = await db.query(`SELECT found, changed FROM backfill_window WHERE id = $1`, [one.id]);
  expect(rows).toEqual([{ found: 4, changed: 4 }]);
});

it('a backfill waits while a destination that takes deliveries is behind, not for one that is paused', async () => {
  const behind = await makeDestination(db, tenant);
  const [connectionId] = connections as [ConnectionId];
  await commitSync(
    db,
    commitOf({ ...tenant, connectionId }, { records: Array.from({ length: 5 }, (_, n) => write(`r${n}`, 'x')) }),
  );
  expect(await isBacklogged(db, tenant.environmentId, 4)).toBe(true);
  expect(await isBacklogged(db, tenant.environmentId, 5)).toBe(false);
  await db.query(`UPDATE destination SET state = 'paused' WHERE id = $1`, [behind]);
  expect(await isBacklogged(db, tenant.environmentId, 4)).toBe(false);
});
