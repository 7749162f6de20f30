/** History requests of an app, on everything real: at once, by events, large ones in chunks, through crashes and cancellations. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import * as backfills from '../../apps/api/admin/contract/backfills.js';
import { type Connected, Platform, type Received, type Tenant, explained, until } from '../support/platform/index.js';
import { askTerra } from '../support/platform/terra-client.js';

jest.setTimeout(300_000);

const DAY_MS = 86_400_000;
const WAIT_SECONDS = 4;
let platform: Platform;
let tenant: Tenant;
let user: Connected;
let other: Connected;

beforeAll(async () => {
  platform = await Platform.start({
    sandbox: ['--riders', '2', '--days', '60'],
    settings: { FREEHUB_HISTORY_WAIT_SECONDS: String(WAIT_SECONDS) },
  });
  tenant = await explained(platform, () => platform.provision());
  user = await tenant.connect(1);
  other = await tenant.connect(2);
});
afterEach(() => platform.sandbox.control.heal());
afterAll(async () => {
  await platform.close();
});

const dayAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const ask = (of: Connected, query: Readonly<Record<string, string | number | boolean>>) =>
  askTerra(platform.api.url, tenant, 'activity', { user_id: of.userId, ...query });
const ridesOf = async (of: Connected, fromMs: number, toMs = Date.now()): Promise<string[]> =>
  (await platform.sandbox.control.truth())
    .filter(({ riderId, startedAt, deleted }) => {
      const ms = Date.parse(startedAt);
      return riderId === of.riderId && !deleted && ms >= fromMs && ms < toMs;
    })
    .map(({ id }) => id)
    .sort();
const providerRequests = async (): Promise<readonly (readonly [string, number])[]> =>
  Object.entries((await platform.sandbox.control.stats()).requests).filter(([path]) => path.includes(' /v1/'));
const under = (reference: string): readonly Received[] => tenant.hook().taken.filter((one) => one.reference === reference);
const expected = (reference: string): number | undefined => {
  const word = under(reference).find(({ type }) => type === 'large_request_sending');
  return word === undefined ? undefined : Number(word.body?.['expected_payloads']);
};
const chunks = (reference: string): readonly Received[] => {
  const all = under(reference).filter(({ type }) => type === 'activity');
  return [...new Map(all.map((one) => [one.traceId, one])).values()];
};
/** Waits for as many chunks as were announced. @returns the rides in them */
async function arrived(reference: string, timeoutMs = 120_000): Promise<string[]> {
  await until(
    'the chunks',
    () => {
      const count = expected(reference);
      return count !== undefined && chunks(reference).length >= count;
    },
    { timeoutMs },
  );
  expect(chunks(reference)).toHaveLength(expected(reference) ?? -1);
  return chunks(reference)
    .flatMap(({ keys }) => keys)
    .sort();
}

test('up to 28 days are answered at once, from the provider first and from the store after', () =>
  explained(platform, async () => {
    const range = { start_date: dayAgo(20), end_date: dayAgo(2), to_webhook: false };
    const wanted = await ridesOf(user, Date.parse(range.start_date), Date.parse(range.end_date));
    expect(wanted.length).toBeGreaterThan(3);
    const first = await ask(user, range);
    expect([first.status, first.data?.data.map(({ metadata }) => metadata.summary_id).sort()]).toEqual([200, wanted]);
    expect(first.data?.data[0]).not.toHaveProperty('power_data.power_samples');
    const asked = await providerRequests();
    const again = await ask(user, { ...range, with_samples: true });
    expect(again.data?.data.map(({ metadata }) => metadata.summary_id).sort()).toEqual(wanted);
    expect(again.data?.data[0]).toHaveProperty('heart_rate_data.detailed.hr_samples');
    expect(await providerRequests()).toEqual(asked);
    // What was pulled is told to the destinations as well.
    await until('the events', () => wanted.every((id) => tenant.hook().taken.some(({ keys }) => keys.includes(id))));
  }));

test('a small request by webhook comes under the reference of its answer', () =>
  explained(platform, async () => {
    const { status, ack, reference } = await ask(user, { start_date: dayAgo(20), end_date: dayAgo(10) });
    expect([status, ack?.type, ack?.trace_id]).toEqual([200, 'activity', reference]);
    const wanted = await ridesOf(user, Date.parse(dayAgo(20)), Date.parse(dayAgo(10)));
    await until('the events', () => chunks(reference ?? '').flatMap(({ keys }) => keys).length === wanted.length);
    expect(under(reference ?? '').map(({ type }) => type)).not.toContain('large_request_sending');
    expect(chunks(reference ?? '')[0]?.traceId).toMatch(/:chunk:1$/);
  }));

test('over 28 days: processing, the number of chunks, the chunks; and each row at a keyed destination', () =>
  explained(platform, async () => {
    const { status, ack } = await ask(other, { start_date: Math.floor(Date.now() / 1000) - 59 * 86_400 });
    expect([status, ack?.message]).toEqual([200, expect.stringContaining('Large request')]);
    const reference = ack?.reference ?? '';
    const wanted = await ridesOf(other, Date.now() - 59 * DAY_MS);
    expect(await arrived(reference)).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(10);
    const events = under(reference);
    expect(events[0]?.type).toBe('large_request_processing');
    expect(Math.max(...chunks(reference).map(({ keys }) => keys.length))).toBe(10);
    expect(new Set(chunks(reference).map(({ traceId }) => traceId)).size).toBe(expected(reference));
    await until('the rows', async () => {
      const rows = (await tenant.sql().activities()).filter(({ userId }) => userId === other.userId);
      return rows.length >= wanted.length;
    });
  }));

test('a worker killed in the middle changes nothing of the count', () =>
  explained(platform, async () => {
    await platform.sandbox.control.fault({ name: 'slow', ms: 150, count: 40 });
    // Everything is fetched anew.
    await platform.db.query(`DELETE FROM record WHERE connection_id = $1`, [other.userId]);
    const { ack } = await ask(other, { start_date: dayAgo(59) });
    const reference = ack?.reference ?? '';
    await until('some records', async () => {
      const { rows } = await platform.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM record WHERE connection_id = $1`, [
        other.userId,
      ]);
      return (rows[0]?.n ?? 0) > 5;
    });
    const [worker] = platform.workers;
    await worker?.kill();
    await worker?.start();
    // What the dead one held is free when its lease ends.
    expect(await arrived(reference, 120_000)).toEqual(await ridesOf(other, Date.parse(dayAgo(59))));
  }));

test('when fetching takes too long the answer is 202, and the data comes by events', () =>
  explained(platform, async () => {
    await platform.sandbox.control.fault({ name: 'slow', ms: (WAIT_SECONDS + 2) * 1_000, count: 1 });
    const range = { start_date: dayAgo(50), end_date: dayAgo(40) };
    const { status, ack } = await ask(user, { ...range, to_webhook: false });
    expect(status).toBe(202);
    const wanted = await ridesOf(user, Date.parse(range.start_date), Date.parse(range.end_date));
    await until('the events', () => chunks(ack?.reference ?? '').flatMap(({ keys }) => keys).length === wanted.length);
  }));

test('an operator sees a request, and cancels it: the app hears that nothing comes', () =>
  explained(platform, async () => {
    await platform.sandbox.control.fault({ name: 'slow', ms: 3_000, count: 200 });
    await platform.db.query(`DELETE FROM record WHERE connection_id = $1`, [user.userId]);
    const { ack } = await ask(user, { start_date: dayAgo(59) });
    const params = { environment: tenant.devId };
    const { items } = await platform.admin.call(backfills.listBackfills, { params, query: {} });
    const [request] = items;
    expect(request).toMatchObject({ reference: ack?.reference, requested_by: `api:${tenant.devId}`, types: ['activity'] });
    await platform.admin.call(backfills.cancelBackfill, { params: { ...params, backfill: request?.id ?? '' } });
    await until('the word', () => expected(ack?.reference ?? '') === 0);
  }));

test('a request that is paused is answered once, after it was resumed, though nobody told its workflow', () =>
  explained(platform, async () => {
    await platform.sandbox.control.fault({ name: 'slow', ms: 1_000, count: 200 });
    const { ack } = await ask(other, { start_date: dayAgo(50) });
    const reference = ack?.reference ?? '';
    const rows = await platform.rows<{ id: string }>(`SELECT id FROM backfill WHERE reference = $1`, [reference]);
    const id = rows[0]?.id ?? '';
    const params = { environment: tenant.devId, backfill: id };
    const progress = () => platform.admin.call(backfills.getBackfill, { params });
    await until('its windows', async () => (await progress()).state === 'running');
    await platform.admin.call(backfills.pauseBackfill, { params });
    await platform.sandbox.control.heal();
    await until('the windows under way', async () => {
      const [busy] = await platform.rows(`SELECT 1 FROM backfill_window WHERE backfill_id = $1 AND lease_until > now()`, [id]);
      return busy === undefined;
    });
    await platform.db.query(`UPDATE backfill SET state = 'running' WHERE id = $1`, [id]);
    await arrived(reference, 60_000);
    expect(under(reference).filter(({ type }) => type === 'large_request_sending')).toHaveLength(1);
    expect((await progress()).state).toBe('done');
  }));
