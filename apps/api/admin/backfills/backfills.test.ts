import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type BackfillId, type ConnectionId, asId } from '../../../../model/ids.js';
import { providers } from '../../../../providers/registry.js';
import { claimWindow, countRecords, deferWindow, finishWindow, planWindows } from '../../../../store/backfill/windows.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { listBackfillWindows } from '../contract/backfills.js';
import { insidersConfig, seedConnection, seedRide } from '../seed.fixture.js';

let api: TestApi;
let riders: ConnectionId[] = [];
let stranger: ConnectionId;
let environment: unknown;
const at = '/environments/one/backfills';
const range = { provider: 'INSIDERS', start: '2026-01-01', end: '2026-03-02' };

beforeAll(async () => {
  api = await startTestApi();
  const ids: unknown[] = [];
  for (const dev_id of ['one', 'two']) {
    ids.push((await api.admin('POST', '/environments', { dev_id })).body['id']);
    await api.admin('PUT', `/environments/${dev_id}/providers/INSIDERS`, { config: insidersConfig() });
  }
  riders = [
    await seedConnection(api.db, ids[0], { referenceId: 'anna' }),
    await seedConnection(api.db, ids[0], { referenceId: 'ben' }),
  ];
  environment = ids[0];
  stranger = await seedConnection(api.db, ids[1], { referenceId: 'carl' });
}, 120_000);
afterAll(() => api.close());

const idIn = (body: object): BackfillId => asId(z.object({ backfill: z.object({ id: z.string() }) }).parse(body).backfill.id);
const start = async (more: object = { all: true }): Promise<BackfillId> => {
  const { status, body } = await api.admin('POST', at, { ...range, ...more });
  expect(status).toBe(201);
  return idIn(body);
};
/** As the worker does it. */
const finishOne = async (id: BackfillId, state: 'done' | 'failed'): Promise<void> => {
  const window = await claimWindow(api.db, id, 60_000);
  if (!window) throw new Error('no window to claim');
  await finishWindow(api.db, {
    id: window.id,
    state,
    problem: state === 'failed' ? { kind: 'missing', message: 'the connection is revoked' } : null,
  });
  if (state === 'done') await countRecords(api.db, window.id, { found: 3, changed: 2 });
};

describe('backfills', () => {
  it('count without starting', async () => {
    await api.db.query(`UPDATE connection SET state = 'paused' WHERE id = $1`, [riders[1]]);
    const answer = await api.admin('POST', at, { ...range, all: true, dry_run: true });
    expect(answer.body).toMatchObject({ dry_run: true, users: 2, not_active: 1, backfill: null });
    expect((await api.admin('GET', at)).body).toMatchObject({ items: [] });
    await api.db.query(`UPDATE connection SET state = 'active' WHERE id = $1`, [riders[1]]);
  });

  it('plan as many windows as they said', async () => {
    const id = await start();
    const said = (await api.admin('POST', at, { ...range, all: true, dry_run: true })).body['windows'];
    expect(await planWindows(api.db, id, providers.get('INSIDERS').capabilities.windowDays, ['activity'])).toBe(said);
    expect((await api.admin('GET', `${at}/${id}`)).body).toMatchObject({ state: 'running', windows: { total: said, done: 0 } });
  });

  it('are for one, for some by reference, or for all', async () => {
    const some = await start({ reference_ids: ['anna'] });
    expect((await api.admin('GET', `${at}/${some}`)).body).toMatchObject({
      connection_ids: [riders[0]],
      start: '2026-01-01T00:00:00.000Z',
      end: '2026-03-02T00:00:00.000Z',
      requested_by: 'admin',
    });
    const given = await start({ connection_ids: [riders[1]], types: ['activity'] });
    expect((await api.admin('GET', `${at}/${given}`)).body).toMatchObject({
      connection_ids: [riders[1]],
      types: ['activity'],
      state: 'planned',
    });
    expect((await api.admin('GET', `${at}?limit=1`)).body).toMatchObject({ items: [{ id: given }], next: given });
    expect((await api.admin('GET', `${at}?state=paused`)).body).toMatchObject({ items: [] });
  });

  it('show progress, rate, what is left and why windows failed', async () => {
    const id = await start({ connection_ids: [riders[0]] });
    await planWindows(api.db, id, 10, ['activity']);
    await api.db.query(`UPDATE backfill SET started_at = now() - interval '10 seconds' WHERE id = $1`, [id]);
    await finishOne(id, 'done');
    await finishOne(id, 'failed');
    const window = await claimWindow(api.db, id, 60_000);
    await deferWindow(api.db, window?.id ?? 0, 60_000, false, { kind: 'rate_limited', message: 'slow down' });
    const { body } = await api.admin('GET', `${at}/${id}`);
    expect(body).toMatchObject({
      windows: { total: 6, done: 1, failed: 1, pending: 4 },
      records: { found: 3, changed: 2 },
      pulled_back_to: '2026-02-10T00:00:00.000Z',
      failures: [{ kind: 'missing', message: 'the connection is revoked', windows: 1 }],
      waiting: [{ kind: 'rate_limited', message: 'slow down', windows: 1, until: expect.stringMatching(/Z$/) }],
    });
    expect(body['records_per_second']).toBeCloseTo(0.3, 0);
    expect(Number(body['eta_seconds'])).toBeGreaterThanOrEqual(19);
    expect(Number(body['eta_seconds'])).toBeLessThanOrEqual(25);
  });

  it('pause, resume and cancel, as their state allows', async () => {
    const id = await start({ connection_ids: [riders[0]] });
    expect((await api.admin('POST', `${at}/${id}/pause`)).status).toBe(409);
    expect((await api.admin('POST', `${at}/${id}/resume`)).status).toBe(409);
    await planWindows(api.db, id, 10, ['activity']);
    expect((await api.admin('POST', `${at}/${id}/pause`)).body).toMatchObject({ state: 'paused' });
    expect(await claimWindow(api.db, id, 1_000)).toBeNull();
    expect((await api.admin('POST', `${at}/${id}/resume`)).body).toMatchObject({ state: 'running' });
    expect((await api.admin('POST', `${at}/${id}/cancel`)).body).toMatchObject({ state: 'canceled' });
    expect((await api.admin('POST', `${at}/${id}/cancel`)).body['detail']).toContain('canceled');
    expect((await api.admin('GET', '/environments/one/audit?limit=4')).body).toMatchObject({
      items: [
        { action: 'backfill.canceled', subject: id },
        { action: 'backfill.running' },
        { action: 'backfill.paused' },
        { action: 'backfill.started' },
      ],
    });
  });

  it('retry failed windows in place, and as a new one when they are over', async () => {
    const id = await start({ connection_ids: [riders[0]] });
    await planWindows(api.db, id, 30, ['activity']);
    expect((await api.admin('POST', `${at}/${id}/retry`)).status).toBe(409);
    await finishOne(id, 'failed');
    expect((await api.admin('POST', `${at}/${id}/retry`)).body).toMatchObject({
      windows: 1,
      backfill: { id, windows: { failed: 0, pending: 2 } },
    });
    await finishOne(id, 'failed');
    await finishOne(id, 'done');
    await api.db.query(`UPDATE backfill SET state = 'done', finished_at = now() WHERE id = $1`, [id]);
    const again = await api.admin('POST', `${at}/${id}/retry`);
    expect(again.body).toMatchObject({
      windows: 1,
      backfill: { state: 'running', windows: { total: 1, done: 0, failed: 0, pending: 1 } },
    });
    const made = idIn(again.body);
    expect(made).not.toBe(id);
    expect(await claimWindow(api.db, made, 1_000)).toMatchObject({ connectionId: riders[0], type: 'activity' });
    expect((await api.admin('GET', `${at}/${id}`)).body).toMatchObject({ state: 'done', windows: { failed: 1 } });
  });

  it('say what they cost at the provider', async () => {
    const dry = async (more: object) => (await api.admin('POST', at, { ...range, all: true, dry_run: true, ...more })).body;
    const windows = Number((await dry({}))['windows']);
    // 300 requests in 15 minutes, of which a fifth is live work's.
    expect(await dry({})).toMatchObject({ users: 2, requests: windows, seconds_at_budget: 0 });
    await api.db.query(
      `UPDATE provider_app SET config = config || '{"requests_per_15_minutes": 1}', config_revision = config_revision + 1`,
    );
    expect(await dry({})).toMatchObject({ seconds_at_budget: windows * 900 });
    await api.db.query(`UPDATE connection SET state = 'reauthorize' WHERE id = $1`, [riders[1]]);
    expect(await dry({})).toMatchObject({
      users: 2,
      not_active: 1,
      windows,
      requests: windows / 2,
      seconds_at_budget: windows * 450,
    });
    await api.db.query(`UPDATE connection SET state = 'active' WHERE id = $1`, [riders[1]]);
  });

  it('are for those that match a filter', async () => {
    const dry = async (filter: object) => (await api.admin('POST', at, { ...range, filter, dry_run: true })).body['users'];
    await seedRide(api.db, environment, riders[0] ?? stranger, { key: 'r', startedAt: '2026-02-01T08:00:00.000000+00:00' });
    await api.db.query(`UPDATE connection SET created_at = '2026-01-15', state = 'paused' WHERE id = $1`, [riders[1]]);
    try {
      expect(await dry({})).toBe(2);
      expect(await dry({ search: 'an' })).toBe(1);
      expect(await dry({ search: 'user-' })).toBe(2);
      expect(await dry({ search: 'na' })).toBe(0);
      expect(await dry({ search: '%' })).toBe(0);
      expect(await dry({ states: ['paused'] })).toBe(1);
      expect(await dry({ states: ['paused', 'active'] })).toBe(2);
      expect(await dry({ connected_since: '2026-01-16' })).toBe(1);
      expect(await dry({ without_records: true })).toBe(1);
      expect(await dry({ without_records: true, search: 'an' })).toBe(0);
      const id = await start({ filter: { without_records: true, search: 'b' } });
      expect((await api.admin('GET', `${at}/${id}`)).body).toMatchObject({
        connection_ids: null,
        filter: { search: 'b', without_records: true },
      });
      expect(await planWindows(api.db, id, 30, ['activity'])).toBe(2);
      expect(await claimWindow(api.db, id, 1_000)).toMatchObject({ connectionId: riders[1] });
      const audit = (await api.admin('GET', '/environments/one/audit?limit=1')).body;
      expect(audit).toMatchObject({
        items: [{ action: 'backfill.started', detail: { connections: 'by search, withoutRecords' } }],
      });
      expect((await api.admin('POST', at, { ...range, filter: { search: 'nobody' } })).status).toBe(409);
    } finally {
      await api.db.query(`UPDATE connection SET created_at = now(), state = 'active' WHERE id = $1`, [riders[1]]);
    }
  });

  it('list their windows, newest range first, page by page', async () => {
    const id = await start();
    await planWindows(api.db, id, 10, ['activity']);
    await finishOne(id, 'failed');
    await finishOne(id, 'done');
    const page = async (query: string): Promise<z.output<typeof listBackfillWindows.answer>> =>
      listBackfillWindows.answer.parse((await api.admin('GET', `${at}/${id}/windows?${query}`)).body);
    const whole = await page('');
    expect(whole.items).toHaveLength(12);
    expect(whole.next).toBeNull();
    expect(whole.items.map(({ end }) => end)).toEqual(
      whole.items
        .map(({ end }) => end)
        .toSorted()
        .reverse(),
    );
    expect(whole.items[0]).toMatchObject({
      state: 'failed',
      type: 'activity',
      reference_id: 'anna',
      records: { found: 0, changed: 0 },
      problem: { kind: 'missing' },
    });
    for (const state of ['', '&state=pending', '&state=done', '&state=failed']) {
      const ids: string[] = [];
      for (let after = '', more = true; more;) {
        const { items, next } = await page(`limit=5${state}${after}`);
        ids.push(...items.map((one) => one.id));
        after = `&after=${String(next)}`;
        more = next !== null;
      }
      const wanted = whole.items.filter((one) => state === '' || state.endsWith(one.state));
      expect(ids).toEqual(wanted.map((one) => one.id));
    }
    for (const after of ['x', '999999999', '1'.repeat(40)])
      expect((await api.admin('GET', `${at}/${id}/windows?after=${after}`)).status).toBe(400);
  });

  it.each([
    ['reversed dates', { ...range, start: '2026-03-02', end: '2026-01-01', all: true }, 'end'],
    ['no range', { provider: 'INSIDERS', all: true }, 'start'],
    ['no time', { ...range, start: 'yesterday', all: true }, 'start'],
    ['an end in the future', { ...range, end: '2126-01-01', all: true }, 'end'],
    ['a hundred years', { ...range, start: '1920-01-01', all: true }, 'start'],
    ['nobody', range, 'all'],
    ['some and all', { ...range, all: true, connection_ids: ['01900000-0000-7000-8000-000000000000'] }, 'all'],
    ['all and a filter', { ...range, all: true, filter: { search: 'a' } }, 'all'],
    ['an unknown filter', { ...range, filter: { name: 'a' } }, 'filter.name'],
    ['an unknown field', { ...range, all: true, speed: 'fast' }, 'speed'],
  ])('refuse %s', async (_, body, field) => {
    const answer = await api.admin('POST', at, body);
    expect(answer).toMatchObject({ status: 400, body: { errors: expect.arrayContaining([expect.objectContaining({ field })]) } });
  });

  it('refuse types, users and providers that are not there', async () => {
    expect(await api.admin('POST', at, { ...range, all: true, types: ['sleep'] })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('types: Insiders has no sleep') },
    });
    expect(await api.admin('POST', at, { ...range, connection_ids: [stranger] })).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining(stranger) },
    });
    expect(await api.admin('POST', at, { ...range, reference_ids: ['carl'] })).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('carl') },
    });
    expect((await api.admin('POST', at, { ...range, provider: 'NOWHERE', all: true })).status).toBe(400);
  });

  it('of another environment are not there', async () => {
    const id = await start();
    const answers = await Promise.all([
      api.admin('GET', `/environments/two/backfills/${id}`),
      api.admin('GET', `/environments/two/backfills/${id}/windows`),
      ...['pause', 'resume', 'cancel', 'retry'].map((verb) => api.admin('POST', `/environments/two/backfills/${id}/${verb}`)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  });
});
