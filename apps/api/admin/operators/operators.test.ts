import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rideOf } from '../../../../activities/convert/ride.fixture.js';
import { encodeFit } from '../../../../formats/fit/encode-recording.js';
import { loadSettings } from '../../../../settings/load.js';
import { makeConnection } from '../../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { createApi } from '../../create-api.js';
import { apiTenant } from '../../tenant.fixture.js';
import { routes } from '../contract/index.js';
import { Callers } from '../http/caller.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.admin('POST', '/environments', { dev_id: 'desk' });
}, 120_000);
afterAll(() => api.close());
// Wrong tokens of one test are not those of another.
beforeEach(() => api.db.query(`DELETE FROM rate_budget WHERE key LIKE 'login:%'`));

const forget = (): void => {
  api.app.get(Callers, { strict: false }).forget();
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

interface Made {
  readonly id: string;
  readonly token: string;
}
let made = 0;
async function operator(more: Readonly<Record<string, unknown>> = {}): Promise<Made> {
  const { status, body } = await api.admin('POST', '/operators', { name: `Operator ${made++}`, ...more });
  expect(status).toBe(201);
  return { id: String(body['id']), token: String(body['token']) };
}

const logIn = (token: string, headers: Record<string, string> = {}) => api.call('POST', '/admin/session', { token }, headers);
interface Browser {
  readonly cookie: string;
  readonly csrf: string;
}
async function browser(token: string): Promise<Browser> {
  const { status, body, headers } = await logIn(token);
  expect(status).toBe(200);
  return { cookie: String(headers['set-cookie']).split(';')[0] ?? '', csrf: String(body['csrf_token']) };
}
const sending = ({ cookie, csrf }: Browser) => ({ cookie, 'x-csrf-token': csrf });
const statusOf = async (headers: Record<string, string>): Promise<number> =>
  (await api.call('GET', '/admin/session', undefined, headers)).status;

const auditLines = async (query: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  (await api.admin('GET', `/audit?${query}`)).body['items'] as Readonly<Record<string, unknown>>[];

const paths = routes.map(({ id, method, path, open }) => ({
  id,
  method,
  open: open ?? false,
  path: `/admin${path.replace(':environment', 'nobody').replace(':provider', 'INSIDERS').replace(/:\w+/g, '01900000-0000-7000-8000-000000000000')}`,
}));
const changing = paths.filter(({ method, open }) => method !== 'GET' && !open);
const reading = paths.filter(({ method }) => method === 'GET');

describe('a viewer', () => {
  it('may call nothing that changes anything, by token or by cookie', async () => {
    const { token } = await operator({ role: 'viewer' });
    const session = await browser(token);
    expect(changing.length).toBeGreaterThan(40);
    for (const { id, method, path } of changing.filter((one) => one.id !== 'logOut')) {
      for (const headers of [bearer(token), sending(session)]) {
        const { status, body } = await api.call(method, path, undefined, headers);
        expect([id, status, body['detail']]).toEqual([id, 403, expect.stringContaining('is a viewer')]);
      }
    }
  });

  it('may read everything, and log out', async () => {
    const { token } = await operator();
    for (const { id, method, path } of reading) {
      const { status } = await api.call(method, path, undefined, bearer(token));
      expect([id, [401, 403].includes(status)]).toEqual([id, false]);
    }
    const session = await browser(token);
    expect((await api.call('GET', '/admin/session', undefined, { cookie: session.cookie })).body).toMatchObject({
      role: 'viewer',
      csrf_token: session.csrf,
    });
    expect((await api.call('DELETE', '/admin/session', undefined, sending(session))).body).toEqual({ done: true });
    expect(await statusOf({ cookie: session.cookie })).toBe(401);
  });
});

describe('nobody', () => {
  it('gets in anywhere without a token', async () => {
    for (const { id, method, path } of paths.filter(({ open }) => !open)) {
      for (const headers of [{}, bearer(`fho_${'x'.repeat(43)}`), { cookie: `freehub_session=${'x'.repeat(43)}` }])
        expect([id, (await api.call(method, path, undefined, headers)).status]).toEqual([id, 401]);
    }
  });
});

describe('a session', () => {
  it('is a cookie that no script reads and no other site sends', async () => {
    const { headers, body } = await logIn(api.adminToken);
    expect(body).toMatchObject({ name: 'admin', role: 'admin' });
    const port = new URL(api.url).port;
    expect(headers['set-cookie']).toMatch(
      new RegExp(`^freehub_session_${port}=[\\w-]{43}; Path=/; Expires=[^;]+; HttpOnly; SameSite=Strict$`),
    );
    expect(Date.parse(String(body['expires_at'])) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
  });

  it('changes nothing without its CSRF token', async () => {
    const { cookie } = await browser(api.adminToken);
    const other = await browser(api.adminToken);
    for (const { id, method, path } of changing) {
      for (const headers of [{ cookie }, { cookie, 'x-csrf-token': '' }, { cookie, 'x-csrf-token': other.csrf }]) {
        const { status, body } = await api.call(method, path, undefined, headers);
        expect([id, status, body['detail']]).toEqual([id, 403, expect.stringContaining('x-csrf-token')]);
      }
    }
    expect(await statusOf({ cookie })).toBe(200);
  });

  it('with it changes things, under its own name', async () => {
    const { token } = await operator({ name: 'Ann', role: 'admin' });
    const session = await browser(token);
    const sent = await api.call('POST', '/admin/environments', { dev_id: 'of-ann' }, sending(session));
    expect(sent.status).toBe(201);
    const { body } = await api.call('GET', '/admin/environments/of-ann/audit', undefined, { cookie: session.cookie });
    expect(body).toMatchObject({ items: [{ actor: 'Ann', action: 'environment.created' }] });
    expect(await auditLines('actor=Ann')).toMatchObject([
      { action: 'environment.created' },
      { action: 'operator.logged_in', environment_id: null },
    ]);
    // As a bearer too.
    await api.call('POST', '/admin/environments', { dev_id: 'of-ann-2' }, bearer(token));
    expect((await auditLines('actor=Ann'))[0]).toMatchObject({ action: 'environment.created' });
  });

  it('ends when it has gone on too long, or nothing came of it for too long', async () => {
    for (const change of ['expires_at = now()', `last_seen_at = now() - interval '12 hours 1 second'`]) {
      const { cookie } = await browser(api.adminToken);
      expect(await statusOf({ cookie })).toBe(200);
      await api.db.query(
        `UPDATE operator_session SET ${change} WHERE id = (SELECT id FROM operator_session ORDER BY id DESC LIMIT 1)`,
      );
      forget();
      const ended = await api.call('GET', '/admin/session', undefined, { cookie });
      expect([ended.status, ended.body['detail']]).toEqual([401, 'the session has ended: log in again']);
    }
  });

  it('goes on while it is used', async () => {
    const { cookie } = await browser(api.adminToken);
    await api.db.query(`UPDATE operator_session SET last_seen_at = now() - interval '11 hours'`);
    expect(await statusOf({ cookie })).toBe(200);
    const seen = async () =>
      (await api.db.query(`SELECT 1 FROM operator_session WHERE last_seen_at > now() - interval '1 minute'`)).rowCount;
    for (let tries = 0; tries < 50 && (await seen()) === 0; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await seen()).toBe(1);
  });

  it('ends with the token that it was opened with', async () => {
    const revoked = await operator();
    const first = await browser(revoked.token);
    expect((await api.admin('DELETE', `/operators/${revoked.id}`)).body).toEqual({ done: true });
    expect([await statusOf({ cookie: first.cookie }), await statusOf(bearer(revoked.token))]).toEqual([401, 401]);
    const expired = await operator({ expires_in_days: 1 });
    const second = await browser(expired.token);
    const shown = await api.call('GET', '/admin/session', undefined, { cookie: second.cookie });
    expect(Date.parse(String(shown.body['expires_at'])) - Date.now()).toBeLessThanOrEqual(86_400_000);
    await api.db.query(`UPDATE operator SET expires_at = now() WHERE id = $1`, [expired.id]);
    forget();
    expect([await statusOf({ cookie: second.cookie }), await statusOf(bearer(expired.token))]).toEqual([401, 401]);
    expect((await logIn(expired.token)).status).toBe(401);
  });

  it('works behind a proxy with a login of its own, and never beside a wrong token', async () => {
    const session = await browser(api.adminToken);
    const basic = { cookie: session.cookie, authorization: 'Basic b3BzOm9wcw==' };
    expect(await statusOf(basic)).toBe(200);
    expect((await api.call('POST', '/admin/environments', { dev_id: 'proxied' }, basic)).status).toBe(403);
    const beside = { ...sending(session), ...bearer('a-wrong-token-of-mine') };
    expect((await api.call('POST', '/admin/environments', { dev_id: 'proxied' }, beside)).status).toBe(401);
  });

  it('is ended by the next log-in of the same browser', async () => {
    const { cookie } = await browser(api.adminToken);
    await logIn(api.adminToken, { cookie });
    expect(await statusOf({ cookie })).toBe(401);
  });

  it('outlives the api, and ends with another FREEHUB_ADMIN_TOKEN; with https its cookie is of this host alone', async () => {
    const { cookie } = await browser(api.adminToken);
    const answersOf = async (env: Record<string, string>, headers: Record<string, string>) => {
      const before = { ...process.env };
      Object.assign(process.env, env);
      const other = await createApi(loadSettings(process.env));
      Object.assign(process.env, before);
      other.useLogger(false);
      await other.init();
      await other.getHttpAdapter().getInstance().ready();
      const token = env['FREEHUB_ADMIN_TOKEN'] ?? api.adminToken;
      const shown = await other.inject({ method: 'GET', url: '/admin/session', headers });
      const opened = await other.inject({ method: 'POST', url: '/admin/session', payload: { token } });
      await other.close();
      return { status: shown.statusCode, cookie: String(opened.headers['set-cookie']) };
    };
    expect((await answersOf({}, { cookie })).status).toBe(200);
    expect((await answersOf({ FREEHUB_ADMIN_TOKEN: 'another-token-of-mine' }, { cookie })).status).toBe(401);
    const secure = await answersOf({ FREEHUB_PUBLIC_URL: 'https://desk.example' }, {});
    expect(secure.cookie).toMatch(
      /^__Host-freehub_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    );
  }, 60_000);

  it('is of no use to a page of another site', async () => {
    const session = await browser(api.adminToken);
    const evil = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of evil as Record<string, string>[]) {
      const change = await api.call('POST', '/admin/environments', { dev_id: 'evil' }, { ...sending(session), ...headers });
      expect([headers, change.status]).toEqual([headers, 403]);
      expect([headers, (await logIn(api.adminToken, headers)).status]).toEqual([headers, 403]);
    }
    const own = { origin: api.url, host: new URL(api.url).host, 'sec-fetch-site': 'same-origin' };
    const change = await api.call('POST', '/admin/environments', { dev_id: 'own' }, { ...sending(session), ...own });
    expect(change.status).toBe(201);
    const answer = await api.call('GET', '/admin/session', undefined, { cookie: session.cookie, origin: 'https://evil.example' });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('whoever changes something', () => {
  it('is named: by what was asked for, and by a file whose body takes its time', async () => {
    const { token } = await operator({ name: 'Dea', role: 'admin' });
    const viewer = await operator();
    const tenant = await apiTenant(api);
    const rider = await makeConnection(api.db, tenant);
    const at = `/admin/environments/${tenant.devId}`;
    const backfill = { provider: 'INSIDERS', all: true, start: '2026-01-01', end: '2026-02-01' };
    const started = await api.call('POST', `${at}/backfills`, backfill, bearer(token));
    expect(started).toMatchObject({ status: 201, body: { backfill: { requested_by: 'Dea' } } });
    const send = (sender: string) =>
      api.app.inject({
        method: 'POST',
        url: `${at}/connections/${rider}/files`,
        headers: { ...bearer(sender), 'content-type': 'application/octet-stream' },
        payload: Buffer.from(encodeFit(rideOf(250))),
      });
    expect((await send(viewer.token)).statusCode).toBe(403);
    expect((await send(token)).statusCode).toBeLessThan(300);
    const lines = (await api.admin('GET', `/environments/${tenant.devId}/audit?actor=Dea`)).body['items'] as { action: string }[];
    expect(lines.map(({ action }) => action.split('.')[0])).toEqual(['connection', 'backfill']);
    // Several at once: nobody is taken for another.
    const people = await Promise.all(['Eva', 'Fay', 'Gus'].map((name) => operator({ name, role: 'admin' })));
    await Promise.all(
      people.flatMap((person, n) =>
        [1, 2, 3].map((m) => api.call('POST', '/admin/environments', { dev_id: `of-${n}-${m}` }, bearer(person.token))),
      ),
    );
    for (const [n, name] of ['Eva', 'Fay', 'Gus'].entries())
      expect((await auditLines(`actor=${name}`)).map(({ detail }) => (detail as { dev_id: string }).dev_id).sort()).toEqual([
        `of-${n}-1`,
        `of-${n}-2`,
        `of-${n}-3`,
      ]);
  });
});

describe('wrong tokens', () => {
  it('are told in the audit log without the token, and are slowed down by address', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const wrong = `fho_${'w'.repeat(43)}`;
    for (let n = 0; n < 10; n++) expect((await logIn(wrong, from('203.0.113.9'))).status).toBe(401);
    const slowed = await logIn(wrong, from('203.0.113.9'));
    expect([slowed.status, slowed.body['code']]).toEqual([429, 'TOO_MANY_TRIES']);
    expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
    // Not even to the right one it says what it is.
    expect((await logIn(api.adminToken, from('203.0.113.9'))).status).toBe(429);
    expect((await logIn(api.adminToken, from('203.0.113.77'))).status).toBe(200);
    const lines = await auditLines('action=operator.refused&limit=500');
    expect(lines.filter(({ detail }) => JSON.stringify(detail).includes('203.0.113.9'))).toHaveLength(10);
    expect(lines[0]).toMatchObject({ actor: 'unknown', environment_id: null });
    expect(JSON.stringify(lines)).not.toContain(wrong);
  });

  it('are slowed down for all together, and right ones cost nothing', async () => {
    for (let n = 0; n < 30; n++) expect((await logIn(api.adminToken)).status).toBe(200);
    await api.db.query(`UPDATE rate_budget SET tokens = 0, refilled_at = now() WHERE key = 'login:all'`);
    expect((await logIn(api.adminToken, { 'x-forwarded-for': '203.0.113.80' })).status).toBe(429);
  });
});

describe('operators', () => {
  it('are made, listed by pages and revoked; a token is shown once and stored as a hash', async () => {
    const one = await api.admin('POST', '/operators', { name: '  Bea <b>', role: 'admin' });
    expect(one).toMatchObject({ status: 201, body: { name: 'Bea <b>', role: 'admin', expires_at: null, revoked_at: null } });
    const token = String(one.body['token']);
    expect(token).toMatch(/^fho_[\w-]{43}$/);
    const two = await api.admin('POST', '/operators', { name: 'Cem' });
    expect(two.body['role']).toBe('viewer');
    const page = await api.admin('GET', '/operators?limit=1');
    expect(page.body).toMatchObject({ items: [{ name: 'Cem' }], next: two.body['id'] });
    expect((await api.admin('GET', `/operators?limit=1&after=${String(page.body['next'])}`)).body).toMatchObject({
      items: [{ name: 'Bea <b>', prefix: token.slice(0, 12) }],
    });
    const { rows } = await api.db.query<{ text: string }>(`SELECT string_agg(o::text, '') AS text FROM operator o`);
    const everything = JSON.stringify([rows, await api.admin('GET', '/operators'), await api.admin('GET', '/audit')]);
    expect(everything).not.toContain(token);
    expect((await api.admin('POST', '/operators', { name: 'BEA <b>' })).body).toMatchObject({
      title: 'conflict',
      detail: expect.stringContaining('there is an operator'),
    });
    const id = String(one.body['id']);
    for (let n = 0; n < 2; n++) expect((await api.admin('DELETE', `/operators/${id}`)).status).toBe(200);
    expect((await auditLines(`subject=${id}`)).map(({ action }) => action)).toEqual(['operator.revoked', 'operator.created']);
    expect((await api.admin('POST', '/operators', { name: 'Bea <b>' })).status).toBe(201);
    expect((await api.admin('DELETE', '/operators/01900000-0000-7000-8000-000000000000')).status).toBe(404);
  });

  it.each([
    'admin',
    'Freehub',
    'api:desk',
    'a\u0000b',
    'a\nb',
    '\u202egnp',
    'ad\u00admin',
    'zero\u200bwidth',
    'tag\u{e0041}',
    '',
  ])('are not called %j', async (name) => {
    expect((await api.admin('POST', '/operators', { name })).status).toBe(400);
  });

  it('show when they were used', async () => {
    const { id, token } = await operator();
    await statusOf(bearer(token));
    const used = async () =>
      (await api.db.query(`SELECT 1 FROM operator WHERE id = $1 AND last_used_at IS NOT NULL`, [id])).rowCount;
    for (let tries = 0; tries < 50 && (await used()) === 0; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await used()).toBe(1);
  });
});
