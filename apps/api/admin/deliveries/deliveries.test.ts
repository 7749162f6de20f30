import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConnectionId, DestinationId, EnvironmentId } from '../../../../model/ids.js';
import { asId } from '../../../../model/ids.js';
import { claimDeliveries } from '../../../../store/outbox/claim.js';
import { finishDeliveries } from '../../../../store/outbox/finish.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { insidersConfig, seedConnection, seedRide } from '../seed.fixture.js';

let api: TestApi;
let environment: EnvironmentId;
let rider: ConnectionId;
let rides: DestinationId;
let n = 0;
const at = '/environments/one/deliveries';

beforeAll(async () => {
  api = await startTestApi();
  for (const dev_id of ['one', 'two']) {
    const { body } = await api.admin('POST', '/environments', { dev_id });
    if (dev_id === 'one') environment = asId(String(body['id']));
    await api.admin('PUT', `/environments/${dev_id}/providers/INSIDERS`, { config: insidersConfig() });
  }
  const config = { url: 'http://127.0.0.1:1/hook', signing_secret: 'a-signing-secret-of-mine' };
  rides = asId(
    String(
      (
        await api.admin('POST', '/environments/one/destinations', {
          kind: 'webhook',
          name: 'rides',
          config,
          event_types: ['activity'],
        })
      ).body['id'],
    ),
  );
  await api.admin('POST', '/environments/one/destinations', {
    kind: 'webhook',
    name: 'auth only',
    config,
    event_types: ['auth'],
  });
  rider = await seedConnection(api.db, environment);
}, 120_000);
afterAll(() => api.close());

/** A ride with its pending delivery. */
const ride = async (startedAt = '2026-05-01T08:00:00.000000+00:00'): Promise<string> => {
  await seedRide(api.db, environment, rider, { key: `ride-${n++}`, startedAt });
  return (await api.db.query<{ id: string }>(`SELECT id FROM delivery ORDER BY id DESC LIMIT 1`)).rows[0]?.id ?? '';
};
/** Tried once by the worker's own functions. */
const fail = async (id: string, dead: boolean): Promise<void> => {
  await api.db.query(`UPDATE delivery SET due_at = now() WHERE id = $1`, [id]);
  const claimed = await claimDeliveries(api.db, rides, 100, 1);
  expect(claimed.map((one) => String(one.id))).toContain(id);
  await finishDeliveries(api.db, { environmentId: environment, id: rides }, [
    {
      id: asId(id),
      state: dead ? 'dead' : 'pending',
      retryMs: 60_000,
      counted: true,
      startedAtMs: Date.now(),
      durationMs: 12,
      code: '500',
      problem: { kind: 'transient', message: 'the receiver answered 500' },
    },
  ]);
};
beforeEach(async () => {
  await api.db.query(`DELETE FROM delivery; DELETE FROM attempt`);
});

describe('deliveries', () => {
  it('are listed by destination, state, type, connection and time', async () => {
    const first = await ride();
    const second = await ride();
    expect((await api.admin('GET', `${at}?limit=1`)).body).toMatchObject({
      items: [{ id: second, destination_id: rides, state: 'pending', priority: 0 }],
      next: second,
    });
    expect((await api.admin('GET', `${at}?limit=1&after=${second}`)).body).toMatchObject({ items: [{ id: first }] });
    const count = async (query: string) => ((await api.admin('GET', `${at}?${query}`)).body['items'] as unknown[]).length;
    expect(await count(`destination=${rides}&state=pending&type=activity&connection=${rider}&since=2026-01-01`)).toBe(2);
    for (const none of [
      'state=dead',
      'type=sleep',
      `connection=${first}`,
      `since=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`,
    ])
      expect(await count(none)).toBe(0);
    expect((await api.admin('GET', `${at}?since=soon`)).body).toMatchObject({ errors: [{ field: 'since' }] });
    expect((await api.admin('GET', '/environments/two/deliveries')).body).toMatchObject({ items: [] });
  });

  it('show each try and what they send, without samples', async () => {
    const id = await ride();
    await fail(id, false);
    expect((await api.admin('GET', `${at}/${id}`)).body).toMatchObject({
      attempts: 1,
      tried: [{ n: 1, ok: false, code: '500', duration_ms: 12, problem: { kind: 'transient' } }],
      body: { type: 'activity', data: [{ distance_data: { summary: { distance_meters: 42_000 } } }] },
    });
  });

  it('come back from the dead with all their tries, the old ones kept', async () => {
    const id = await ride();
    expect((await api.admin('POST', `${at}/${id}/redrive`)).status).toBe(409);
    for (let round = 1; round <= 3; round++) {
      await fail(id, false);
      await fail(id, true);
      expect((await api.admin('POST', `${at}/${id}/redrive`)).body).toMatchObject({
        state: 'pending',
        attempts: 0,
        problem: null,
      });
      expect((await api.admin('GET', `${at}/${id}`)).body['tried']).toHaveLength(2 * round);
    }
    expect((await api.admin('GET', '/environments/one/audit?limit=1')).body).toMatchObject({
      items: [{ action: 'delivery.redriven', subject: id }],
    });
  });

  it('come back by filter, after a count', async () => {
    const ids = [await ride(), await ride(), await ride()];
    for (const id of ids) await fail(id, true);
    expect((await api.admin('POST', `${at}/redrive`, { destination: rides, dry_run: true })).body).toEqual({
      dry_run: true,
      deliveries: 3,
    });
    expect((await api.admin('POST', `${at}/redrive`, { type: 'sleep' })).body).toMatchObject({ deliveries: 0 });
    expect((await api.admin('POST', '/environments/two/deliveries/redrive', {})).body).toMatchObject({ deliveries: 0 });
    expect((await api.admin('POST', `${at}/redrive`, { destination: rides })).body).toMatchObject({ deliveries: 3 });
    expect((await api.admin('GET', `${at}?state=dead`)).body).toMatchObject({ items: [] });
  });

  it('can be given up while pending', async () => {
    const id = await ride();
    expect((await api.admin('POST', `${at}/${id}/cancel`)).body).toMatchObject({ state: 'canceled' });
    expect((await api.admin('POST', `${at}/${id}/cancel`)).status).toBe(409);
    expect(await claimDeliveries(api.db, rides, 10, 1)).toHaveLength(0);
  });

  it('of another environment are not there', async () => {
    const id = await ride();
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/redrive'],
      ['POST', '/cancel'],
    ] as const)
      expect((await api.admin(method, `/environments/two/deliveries/${id}${path}`)).status).toBe(404);
  });
});

describe('a replay', () => {
  const replay = (body: object, name = 'one') => api.admin('POST', `/environments/${name}/replays`, body);

  it('sends stored records again, behind live ones', async () => {
    await api.db.query(`DELETE FROM record`);
    await ride('2026-04-01T08:00:00.000000+00:00');
    await ride('2026-04-02T08:00:00.000000+00:00');
    await ride('2026-05-02T08:00:00.000000+00:00');
    await api.db.query(`DELETE FROM delivery`);
    const april = { start: '2026-04-01', end: '2026-05-01' };
    expect((await replay({ ...april, dry_run: true })).body).toEqual({ dry_run: true, records: 2, deliveries: 2 });
    expect((await api.admin('GET', at)).body).toMatchObject({ items: [] });
    expect((await replay({ ...april, types: ['activity'], connection: rider, destination: rides })).body).toEqual({
      dry_run: false,
      records: 2,
      deliveries: 2,
    });
    const live = await ride();
    const claimed = await claimDeliveries(api.db, rides, 10, 1);
    expect(claimed.map((one) => one.startTime?.slice(0, 10))).toHaveLength(3);
    expect(claimed[0]?.id).toBe(live);
    expect(claimed.every((one) => one.body !== null)).toBe(true);
    // Receivers drop what they have seen by reference.
    expect(new Set(claimed.map((one) => one.reference)).size).toBe(3);
    expect((await api.admin('GET', '/environments/one/audit?limit=1')).body).toMatchObject({
      items: [{ action: 'records.replayed', subject: rides }],
    });
  });

  it('refuses what it cannot do', async () => {
    expect((await replay({ start: '2026-05-01', end: '2026-04-01' })).body).toMatchObject({ errors: [{ field: 'end' }] });
    expect((await replay({ start: '2026-04-01', types: ['auth'] })).body).toMatchObject({ errors: [{ field: 'types.0' }] });
    expect((await replay({ start: '2026-04-01', destination: rides }, 'two')).status).toBe(404);
    expect((await replay({ start: '2026-04-01', connection: rider }, 'two')).status).toBe(404);
    expect((await replay({ start: '2026-04-01' }, 'two')).body).toMatchObject({ records: 0, deliveries: 0 });
  });
});
