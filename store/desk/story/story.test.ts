import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PRIORITY } from '../../../model/delivery.js';
import { type BackfillId, type ConnectionId, type DeliveryId, type DestinationId, newId } from '../../../model/ids.js';
import { formatTimestamp, healthcheckEvent } from '../../../model/terra/index.js';
import { type TestDatabase, createDatabase } from '../../../test/support/servers/postgres.js';
import { finishWindow, planWindows } from '../../backfill/windows.js';
import { writeAudit } from '../../control/audit.js';
import { type Database, openDatabase, transaction } from '../../database.js';
import { Intake } from '../../inbox/intake.js';
import { emitEvent } from '../../outbox/emit.js';
import { finishDeliveries } from '../../outbox/finish.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, notice, write } from '../../store.fixture.js';
import { commitSync } from '../../sync/commit.js';
import { STORY_KINDS, type StoryItem, type StoryKind } from './part.js';
import { storyOf } from './story.js';

let database: TestDatabase;
let db: Database;
let tenant: Tenant;
let id: ConnectionId;
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 4, name: 'test', onError: () => undefined });
  tenant = await makeTenant(db);
  await makeDestination(db, tenant);
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});
beforeEach(async () => {
  id = await makeConnection(db, tenant, { providerUserId: `rider-${newId()}` });
});

const page = (after: string | null = null, kind: StoryKind | null = null, limit = 50) =>
  storyOf(db, { environmentId: tenant.environmentId, connectionId: id }, kind, { after, limit });
const sourcesOf = (items: readonly StoryItem[]): string[] => items.map(({ fact }) => fact.source);

async function walk(kind: StoryKind | null, limit: number, between: () => Promise<unknown> = () => Promise.resolve()) {
  const all: StoryItem[] = [];
  let after: string | null = null;
  do {
    const { items, next }: { items: readonly StoryItem[]; next: string | null } = await page(after, kind, limit);
    expect(items.length).toBeLessThanOrEqual(limit);
    all.push(...items);
    after = next;
    await between();
  } while (after !== null);
  return all;
}

async function notify(objectId: string): Promise<string> {
  const { rows } = await db.query<{ account: string }>(`SELECT provider_user_id AS account FROM connection WHERE id = $1`, [id]);
  await new Intake(db).accept([notice(tenant, rows[0]?.account ?? '', { objectId })]);
  const found = await db.query<{ id: string }>(`SELECT id FROM inbox WHERE connection_id = $1 AND object_id = $2`, [
    id,
    objectId,
  ]);
  return found.rows[0]?.id ?? '';
}

const ride = (key: string, text = key) =>
  commitSync(db, commitOf({ ...tenant, connectionId: id }, { records: [write(key, text)] }));

async function everything(): Promise<BackfillId> {
  await writeAudit(db, { environmentId: tenant.environmentId, actor: 'athlete', action: 'connection.connected', subject: id });
  await transaction(db, (tx) =>
    emitEvent(tx, {
      environmentId: tenant.environmentId,
      connectionId: id,
      reference: newId(),
      body: healthcheckEvent({ createdAt: formatTimestamp(Date.now()), trendPercentage: 0, sentLastHour: 0 }),
    }),
  );
  const noticeId = await notify('ride-1');
  await ride('ride-1');
  await db.query(`UPDATE inbox SET state = 'done', finished_at = now() WHERE id = $1`, [noticeId]);
  const { rows } = await db.query<{ id: DeliveryId; destination_id: DestinationId }>(
    `SELECT id, destination_id FROM delivery WHERE connection_id = $1 AND record_key = 'ride-1'`,
    [id],
  );
  const [made] = rows;
  if (!made) throw new Error('no delivery');
  const tried = { id: made.id, retryMs: 0, counted: true, startedAtMs: Date.now(), durationMs: 12, code: '503' } as const;
  const destination = { environmentId: tenant.environmentId, id: made.destination_id };
  await finishDeliveries(db, destination, [
    { ...tried, state: 'pending', problem: { kind: 'transient', message: 'it answered 503' } },
  ]);
  await finishDeliveries(db, destination, [{ ...tried, state: 'delivered', code: '200', problem: null }]);
  const backfillId = newId<BackfillId>();
  await db.query(
    `INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, connection_ids, requested_by) VALUES ($1, $2, 'INSIDERS', '{activity}', '2026-01-01', '2026-03-01', ARRAY[$3::uuid], 'ops')`,
    [backfillId, tenant.environmentId, id],
  );
  await planWindows(db, backfillId, 30, ['activity']);
  const windows = await db.query<{ id: number }>(`SELECT id FROM backfill_window WHERE backfill_id = $1 ORDER BY id`, [
    backfillId,
  ]);
  for (const [index, { id: window }] of windows.rows.entries())
    await finishWindow(db, {
      id: window,
      state: index === 0 ? 'failed' : 'done',
      problem: index === 0 ? { kind: 'transient', message: 'too slow' } : null,
    });
  await commitSync(
    db,
    commitOf(
      { ...tenant, connectionId: id },
      {
        priority: PRIORITY.backfill,
        covered: { type: 'activity', firstDay: '2026-01-01', lastDay: '2026-01-30' },
        polledUntilMs: Date.now(),
      },
    ),
  );
  const dead = await notify('ride-2');
  await db.query(`UPDATE inbox SET state = 'dead', problem = '{"kind": "payload", "message": "not readable"}' WHERE id = $1`, [
    dead,
  ]);
  await writeAudit(db, { environmentId: tenant.environmentId, actor: 'anna', action: 'connection.paused', subject: id });
  await db.query(`UPDATE connection SET problem = '{"kind": "auth", "message": "refused"}', failures = 2 WHERE id = $1`, [id]);
  return backfillId;
}

describe('a story', () => {
  it('tells everything that is written down, newest first', async () => {
    const backfillId = await everything();
    const { items, next } = await page();
    expect(next).toBeNull();
    expect(sourcesOf(items).slice(0, 3)).toEqual(['trouble', 'audit', 'notice']);
    expect(new Set(sourcesOf(items))).toEqual(
      new Set(['trouble', 'audit', 'notice', 'coverage', 'poll', 'backfill', 'delivery', 'record', 'status']),
    );
    expect(items.map(({ place }) => place)).toEqual(
      items
        .map(({ place }) => place)
        .toSorted()
        .toReversed(),
    );
    const of = (source: string) => items.filter(({ fact }) => fact.source === source).map(({ fact }) => fact);
    expect(of('delivery').find((fact) => 'record' in fact && fact.record !== null)).toMatchObject({
      state: 'delivered',
      record: { type: 'activity', key: 'ride-1', revision: 1, startTime: '2026-05-01T08:00:00+02:00' },
      attempts: [
        { ok: false, code: '503', problem: { message: 'it answered 503' } },
        { ok: true, code: '200', durationMs: 12 },
      ],
    });
    expect(of('backfill')).toEqual([
      expect.objectContaining({
        id: backfillId,
        requestedBy: 'ops',
        windows: { total: 2, done: 1, failed: 1 },
        problem: { kind: 'transient', message: 'too slow' },
      }),
    ]);
    expect(of('coverage')).toMatchObject([{ type: 'activity', firstDay: '2026-01-01', lastDay: '2026-01-30', days: 30 }]);
    expect(of('trouble')).toMatchObject([{ failures: 2, problem: { message: 'refused' } }]);
  });

  it('of one kind is what the whole story has of it; pages of any size come to the same', async () => {
    await everything();
    const { items } = await page();
    for (const limit of [1, 2, 3, 50]) expect((await walk(null, limit)).slice(1)).toEqual(items.slice(1));
    for (const kind of STORY_KINDS) {
      const expected = items.filter((item) => item.kind === kind).map(({ place, fact }) => [place, fact.source]);
      expect((await walk(kind, 1)).map(({ place, fact }) => [place, fact.source])).toEqual(expected);
      expect(expected.length).toBeGreaterThan(0);
    }
  });

  it('skips nothing and repeats nothing while more comes', async () => {
    for (let n = 0; n < 25; n++) {
      await notify(`old-${n}`);
      await ride(`old-${n}`);
    }
    const before = (await walk(null, 500)).map(({ place }) => place);
    let n = 0;
    const seen = (
      await walk(null, 7, () => Promise.all([notify(`new-${n}`), ride(`new-${n}`), ride('old-3', `again ${n++}`)]))
    ).map(({ place }) => place);
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.filter((place) => !seen.includes(place))).toEqual([]);
  });

  it('begins with the connection itself where nobody wrote down who connected it', async () => {
    expect(sourcesOf((await page()).items)).toEqual(['connection']);
    expect(sourcesOf((await page(null, 'connected')).items)).toEqual(['connection']);
  });

  it('has nothing of other connections, and no audit line of another environment', async () => {
    await everything();
    const other = await makeTenant(db);
    await writeAudit(db, { environmentId: other.environmentId, actor: 'eve', action: 'connection.paused', subject: id });
    expect((await page(null, 'operator')).items).toMatchObject([{ fact: { actor: 'anna' } }]);
    id = await makeConnection(db, tenant);
    expect(sourcesOf((await page()).items)).toEqual(['connection']);
  });
});
