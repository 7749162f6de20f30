import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  call,
  connect,
  consent,
  exchange,
  form,
  get,
  newChallenge,
  refresh,
  riderIds,
  send,
  tokensOf,
} from '../client.fixture.js';
import { startSandbox, type RunningSandbox } from '../server.js';

let sandbox: RunningSandbox;
let url: string;
let rider: string;
let ahead = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, riders: 2, days: 3, limits: null, now: () => Date.now() + ahead });
  url = sandbox.url;
  [rider] = await riderIds(url);
});
afterAll(() => sandbox.close());

describe('authorize', () => {
  test('shows a form without script that carries the request and escapes it', async () => {
    const { query } = newChallenge();
    const page = await call(`${url}/oauth/authorize?${new URLSearchParams({ ...query, state: '"><script>x' }).toString()}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('<form method="post" action="/oauth/authorize">');
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('&quot;&gt;&lt;script&gt;x');
    expect(page.text.match(/type="checkbox"/g)).toHaveLength(3);
  });

  test('goes back with code, state and the scopes that stayed ticked', async () => {
    const target = await consent(url, newChallenge().query, rider, ['activity:read']);
    expect(target.origin + target.pathname).toBe('http://127.0.0.1:9/callback');
    expect(Object.fromEntries(target.searchParams)).toMatchObject({ keep: '1', state: 's&1', scope: 'activity:read' });
  });

  test.each([
    ['another client', { client_id: 'x' }],
    ['a foreign redirect URI', { redirect_uri: 'https://evil.example/cb' }],
    ['a script as redirect URI', { redirect_uri: 'javascript:alert(1)' }],
  ])('never redirects for %s', async (_, wrong) => {
    const { query } = newChallenge();
    const answer = await call(`${url}/oauth/authorize?${new URLSearchParams({ ...query, ...wrong }).toString()}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });

  test.each([
    ['no PKCE', { code_challenge: '' }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown scope', { scope: 'activity:write' }, 'invalid_scope'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
  ])('tells the client about %s', async (_, wrong, code) => {
    const { query } = newChallenge();
    const answer = await call(`${url}/oauth/authorize?${new URLSearchParams({ ...query, ...wrong }).toString()}`);
    const target = new URL(answer.headers.get('location') ?? 'missing:');
    expect([target.searchParams.get('error'), target.searchParams.get('state')]).toEqual([code, 's&1']);
  });

  test('denied is access_denied, nothing ticked too', async () => {
    const { query } = newChallenge();
    const denied = await form(`${url}/oauth/authorize`, { ...query, decision: 'deny' }, null);
    expect(denied.headers.get('location')).toContain('error=access_denied');
    expect((await consent(url, query, rider, [])).searchParams.get('error')).toBe('access_denied');
  });
});

describe('code', () => {
  test('works once; the second time ends what came of it', async () => {
    const { verifier, query } = newChallenge();
    const code = (await consent(url, query, rider)).searchParams.get('code') ?? '';
    const first = tokensOf(await exchange(url, code, verifier));
    expect(first).toMatchObject({ expires_in: 7200, user_id: rider, scope: 'activity:read profile:read offline_access' });
    expect((await exchange(url, code, verifier)).json).toMatchObject({ error: 'invalid_grant' });
    expect((await get(`${url}/v1/users/me`, first.access_token)).status).toBe(401);
  });

  test('needs the verifier, the client and ten minutes', async () => {
    const { verifier, query } = newChallenge();
    const code = (await consent(url, query, rider)).searchParams.get('code') ?? '';
    expect((await exchange(url, code, 'x'.repeat(43))).json).toMatchObject({ error: 'invalid_grant' });
    const stranger = await form(
      `${url}/oauth/token`,
      { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: 'x' },
      'Basic eDp5',
    );
    expect(stranger).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    ahead += 601_000;
    expect((await exchange(url, code, verifier)).json).toMatchObject({ error: 'invalid_grant' });
  });

  test('client_secret_post works, malformed requests are told what is missing', async () => {
    const post = await form(
      `${url}/oauth/token`,
      { grant_type: 'client_credentials', client_id: 'sandbox-client', client_secret: 'sandbox-secret' },
      null,
    );
    expect(post.status).toBe(200);
    expect((await form(`${url}/oauth/token`, { grant_type: 'refresh_token' })).json).toEqual({
      error: 'invalid_request',
      error_description: 'missing or malformed: refresh_token',
    });
    expect((await form(`${url}/oauth/token`, { grant_type: 'password' })).json).toMatchObject({
      error: 'unsupported_grant_type',
    });
  });
});

describe('refresh', () => {
  const next = async (token: string | undefined) => tokensOf(await refresh(url, token ?? ''));

  test('rotates; a repeat within the grace gets the same pair', async () => {
    const first = await connect(url, rider);
    const second = await next(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const again = await next(first.refresh_token);
    expect([again.access_token, again.refresh_token]).toEqual([second.access_token, second.refresh_token]);
    expect((await get(`${url}/v1/users/me`, again.access_token)).status).toBe(200);
  });

  test('a repeat after the successor was used revokes the family', async () => {
    const first = await connect(url, rider);
    const second = await next(first.refresh_token);
    const third = await next(second.refresh_token);
    expect((await refresh(url, first.refresh_token ?? '')).json).toMatchObject({ error: 'invalid_grant' });
    expect((await refresh(url, third.refresh_token ?? '')).json).toMatchObject({ error: 'invalid_grant' });
    expect((await get(`${url}/v1/users/me`, third.access_token)).status).toBe(401);
  });

  test('a repeat after the grace revokes the family', async () => {
    const first = await connect(url, rider);
    const second = await next(first.refresh_token);
    ahead += 61_000;
    expect((await refresh(url, first.refresh_token ?? '')).status).toBe(400);
    expect((await get(`${url}/v1/users/me`, second.access_token)).status).toBe(401);
  });

  test('without offline_access there is none', async () => {
    expect((await connect(url, rider, ['activity:read'])).refresh_token).toBeUndefined();
  });

  test('the answer can get lost after the rotation, and the client recovers with the old token', async () => {
    const first = await connect(url, rider);
    await send(`${url}/sandbox/faults`, 'POST', { name: 'lost_refresh_answer', count: 1 });
    await expect(refresh(url, first.refresh_token ?? '')).rejects.toThrow('fetch failed');
    const recovered = await next(first.refresh_token);
    expect((await refresh(url, recovered.refresh_token ?? '')).status).toBe(200);
  });
});

test('access tokens expire, revoking ends the family, an unknown token is no error', async () => {
  const tokens = await connect(url, rider);
  ahead += 7_201_000;
  expect(await get(`${url}/v1/users/me`, tokens.access_token)).toMatchObject({
    status: 401,
    json: { error: { code: 'invalid_token' } },
  });
  const fresh = tokensOf(await refresh(url, tokens.refresh_token ?? ''));
  expect((await form(`${url}/oauth/revoke`, { token: fresh.access_token })).status).toBe(200);
  expect((await refresh(url, fresh.refresh_token ?? '')).json).toMatchObject({ error: 'invalid_grant' });
  expect((await form(`${url}/oauth/revoke`, { token: 'nobody' })).status).toBe(200);
});

test('scopes are enforced', async () => {
  const tokens = await connect(url, rider, ['profile:read']);
  expect((await get(`${url}/v1/users/me`, tokens.access_token)).status).toBe(200);
  expect(await get(`${url}/v1/activities`, tokens.access_token)).toMatchObject({
    status: 403,
    json: { error: { code: 'insufficient_scope' } },
  });
});

test('with registered redirect URIs only an exact match will do', async () => {
  const strict = await startSandbox({ port: 0, riders: 1, days: 0, redirectUris: ['https://app.example/cb'] });
  const { query } = newChallenge();
  const status = async (uri: string) =>
    (await call(`${strict.url}/oauth/authorize?${new URLSearchParams({ ...query, redirect_uri: uri }).toString()}`)).status;
  expect([
    await status('https://app.example/cb'),
    await status('https://app.example/cb/'),
    await status('http://127.0.0.1/cb'),
  ]).toEqual([200, 400, 400]);
  await strict.close();
});
