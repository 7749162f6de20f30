import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConnectionId, newId } from '../../../../model/ids.js';
import { makeConnection } from '../../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
let api: TestApi;
let tenant: ApiTenant;
let other: ApiTenant;
let id: ConnectionId;
beforeAll(async () => {
  api = await startTestApi();
  other = await apiTenant(api);
}, 120_000);
// Closing waits for a call to Temporal, which is away.
afterAll(() => api.close(), 30_000);
beforeEach(async () => {
  tenant = await apiTenant(api);
  id = await makeConnection(api.db, tenant, { referenceId: 'anna', providerUserId: 'rider' });
});

const get = (path: string, headers: Record<string, string> = tenant.headers) => api.call('GET', path, undefined, headers);
const patch = (user: string, body: object) => api.call('PATCH', `/v2/users/${user}`, body, tenant.headers);
const list = async (method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> =>
  (await api.app.inject({ method, url: path, headers: tenant.headers, ...(body ? { payload: body } : {}) })).json();
const stateOf = async () =>
  (await api.db.query<{ state: string }>(`SELECT state FROM connection WHERE id = $1`, [id])).rows[0]?.state;

const user = () => ({
  user_id: id,
  provider: 'INSIDERS',
  created_at: TIME,
  last_webhook_update: null,
  scopes: 'activity:read',
  reference_id: 'anna',
  active: true,
});

describe.each(['/v2', '/api/v2'])('%s', (mount) => {
  it('userInfo by id tells what is known of a user', async () => {
    const { status, body, headers } = await get(`${mount}/userInfo?user_id=${id}`);
    expect([status, body]).toEqual([
      200,
      { status: 'success', user: { ...user(), last_polled_at: null, most_recent_data_at: null }, is_authenticated: true },
    ]);
    expect(headers['terra-reference']).toEqual(expect.any(String));
  });

  it('userInfo by reference lists all users of it, and none is no error', async () => {
    const second = await makeConnection(api.db, tenant, { referenceId: 'anna', providerUserId: 'other rider' });
    expect((await get(`${mount}/userInfo?reference_id=anna`)).body).toEqual({
      status: 'success',
      users: [id, second].sort().map((user_id) => ({ ...user(), user_id })),
    });
    expect((await get(`${mount}/userInfo?reference_id=nobody`)).body).toEqual({ status: 'success', users: [] });
  });
});

describe('userInfo', () => {
  it('takes ids in capitals, and an empty reference beside one', async () => {
    expect((await get(`/v2/userInfo?user_id=${id.toUpperCase()}&reference_id=`)).body).toMatchObject({ user: { user_id: id } });
  });

  it.each([
    ['active', true, true],
    ['paused', false, true],
    ['reauthorize', false, false],
    ['revoked', false, false],
  ])('says of one that is %s whether it is active and authenticated', async (state, active, authenticated) => {
    await api.db.query(`UPDATE connection SET state = $2 WHERE id = $1`, [id, state]);
    expect((await get(`/v2/userInfo?user_id=${id}`)).body).toMatchObject({ user: { active }, is_authenticated: authenticated });
  });

  it('knows users of its own environment only', async () => {
    const unknown = await get(`/v2/userInfo?user_id=${newId()}`);
    const foreign = await get(`/v2/userInfo?user_id=${id}`, other.headers);
    expect([unknown.status, foreign.status]).toEqual([404, 404]);
    expect(foreign.body).toEqual(unknown.body);
    expect((await get('/v2/userInfo?reference_id=anna', other.headers)).body).toEqual({ status: 'success', users: [] });
  });

  it('needs one of both', async () => {
    expect(await get('/v2/userInfo')).toMatchObject({ status: 400, body: { errors: [{ field: 'user_id' }] } });
  });
});

describe('subscriptions', () => {
  const all = async (): Promise<string[]> =>
    ((await get('/v2/subscriptions')).body['users'] as { user_id: string }[]).map((row) => row.user_id);

  it('without a page are all users, oldest first', async () => {
    const second = await makeConnection(api.db, tenant);
    expect(await all()).toEqual([id, second].sort());
    expect((await get('/v2/subscriptions?')).body).toMatchObject({ status: 'success', users: [{ provider: 'INSIDERS' }, {}] });
    expect((await get('/v2/subscriptions', (await apiTenant(api)).headers)).body).toEqual({ status: 'success', users: [] });
  });

  it('without a page are all users when they are thousands', async () => {
    await api.db.query(
      `INSERT INTO connection (id, environment_id, provider_app_id, provider, provider_user_id, scopes)
       SELECT uuidv7(), $1, $2, 'INSIDERS', 'many-' || n, 'activity:read' FROM generate_series(1, 2999) n`,
      [tenant.environmentId, tenant.providerAppId],
    );
    const users = await all();
    expect([users.length, new Set(users).size]).toEqual([3_000, 3_000]);
  });

  it('come page by page, from 0', async () => {
    const ids = [id];
    for (let n = 0; n < 4; n++) ids.push(await makeConnection(api.db, tenant));
    // Those of one millisecond are in any order.
    ids.sort();
    const page = async (query: string) => (await get(`/v2/subscriptions?${query}`)).body['data'];
    const of = (...some: number[]) => some.map((n) => expect.objectContaining({ user_id: ids[n] }));
    expect(await page('page=0&per_page=2')).toEqual({ next: 1, max_page: 2, results: of(0, 1) });
    expect(await page('page=2&per_page=2')).toEqual({ next: null, max_page: 2, results: of(4) });
    expect(await page('page=9&per_page=2')).toEqual({ next: null, max_page: 2, results: [] });
    expect(await page('page=0')).toEqual({ next: null, max_page: 0, results: of(0, 1, 2, 3, 4) });
    expect(await page('page=0&per_page=100000')).toMatchObject({ max_page: 0 });
  });

  it.each(['page=-1', 'page=x', 'page=1.5', 'page=99999999999999999999', 'page=0&per_page=0', 'page=0&page=1'])(
    'of %s are refused',
    async (query) => {
      expect((await get(`/v2/subscriptions?${query}`)).status).toBe(400);
    },
  );
});

describe('bulkUserInfo', () => {
  it('answers with a list in the order of the ids, without unknown ones', async () => {
    const second = await makeConnection(api.db, tenant);
    const foreign = await makeConnection(api.db, other);
    expect(await list('POST', '/v2/bulkUserInfo', [second, newId(), foreign, id.toUpperCase(), id])).toMatchObject([
      { user_id: second },
      user(),
    ]);
    expect(await list('POST', '/api/v2/bulkUserInfo', [])).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['an object', { ids: [] }],
    ['something else than ids', ['me']],
    ['numbers', [7]],
  ])('refuses %s', async (_, body) => {
    expect((await api.call('POST', '/v2/bulkUserInfo', body, tenant.headers)).status).toBe(400);
  });
});

describe('PATCH users', () => {
  it('changes the reference, to none too', async () => {
    expect(await patch(id, { reference_id: 'bea' })).toMatchObject({
      status: 200,
      body: { status: 'success', user: { user_id: id, reference_id: 'bea', active: true } },
    });
    expect((await get('/v2/userInfo?reference_id=bea')).body).toMatchObject({ users: [{ user_id: id }] });
    expect((await patch(id, { reference_id: null })).body).toMatchObject({ user: { reference_id: null } });
    expect((await patch(id, {})).body).toMatchObject({ user: { reference_id: null, active: true } });
  });

  it('pauses and resumes; saying it twice changes nothing more', async () => {
    for (const [active, state] of [
      [false, 'paused'],
      [false, 'paused'],
      [true, 'active'],
      [true, 'active'],
    ] as const) {
      expect((await patch(id, { active })).body).toMatchObject({ user: { active } });
      expect(await stateOf()).toBe(state);
    }
    const { body } = await api.admin('GET', `/environments/${tenant.devId}/audit?limit=2`);
    expect(body).toMatchObject({
      items: [
        { action: 'connection.resumed', subject: id, actor: `api:${tenant.devId}` },
        { action: 'connection.paused', subject: id },
      ],
    });
  });

  it('does not bring back an access that is gone, and changes nothing else then', async () => {
    await api.db.query(`UPDATE connection SET state = 'revoked' WHERE id = $1`, [id]);
    expect((await patch(id, { active: true, reference_id: 'x' })).status).toBe(409);
    expect((await get(`/v2/userInfo?user_id=${id}`)).body).toMatchObject({ user: { reference_id: 'anna', active: false } });
    expect((await patch(id, { active: false })).status).toBe(200);
    expect(await stateOf()).toBe('revoked');
  });

  it('refuses a reference under which the same account is connected', async () => {
    await makeConnection(api.db, tenant, { referenceId: 'bea', providerUserId: 'rider' });
    expect(await patch(id, { reference_id: 'bea' })).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('reference_id') },
    });
  });

  it('refuses what is wrong, and users of others', async () => {
    for (const body of [
      { active: 'no' },
      { reference_id: 7 },
      { reference_id: 'a\u0000' },
      { reference_id: 'x'.repeat(301) },
      [],
    ])
      expect((await patch(id, body)).status).toBe(400);
    expect((await patch('me', { active: false })).status).toBe(400);
    expect((await patch(await makeConnection(api.db, other), { active: false })).status).toBe(404);
    expect((await patch(newId(), { active: false })).status).toBe(404);
  });
});
