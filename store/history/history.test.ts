import { beforeEach, describe, expect, it } from '@jest/globals';
import type { QueryResultRow } from 'pg';
import { PRIORITY } from '../../model/delivery.js';
import { type BackfillId, type ConnectionId, type DestinationId, type Reference, newId } from '../../model/ids.js';
import { timeRange } from '../../model/time-range.js';
import { moveBackfill, planWindows } from '../backfill/windows.js';
import { eraseConnection } from '../connections/lifecycle.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../store.fixture.js';
import { commitSync } from '../sync/commit.js';
import { swapId } from '../connections/swap-id.js';
import { takeDayUnits } from './day-units.js';
import { cancelHistory, finishHistory } from './finish.js';
import { isKnown } from './known.js';
import { recordKeysBetween } from './records.js';
import { makeHistoryRequest, requestState, sendInstead } from './request.js';

const DAY_MS = 86_400_000;
const MAY = Date.UTC(2026, 4, 1);
const db = useTestDatabase();
let tenant: Tenant;
let connectionId: ConnectionId;
let hook: DestinationId;
let rows: DestinationId;
beforeEach(async () => {
  tenant = await makeTenant(db());
  connectionId = await makeConnection(db(), tenant);
  hook = await makeDestination(db(), tenant);
  rows = await makeDestination(db(), tenant);
  await db().query(`UPDATE destination SET kind = 'sql' WHERE id = $1`, [rows]);
});

const query = async <Row extends QueryResultRow>(sql: string, ...values: unknown[]): Promise<Row[]> =>
  (await db().query<Row>(sql, values)).rows;
const ride = (n: number, more: object = {}) =>
  write(`act-${String(n).padStart(3, '0')}`, `Ride ${n}`, {
    startTime: new Date(MAY + n * 3_600_000).toISOString(),
    endTime: new Date(MAY + n * 3_600_000 + 1_800_000).toISOString(),
    ...more,
  });

async function request(
  more: Partial<Parameters<typeof makeHistoryRequest>[1]> = {},
): Promise<{ id: BackfillId; reference: Reference }> {
  const made = { id: newId<BackfillId>(), reference: newId<Reference>() };
  await makeHistoryRequest(db(), {
    ...made,
    environmentId: tenant.environmentId,
    connectionId,
    provider: 'INSIDERS',
    type: 'activity',
    range: timeRange(MAY, MAY + 40 * DAY_MS),
    large: true,
    send: true,
    samples: true,
    requestedBy: 'test',
    ...more,
  });
  await planWindows(db(), made.id, 30, ['activity']);
  return made;
}
const store = (n: readonly number[], id: BackfillId | null, more: object = {}) =>
  commitSync(
    db(),
    commitOf(
      { ...tenant, connectionId },
      { records: n.map((one) => ride(one, more)), backfillId: id, hold: id !== null, priority: PRIORITY.backfill },
    ),
  );
const deliveries = (destination: DestinationId) =>
  query<{
    type: string;
    reference: string;
    keys: string[] | null;
    key: string | null;
    chunk: number | null;
    expected: number | null;
  }>(
    `SELECT d.type, e.reference, e.record_keys AS keys, e.record_key AS key, e.chunk, (e.body->>'expected_payloads')::int AS expected
       FROM delivery d JOIN event e ON e.id = d.event_id WHERE d.destination_id = $1 ORDER BY d.priority, d.due_at, d.id`,
    destination,
  );
const upTo = (n: number) => Array.from({ length: n }, (_, index) => index);

describe('the answer', () => {
  it('tells 25 records in three chunks after the word that three come, all under one reference', async () => {
    const { id, reference } = await request();
    expect((await store(upTo(25), id)).destinationIds).toEqual([]);
    expect(await deliveries(hook)).toEqual([]);
    const ended = await finishHistory(db(), id, ['sql']);
    expect(ended).toEqual({ state: 'done', destinationIds: expect.arrayContaining([hook, rows]) });
    const sent = await deliveries(hook);
    expect(sent.map(({ type, chunk, keys }) => [type, chunk, keys?.length ?? 0])).toEqual([
      ['large_request_sending', null, 0],
      ['activity', 1, 10],
      ['activity', 2, 10],
      ['activity', 3, 5],
    ]);
    expect(sent[0]?.expected).toBe(3);
    expect(new Set(sent.map((one) => one.reference))).toEqual(new Set([reference]));
    // Newest first.
    expect(sent[1]?.keys?.[0]).toBe('act-024');
  });

  it('tells each record by itself where one is kept per key, and counts them so', async () => {
    const { id } = await request();
    await store(upTo(12), id);
    await finishHistory(db(), id, ['sql']);
    const sent = await deliveries(rows);
    expect([sent[0]?.type, sent[0]?.expected]).toEqual(['large_request_sending', 12]);
    expect(
      sent
        .slice(1)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(upTo(12).map((n) => `act-${String(n).padStart(3, '0')}`));
  });

  it('is sent once, by whoever ends it first', async () => {
    const { id } = await request();
    await store(upTo(3), id);
    const ended = await Promise.all(upTo(4).map(() => finishHistory(db(), id, ['sql'])));
    expect(ended.filter((one) => one !== null)).toHaveLength(1);
    expect(await deliveries(hook)).toHaveLength(2);
    expect(await requestState(db(), id)).toMatchObject({ state: 'done' });
  });

  it('holds what is stored already, in the range and not deleted, and no large word for a small request', async () => {
    await store([0, 1, 2], null);
    await commitSync(db(), commitOf({ ...tenant, connectionId }, { records: [ride(1, { op: 'delete', providerRevision: 2 })] }));
    await db().query(`DELETE FROM delivery`);
    const { id } = await request({ large: false, range: timeRange(MAY, MAY + 2 * 3_600_000) });
    await finishHistory(db(), id, []);
    expect((await deliveries(hook)).map(({ type, keys }) => [type, keys])).toEqual([['activity', ['act-000']]]);
  });

  it('cuts by ten megabytes too, and lets a larger record go alone', async () => {
    const { id } = await request();
    await store([0, 1, 2], id, { bodyBytes: 6_000_000 });
    await store([3], id, { bodyBytes: 20_000_000 });
    await finishHistory(db(), id, ['sql']);
    expect((await deliveries(hook)).map(({ keys }) => keys?.length ?? 0)).toEqual([0, 1, 1, 1, 1]);
  });

  it('comes although there is nothing: the word that none come', async () => {
    const { id } = await request();
    await finishHistory(db(), id, ['sql']);
    expect((await deliveries(hook)).map(({ type, expected }) => [type, expected])).toEqual([['large_request_sending', 0]]);
  });

  it('goes to nobody once the user is erased', async () => {
    const { id } = await request();
    await store([1], id);
    await eraseConnection(db(), connectionId);
    expect(await finishHistory(db(), id, ['sql'])).toMatchObject({ destinationIds: [] });
  });
});

describe('a request that is paused', () => {
  it('is answered when it runs again, and then once', async () => {
    const { id } = await request();
    await store(upTo(3), id);
    await moveBackfill(db(), id, 'paused');
    expect(await finishHistory(db(), id, ['sql'])).toBeNull();
    expect(await deliveries(hook)).toEqual([]);
    expect(await requestState(db(), id)).toMatchObject({ state: 'paused' });
    await moveBackfill(db(), id, 'running');
    expect(await finishHistory(db(), id, ['sql'])).toMatchObject({ state: 'done' });
    expect(await deliveries(hook)).toHaveLength(2);
  });

  it('and was answered before gets no second answer, nor the word that none comes', async () => {
    for (const end of [(id: BackfillId) => finishHistory(db(), id, ['sql']), (id: BackfillId) => cancelHistory(db(), id)]) {
      const { id } = await request();
      await db().query(`UPDATE backfill SET sent_at = now(), expected_payloads = 1 WHERE id = $1`, [id]);
      await end(id);
      expect(await deliveries(hook)).toEqual([]);
    }
  });
});

describe('the state of a request', () => {
  it('is none once its user is gone, and names the user by a swapped id', async () => {
    const { id } = await request();
    const swapped = newId<ConnectionId>();
    await swapId(db(), connectionId, swapped);
    expect(await requestState(db(), id)).toEqual({ state: 'running', connectionId: swapped, problem: null });
    await eraseConnection(db(), swapped);
    expect(await requestState(db(), id)).toBeNull();
    expect(await requestState(db(), newId())).toBeNull();
  });
});

describe('what was pulled for a request', () => {
  it('is told in the ordinary way where no chunk tells it', async () => {
    const { id } = await request({ range: timeRange(MAY, MAY + 3_600_000) });
    // Its start lies outside: the provider counted by another clock.
    await store([0, 5], id);
    await finishHistory(db(), id, ['sql']);
    expect((await deliveries(hook)).filter((one) => one.key !== null).map((one) => one.key)).toEqual(['act-005']);
  });

  it('is told by itself as well when it changes what receivers hold', async () => {
    await store([0], null);
    await db().query(`DELETE FROM delivery`);
    const { id } = await request();
    await commitSync(
      db(),
      commitOf(
        { ...tenant, connectionId },
        { records: [ride(0, { contentHash: Buffer.from('new'), providerRevision: 2 })], backfillId: id, hold: true },
      ),
    );
    await finishHistory(db(), id, ['sql']);
    expect((await deliveries(hook)).map(({ type, key, chunk }) => [type, key, chunk]).sort()).toEqual([
      ['activity', null, 1],
      ['activity', 'act-000', null],
      ['large_request_sending', null, null],
    ]);
  });

  it('is told at once when nobody is to be sent chunks', async () => {
    const { id } = await request({ large: false, send: false });
    expect((await store([0], id)).destinationIds).toHaveLength(2);
    await finishHistory(db(), id, ['sql']);
    expect(await deliveries(hook)).toHaveLength(1);
  });

  it('is told when the request is canceled, before and after, and the app hears that no chunks come', async () => {
    const { id } = await request();
    await store([0], id);
    await cancelHistory(db(), id);
    await moveBackfill(db(), id, 'canceled');
    // A slice that was under way.
    expect((await store([1], id)).destinationIds).toHaveLength(2);
    expect((await deliveries(hook)).map(({ type, key, expected }) => [type, key ?? expected]).sort()).toEqual([
      ['activity', 'act-000'],
      ['activity', 'act-001'],
      ['large_request_sending', 0],
    ]);
    expect(await finishHistory(db(), id, ['sql'])).toBeNull();
  });

  it('comes by events after all when whoever waited has gone', async () => {
    const { id } = await request({ large: false, send: false });
    expect(await sendInstead(db(), id)).toBe(true);
    await store([0], id);
    await finishHistory(db(), id, ['sql']);
    expect((await deliveries(hook)).map(({ chunk }) => chunk)).toEqual([1]);
    expect(await sendInstead(db(), id)).toBe(false);
  });
});

describe('the store', () => {
  const range = timeRange(MAY, MAY + 3 * DAY_MS);
  const cover = (firstDay: string, lastDay: string) =>
    commitSync(db(), commitOf({ ...tenant, connectionId }, { covered: { type: 'activity', firstDay, lastDay } }));

  it('knows a range when all its days were fetched', async () => {
    expect(await isKnown(db(), connectionId, 'activity', range)).toBe(false);
    await cover('2026-05-01', '2026-05-02');
    expect(await isKnown(db(), connectionId, 'activity', range)).toBe(false);
    await cover('2026-05-03', '2026-05-03');
    expect(await isKnown(db(), connectionId, 'activity', range)).toBe(true);
    // The end does not belong to it.
    expect(await isKnown(db(), connectionId, 'activity', timeRange(MAY, MAY + 3 * DAY_MS + 1))).toBe(false);
  });

  it('knows the days since the user connected, but for notices that wait', async () => {
    await db().query(`UPDATE connection SET created_at = '2026-04-30T12:00:00Z' WHERE id = $1`, [connectionId]);
    expect(await isKnown(db(), connectionId, 'activity', range)).toBe(true);
    expect(await isKnown(db(), connectionId, 'activity', timeRange(MAY - DAY_MS, MAY + DAY_MS))).toBe(false);
    await db().query(
      `INSERT INTO inbox (environment_id, provider_app_id, connection_id, provider_event_id, kind, provider_user_id, occurred_at) VALUES ($1, $2, $3, 'e', 'changed', 'u', now())`,
      [tenant.environmentId, tenant.providerAppId, connectionId],
    );
    expect(await isKnown(db(), connectionId, 'activity', range)).toBe(false);
  });

  it('knows them up to the last poll where nobody tells us of changes', async () => {
    const set = (sql: string) => db().query(`UPDATE connection SET ${sql} WHERE id = $1`, [connectionId]);
    const known = (untilMs: number) => isKnown(db(), connectionId, 'activity', timeRange(MAY, untilMs));
    const noon = MAY + 2.5 * DAY_MS;
    await set(`created_at = '2026-04-30T12:00:00Z', synced_until = to_timestamp(${noon / 1000})`);
    expect(await known(noon)).toBe(true);
    expect(await known(noon + 1)).toBe(false);
    await cover('2026-05-03', '2026-05-03');
    expect(await known(MAY + 3 * DAY_MS)).toBe(true);
    await set(`poll_failing = true`);
    expect(await known(MAY + DAY_MS)).toBe(false);
    await set(`synced_until = NULL, poll_failing = false`);
    expect(await known(MAY + DAY_MS)).toBe(false);
    await db().query(`UPDATE provider_app SET subscription_id = 's' WHERE id = $1`, [tenant.providerAppId]);
    expect(await known(MAY + DAY_MS)).toBe(true);
  });

  it('gives the records of a range newest first, the end left out', async () => {
    await store([0, 1, 2], null);
    expect(await recordKeysBetween(db(), { connectionId, type: 'activity', range: timeRange(MAY, MAY + 2 * 3_600_000) })).toEqual(
      ['act-001', 'act-000'],
    );
  });
});

describe('day units', () => {
  it('are 6,000 in an hour, and nobody gets more by asking at the same time', async () => {
    const takes = await Promise.all(upTo(8).map(() => takeDayUnits(db(), connectionId, 1_000)));
    expect(takes.filter((one) => one.allowed)).toHaveLength(6);
    expect(await takeDayUnits(db(), connectionId, 1)).toMatchObject({ allowed: false, remaining: 0 });
  });

  it('come back an hour after they were taken, and a refusal says when enough are there', async () => {
    await takeDayUnits(db(), connectionId, 4_000);
    await db().query(`UPDATE request_use SET minute = minute - interval '30 minutes' WHERE connection_id = $1`, [connectionId]);
    await takeDayUnits(db(), connectionId, 2_000);
    const refused = await takeDayUnits(db(), connectionId, 1_825);
    expect(refused).toMatchObject({ allowed: false, remaining: 0 });
    // A minute counts as a whole from its beginning.
    expect(refused.resetSeconds).toBeGreaterThan(28 * 60);
    expect(refused.resetSeconds).toBeLessThanOrEqual(30 * 60);
    await db().query(`UPDATE request_use SET minute = minute - interval '31 minutes' WHERE connection_id = $1`, [connectionId]);
    expect(await takeDayUnits(db(), connectionId, 1_825)).toMatchObject({ allowed: true, remaining: 6_000 - 2_000 - 1_825 });
  });
});
