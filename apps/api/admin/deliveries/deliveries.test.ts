import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
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
      exchange: {
        request: { line: 'POST https://app.example/hook', headers: [{ name: 'a', value: 'b' }] },
        answer: { line: '500', body: '<b>no</b>', isCut: true },
      },
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

  it('name the ride that they are of, as it is now', async () => {
    const startedAt = '2026-05-01T08:00:00.000000+02:00';
    const key = `ride-${n++}`;
    await seedRide(api.db, environment, rider, { key, startedAt, name: 'Morning <b>ride' });
    await api.db.query(
      // A second one of the same ride, one of a ride that is gone, one without a record, and one that names the ride from another environment.
      `INSERT INTO delivery (environment_id, destination_id, event_id, connection_id, type, record_key)
       SELECT CASE WHEN k = 'two' THEN (SELECT id FROM environment WHERE dev_id = 'two') ELSE environment_id END, destination_id, event_id, connection_id, type,
              CASE k WHEN 'none' THEN NULL WHEN 'gone' THEN 'gone' ELSE record_key END
         FROM delivery d CROSS JOIN unnest(ARRAY['same', 'gone', 'none', 'two']) k WHERE record_key = $1`,
      [key],
    );
    const { body } = await api.admin('GET', at);
    const named = { name: 'Morning <b>ride', sport: 'Biking', start_time: startedAt, end_time: startedAt, deleted: false };
    const items = z
      .array(z.looseObject({ id: z.string(), record_key: z.string().nullable(), record: z.unknown() }))
      .parse(body['items']);
    expect(items.map((item) => [item.record_key, item.record])).toEqual([
      [null, null],
      ['gone', null],
      [key, named],
      [key, named],
    ]);
    expect((await api.admin('GET', `${at}/${items[3]?.id}`)).body).toMatchObject({ record: named });
    expect((await api.admin('GET', '/environments/two/deliveries')).body).toMatchObject({
      items: [{ record_key: key, record: null }],
    });
    await fail(items[3]?.id ?? '', true);
    expect((await api.admin('GET', `${at}?state=dead`)).body).toMatchObject({ items: [{ record: named }] });
    expect((await api.admin('POST', `${at}/${items[3]?.id}/redrive`)).body).toMatchObject({ state: 'pending', record: named });
    expect(await api.admin('DELETE', `/environments/one/connections/${rider}/records/activity/${key}`)).toMatchObject({
      body: { done: true },
    });
    expect((await api.admin('GET', `${at}/${items[3]?.id}`)).body).toMatchObject({ record: { name: null, deleted: true } });
  });

  it('show each try and what they send, without samples', async () => {
    const id = await ride();
    await fail(id, false);
    expect((await api.admin('GET', `${at}/${id}`)).body).toMatchObject({
      attempts: 1,
      tried: [
        {
          n: 1,
          ok: false,
          code: '500',
          duration_ms: 12,
          problem: { kind: 'transient' },
          request: { line: 'POST https://app.example/hook', headers: [{ name: 'a', value: 'b' }], body: null, is_cut: false },
          answer: { line: '500', headers: [], body: '<b>no</b>', is_cut: true },
        },
      ],
      is_edited: false,
      body: { user: { user_id: rider }, type: 'activity', data: [{ distance_data: { summary: { distance_meters: 42_000 } } }] },
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
    expect((await api.admin('POST', '/environments/two/deliveries/redrive', { destination: rides })).status).toBe(404);
    expect((await api.admin('POST', `${at}/redrive`, { destination: rides })).body).toMatchObject({ deliveries: 3 });
    expect((await api.admin('GET', `${at}?state=dead`)).body).toMatchObject({ items: [] });
  });

  it('send another event once they are edited, until that is undone', async () => {
    const id = await ride();
    const event = { type: 'activity', data: [{ metadata: { name: 'mended' } }] };
    const put = (body: object | null) => api.admin('PUT', `${at}/${id}/body`, { body });
    expect((await put(event)).status).toBe(409);
    await fail(id, true);
    const whole = await api.admin('GET', `${at}/${id}/body`);
    expect(whole.body).toMatchObject({ type: 'activity', user: { user_id: rider }, data: [{ metadata: {} }] });
    expect((await put(event)).body).toMatchObject({ id, state: 'dead', revision: 1 });
    expect((await api.admin('GET', `${at}/${id}`)).body).toMatchObject({ is_edited: true, body: event });
    expect((await api.admin('GET', `${at}/${id}/body`)).body).toEqual(event);
    expect((await api.admin('POST', `${at}/${id}/redrive`)).body).toMatchObject({ state: 'pending' });
    expect((await claimDeliveries(api.db, rides, 10, 1))[0]?.eventBody).toBe(JSON.stringify(event));
    await fail(id, true);
    expect((await put(null)).status).toBe(200);
    expect((await api.admin('GET', `${at}/${id}`)).body).toMatchObject({ is_edited: false, body: whole.body });
    expect(await put([])).toMatchObject({ status: 400 });
    for (const odd of ['{"n":12345678901234567890}', `{"n":${'['.repeat(500)}${']'.repeat(500)}}`])
      expect((await api.admin('PUT', `${at}/${id}/body`, { body: JSON.parse(odd) as object })).status).toBe(400);
    // With all samples of a long ride it is larger than other requests may be.
    expect((await put({ ...event, more: 'x'.repeat(3_000_000) })).status).toBe(200);
    const { body } = await api.admin('GET', '/environments/one/audit?limit=3');
    expect(body).toMatchObject({
      items: [
        { action: 'delivery.edited', subject: id },
        { action: 'delivery.edit_undone', subject: id },
        { action: 'delivery.redriven' },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('mended');
  });

  it('are not given up while they are being sent', async () => {
    const id = await ride();
    expect(await claimDeliveries(api.db, rides, 10, 60_000)).toHaveLength(1);
    expect(await api.admin('POST', `${at}/${id}/cancel`)).toMatchObject({
      status: 409,
      body: { detail: 'the delivery is being sent right now: look again in a moment' },
    });
    await api.db.query(`UPDATE delivery SET lease_until = now() - interval '1 second' WHERE id = $1`, [id]);
    expect((await api.admin('POST', `${at}/${id}/cancel`)).status).toBe(200);
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
      ['GET', '/body'],
      ['PUT', '/body'],
    ] as const) {
      const body = method === 'PUT' ? { body: {} } : undefined;
      expect((await api.admin(method, `/environments/two/deliveries/${id}${path}`, body)).status).toBe(404);
    }
  });
});

describe('an export', () => {
  const file = async (
    query: string,
    environment = 'one',
  ): Promise<{ headers: Readonly<Record<string, unknown>>; text: string }> => {
    const { body, headers } = await api.app.inject({
      url: `/admin/environments/${environment}/exports/deliveries${query}`,
      headers: { authorization: `Bearer ${api.adminToken}` },
    });
    return { headers, text: body };
  };

  it('is a file that a spreadsheet may open, newest first, of what matches', async () => {
    const first = await ride();
    const second = await ride();
    await fail(first, true);
    await api.db.query(`UPDATE delivery SET record_key = '=HYPERLINK("https://evil.example")' WHERE id = $1`, [second]);
    const { text, headers } = await file('');
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('text/csv'),
      'content-disposition': expect.stringMatching(/^attachment; filename="deliveries-one-\d{4}-\d\d-\d\d\.csv"$/),
    });
    const [head, ...lines] = text.split('\r\n');
    expect(head).toMatch(/^id,destination_id,.*,problem_kind,problem_message$/);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain(`${second},${rides},`);
    expect(lines[0]).toContain(`,activity,"'=HYPERLINK(""https://evil.example"")",1,`);
    expect(lines[1]).toMatch(/,transient,the receiver answered 500$/);
    expect((await file('?state=dead&limit=1')).text.split('\r\n')).toHaveLength(3);
    expect((await file('', 'two')).text.split('\r\n')).toHaveLength(2);
    expect((await api.admin('GET', '/environments/one/exports/deliveries?limit=100001')).status).toBe(400);
    expect((await api.admin('GET', '/environments/one/exports/deliveries?record_key=a')).status).toBe(400);
    expect((await api.admin('GET', '/environments/none/exports/deliveries')).status).toBe(404);
  });

  it('has each of ten thousand rows once, as lines of JSON', async () => {
    await api.db.query(
      `INSERT INTO delivery (environment_id, destination_id, event_id, type) SELECT $1, $2, gen_random_uuid(), 'auth' FROM generate_series(1, 10000)`,
      [environment, rides],
    );
    const { text, headers } = await file('?format=ndjson');
    expect(headers['content-type']).toBe('application/x-ndjson');
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(new Set(ids).size).toBe(10_000);
    expect(ids).toEqual(ids.toSorted().reverse());
    expect((await file('?format=ndjson&limit=2500')).text.trimEnd().split('\n')).toEqual(text.split('\n').slice(0, 2_500));
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
    expect((await replay({ ...april, dry_run: true })).body).toEqual({ dry_run: true, records: 2, deliveries: 2, seconds: null });
    expect((await api.admin('GET', at)).body).toMatchObject({ items: [] });
    expect((await replay({ ...april, types: ['activity'], connection: rider, destination: rides })).body).toEqual({
      dry_run: false,
      records: 2,
      deliveries: 2,
      seconds: null,
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

  it('with a cap becomes due at that pace, in the order in which it happened', async () => {
    await api.db.query(`DELETE FROM record`);
    for (const day of [3, 1, 2, 5, 4]) await ride(`2026-04-0${day}T08:00:00.000000+00:00`);
    await api.db.query(`DELETE FROM delivery`);
    const capped = { start: '2026-04-01', end: '2026-05-01', max_per_second: 0.1 };
    const said = { records: 5, deliveries: 5, seconds: 40 };
    expect((await replay({ ...capped, dry_run: true })).body).toEqual({ dry_run: true, ...said });
    expect((await replay(capped)).body).toEqual({ dry_run: false, ...said });
    const { rows } = await api.db.query<{ day: number; at: number }>(
      `SELECT extract(day FROM r.started_at)::int AS day, extract(epoch FROM d.due_at - min(d.due_at) OVER ())::float8 AS at
         FROM delivery d JOIN record r USING (connection_id, type, record_key) ORDER BY d.due_at`,
    );
    expect(rows).toEqual([1, 2, 3, 4, 5].map((day, n) => ({ day, at: 10 * n })));
    expect(await claimDeliveries(api.db, rides, 10, 1)).toHaveLength(1);
    expect((await replay({ ...capped, max_per_second: 0 })).status).toBe(400);
  });

  it('refuses what it cannot do', async () => {
    expect((await replay({ start: '2026-05-01', end: '2026-04-01' })).body).toMatchObject({ errors: [{ field: 'end' }] });
    expect((await replay({ start: '2026-04-01', types: ['auth'] })).body).toMatchObject({ errors: [{ field: 'types.0' }] });
    expect((await replay({ start: '2026-04-01', destination: rides }, 'two')).status).toBe(404);
    expect((await replay({ start: '2026-04-01', connection: rider }, 'two')).status).toBe(404);
    expect((await replay({ start: '2026-04-01' }, 'two')).body).toMatchObject({ records: 0, deliveries: 0 });
  });
});
