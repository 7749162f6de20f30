import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../../model/ids.js';
import { makeConnection, makeDestination } from '../../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);
let api: TestApi;
let tenant: ApiTenant;
let strict: ApiTenant;
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
  strict = await apiTenant(api, { redirectOrigins: ['https://app.example', 'myapp:'] });
}, 120_000);
// Closing waits for a call to Temporal, which is away.
afterAll(() => api.close(), 30_000);

const call = (method: 'POST' | 'DELETE', path: string, body?: object, headers: Record<string, string> = tenant.headers) =>
  api.call(method, path, body, headers);
const session = async (url: unknown) => {
  const id = String(url).split('/').at(-1);
  const { rows } = await api.db.query<{
    kind: string;
    providers: string[];
    reference_id: string | null;
    success_url: string | null;
    connection_id: string;
    seconds: number;
  }>(
    `SELECT kind, providers, reference_id, success_url, connection_id, extract(epoch FROM expires_at - now())::int AS seconds FROM auth_session WHERE id = $1`,
    [id],
  );
  return rows[0];
};

describe.each(['/v2', '/api/v2'])('%s', (mount) => {
  it('generateWidgetSession gives a link that lives 15 minutes', async () => {
    const { status, body, headers } = await call('POST', `${mount}/auth/generateWidgetSession`, {
      reference_id: 'me',
      providers: 'insiders, INSIDERS',
      show_disconnect: true,
    });
    expect([status, body]).toEqual([
      200,
      { status: 'success', session_id: UUID, url: expect.stringContaining(`${api.url}/connect/`), expires_in: 900 },
    ]);
    expect(headers['terra-reference']).toEqual(UUID);
    expect(await session(body['url'])).toMatchObject({ kind: 'widget', providers: ['INSIDERS'], reference_id: 'me' });
  });

  it('authenticateUser takes the provider from the query or the body, and names the user beforehand', async () => {
    for (const [query, body] of [
      ['?resource=INSIDERS', undefined],
      ['?resource=insiders', {}],
      ['', { resource: 'Insiders' }],
      ['?', { resource: 'INSIDERS' }],
    ] as const) {
      const answer = await call('POST', `${mount}/auth/authenticateUser${query}`, body);
      expect([answer.status, answer.body]).toEqual([
        200,
        { status: 'success', user_id: UUID, auth_url: expect.stringContaining('/connect/') },
      ]);
      expect(await session(answer.body['auth_url'])).toMatchObject({ kind: 'direct', connection_id: answer.body['user_id'] });
    }
  });
});

describe('a session', () => {
  it('needs no body, whatever content type is named, and no slash at the end is one too many', async () => {
    for (const [path, headers] of [
      ['', {}],
      ['/', {}],
      ['?', { 'content-type': 'application/json' }],
      ['', { 'content-type': 'application/json', 'content-length': '0' }],
    ] as const) {
      const { status, body } = await call('POST', `/v2/auth/generateWidgetSession${path}`, undefined, {
        ...tenant.headers,
        ...headers,
      });
      expect([status, body['status']]).toEqual([200, 'success']);
    }
  });

  it('takes null for nothing', async () => {
    const { status } = await call('POST', '/v2/auth/generateWidgetSession', {
      reference_id: null,
      providers: null,
      language: null,
      auth_success_redirect_url: null,
    });
    expect(status).toBe(200);
  });

  it.each<[string, string, unknown, RegExp]>([
    ['an unknown provider', 'generateWidgetSession', { providers: 'INSIDERS,GARMIN' }, /GARMIN.*set up are: INSIDERS/],
    ['an unknown resource', 'authenticateUser?resource=GARMIN', {}, /GARMIN.*INSIDERS/],
    ['no resource', 'authenticateUser', {}, /resource: is missing/],
    ['two resources', 'authenticateUser?resource=a&resource=b', {}, /resource/],
    [
      'a script as address',
      'generateWidgetSession',
      { auth_success_redirect_url: 'javascript:alert(1)' },
      /auth_success_redirect_url/,
    ],
    [
      'an address that is none',
      'authenticateUser?resource=INSIDERS',
      { auth_failure_redirect_url: 'nowhere' },
      /auth_failure_redirect_url/,
    ],
    ['a reference that is too long', 'generateWidgetSession', { reference_id: 'x'.repeat(301) }, /reference_id/],
    ['a reference with a NUL', 'generateWidgetSession', { reference_id: 'a\u0000b' }, /U\+0000/],
    ['a reference with half a character', 'generateWidgetSession', { reference_id: 'a\ud83d' }, /surrogate/],
    ['a reference that is a number', 'generateWidgetSession', { reference_id: 7 }, /reference_id/],
    ['a list', 'generateWidgetSession', [], /./],
    ['a text', 'generateWidgetSession', '"x"', /./],
  ])('is not made of %s', async (_, path, body, message) => {
    const answer = await api.app.inject({
      method: 'POST',
      url: `/v2/auth/${path}`,
      headers: { ...tenant.headers, 'content-type': 'application/json' },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      expect.objectContaining({ status: 'error', message: expect.stringMatching(message) }),
    ]);
  });

  it('leads back only to the origins that the environment allows', async () => {
    const to = (url: string) =>
      call('POST', '/v2/auth/generateWidgetSession', { auth_success_redirect_url: url }, strict.headers);
    for (const url of ['https://app.example/done', 'myapp://done']) expect((await to(url)).status).toBe(200);
    for (const url of ['https://evil.example/', 'otherapp://x'])
      expect(await to(url)).toMatchObject({ status: 400, body: { message: expect.stringContaining('not among the origins') } });
  });
});

describe('without a right', () => {
  it.each<[string, Record<string, string>]>([
    ['no headers', {}],
    ['no key', { 'dev-id': 'x' }],
    ['an empty key', { 'dev-id': 'x', 'x-api-key': '' }],
    ['a key that is none', { 'x-api-key': 'secret' }],
    ['a key that is wrong', { 'x-api-key': `fh_${'A'.repeat(43)}` }],
  ])('nobody gets in: %s', async (_, headers) => {
    for (const [method, path] of [
      ['POST', 'generateWidgetSession'],
      ['POST', 'authenticateUser'],
      ['DELETE', `deauthenticateUser?user_id=${newId()}`],
    ] as const) {
      const answer = await call(method, `/v2/auth/${path}`, undefined, {
        ...('x-api-key' in headers ? { 'dev-id': tenant.devId } : {}),
        ...headers,
      });
      expect([answer.status, answer.headers['terra-reference']]).toEqual([401, UUID]);
    }
  });

  it("nobody gets in with another environment's key", async () => {
    expect((await call('POST', '/v2/auth/generateWidgetSession', {}, { ...tenant.headers, 'dev-id': strict.devId })).status).toBe(
      401,
    );
  });
});

describe('deauthenticateUser', () => {
  const rowOf = async (id: string) => (await api.db.query(`SELECT 1 FROM connection WHERE id = $1`, [id])).rows.length;

  it('erases the user and tells it, once', async () => {
    const destination = await makeDestination(api.db, tenant);
    const id = await makeConnection(api.db, tenant, { referenceId: 'me' });
    const answers = await Promise.all([
      call('DELETE', `/v2/auth/deauthenticateUser?user_id=${id}`),
      call('DELETE', `/v2/auth/deauthenticateUser?user_id=${id}`),
    ]);
    expect(answers.map(({ status }) => status).sort()[0]).toBe(200);
    expect(await rowOf(id)).toBe(0);
    const { rows } = await api.db.query(
      `SELECT e.type, e.connection_id, e.body FROM delivery d JOIN event e ON e.id = d.event_id WHERE d.destination_id = $1`,
      [destination],
    );
    expect(rows).toMatchObject([{ type: 'deauth', connection_id: null, body: { user: { user_id: id, reference_id: 'me' } } }]);
    expect((await call('DELETE', `/v2/auth/deauthenticateUser?user_id=${id}`)).status).toBe(404);
  });

  it('does not reach into another environment', async () => {
    const id = await makeConnection(api.db, strict);
    expect((await call('DELETE', `/v2/auth/deauthenticateUser?user_id=${id}`)).status).toBe(404);
    expect(await rowOf(id)).toBe(1);
  });

  it('needs a user', async () => {
    for (const query of ['', '?user_id=', '?user_id=me', '?user_id=a&user_id=b'])
      expect((await call('DELETE', `/v2/auth/deauthenticateUser${query}`)).status).toBe(400);
  });
});
