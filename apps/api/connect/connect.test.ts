import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startSandbox } from '../../sandbox/server.js';
import { newId } from '../../../model/ids.js';
import { makeDestination } from '../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../tenant.fixture.js';

const XSS = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`;
let api: TestApi;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let tenant: ApiTenant;
let rider: string;
let riders: readonly string[];
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, riders: 2, days: 0, limits: null });
  api = await startTestApi();
  tenant = await apiTenant(api, { name: `Rides ${XSS}`, providerUrl: sandbox.url });
  riders = (await sandboxRiders()).map(({ id }) => id);
  rider = riders[0] ?? '';
}, 120_000);
afterAll(async () => {
  await api.close();
  await sandbox.close();
});

const sandboxRiders = async (): Promise<readonly { id: string; connected: boolean }[]> =>
  z
    .object({ riders: z.array(z.object({ id: z.string(), connected: z.boolean() })) })
    .parse(await (await fetch(`${sandbox.url}/sandbox/riders`)).json()).riders;

interface Page {
  readonly status: number;
  readonly html: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly location: string;
  readonly cookie: string;
}
async function open(method: 'GET' | 'POST', url: string, cookie = '', payload?: string): Promise<Page> {
  const answer = await api.app.inject({
    method,
    url,
    headers: { cookie, ...(payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) },
    ...(payload === undefined ? {} : { payload }),
  });
  return {
    status: answer.statusCode,
    html: answer.body,
    headers: answer.headers,
    location: answer.headers.location ?? '',
    cookie: answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
  };
}
const link = async (body: object = {}): Promise<string> => {
  const made = await api.call('POST', '/v2/auth/generateWidgetSession', body, tenant.headers);
  return `/connect/${String(made.body['session_id'])}`;
};
const start = (path: string, provider = 'INSIDERS') => open('POST', `${path}/start`, '', `provider=${provider}`);
/** As `open`, and on to the page of ours that it leads to. */
async function arrive(url: string, cookie: string): Promise<Page> {
  const page = await open('GET', url, cookie);
  return page.status === 303 && page.location.startsWith('/') ? open('GET', page.location, cookie) : page;
}
/** Says yes (or no) at the provider. @returns the path that the browser is sent back to */
async function consent(
  location: string,
  decision: 'allow' | 'deny' = 'allow',
  unticked: readonly string[] = [],
): Promise<string> {
  const form = new URLSearchParams(new URL(location).searchParams);
  form.set('decision', decision);
  form.set('rider', rider);
  for (const scope of (form.get('scope') ?? '').split(' ')) if (!unticked.includes(scope)) form.append('granted', scope);
  const answer = await fetch(`${sandbox.url}/oauth/authorize`, { method: 'POST', body: form, redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? '');
  return `${back.pathname}${back.search}`;
}
const fault = (body: object) =>
  fetch(`${sandbox.url}/sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
const tokenFamilies = async (): Promise<{ issued: number; revoked: number }> => {
  const stats = z
    .object({ tokensIssued: z.number(), familiesRevoked: z.number() })
    .parse(await (await fetch(`${sandbox.url}/sandbox/stats`)).json());
  return { issued: stats.tokensIssued, revoked: stats.familiesRevoked };
};
const events = async (type: string) =>
  (await api.db.query(`SELECT 1 FROM event WHERE environment_id = $1 AND type = $2`, [tenant.environmentId, type])).rows.length;

describe('the way to the provider and back', () => {
  it('connects the account, tells the app, and says so; the link is used up', async () => {
    await makeDestination(api.db, tenant);
    const path = await link({ reference_id: 'me' });
    const begun = await start(path);
    expect([begun.status, new URL(begun.location).origin]).toEqual([303, sandbox.url]);
    expect(begun.headers['set-cookie']).toMatch(
      /^freehub_connect_[0-9a-f-]{36}=[\w-]{43}; Max-Age=900; Path=\/connect; HttpOnly; SameSite=Lax$/,
    );
    const back = await consent(begun.location);
    expect(await open('GET', back, begun.cookie)).toMatchObject({ status: 303, location: `${path}/done` });
    const done = await open('GET', `${path}/done`, begun.cookie);
    expect([done.status, done.html]).toEqual([200, expect.stringContaining('Connected')]);
    expect(done.html).toMatch(/<li>Your activities<\/li>\s*<li>Your profile<\/li>\s*<li>Stay connected<\/li>/);
    expect(await events('auth')).toBe(1);
    // Reloaded: the same page, and nothing is asked or told again.
    for (const again of [back, `${path}/done`, path])
      expect(await arrive(again, begun.cookie)).toMatchObject({ status: 200, html: expect.stringContaining('<h1>Connected') });
    expect(await open('GET', `${path}/done`)).toMatchObject({ status: 410, html: expect.stringContaining('used already') });
    expect(await open('GET', back)).toMatchObject({ status: 400, html: expect.stringContaining('another browser') });
    expect(await events('auth')).toBe(1);
    expect(await open('GET', path)).toMatchObject({ status: 410, html: expect.stringContaining('used already') });
    expect(await start(path)).toMatchObject({ status: 410 });
    // Once more: the same user, and told as such.
    const again = await start(await link({ reference_id: 'me' }));
    expect((await arrive(await consent(again.location), again.cookie)).status).toBe(200);
    const { rows } = await api.db.query(`SELECT 1 FROM connection WHERE provider_app_id = $1`, [tenant.providerAppId]);
    expect([rows.length, await events('user_reauth')]).toEqual([1, 1]);
  });

  it('gives a new id where the environment swaps ids, and tells both', async () => {
    const swapping = await apiTenant(api, { providerUrl: sandbox.url });
    await makeDestination(api.db, swapping);
    await api.db.query(`UPDATE environment SET reauth_ids = 'swapped' WHERE id = $1`, [swapping.environmentId]);
    for (let turn = 0; turn < 2; turn += 1) {
      const made = await api.call('POST', '/v2/auth/generateWidgetSession', { reference_id: 'swap' }, swapping.headers);
      const begun = await start(`/connect/${String(made.body['session_id'])}`);
      expect((await arrive(await consent(begun.location), begun.cookie)).status).toBe(200);
    }
    const { rows } = await api.db.query<{ type: string; old: string | null; now: string; id: string }>(
      `SELECT e.type, e.body->'old_user'->>'user_id' AS old, coalesce(e.body->'new_user'->>'user_id', e.body->'user'->>'user_id') AS now, c.id
         FROM event e JOIN connection c ON c.environment_id = e.environment_id WHERE e.environment_id = $1 ORDER BY e.id`,
      [swapping.environmentId],
    );
    expect(rows.map(({ type }) => type)).toEqual(['auth', 'auth', 'user_reauth']);
    const [first, second, reauth] = rows;
    expect([reauth?.old, reauth?.now, second?.now]).toEqual([first?.now, first?.id, first?.id]);
    expect(first?.now).not.toBe(first?.id);
  });

  it('ends at the address of the app, with what it needs to know', async () => {
    const begun = await start(await link({ reference_id: 'a b', auth_success_redirect_url: 'myapp://done?x=1' }));
    const done = await open('GET', await consent(begun.location), begun.cookie);
    expect(done.status).toBe(303);
    expect(new URL(done.location).searchParams).toEqual(
      new URLSearchParams({
        x: '1',
        user_id: new URL(done.location).searchParams.get('user_id') ?? '',
        resource: 'INSIDERS',
        reference_id: 'a b',
      }),
    );
  });

  it('is straight for a session of one provider', async () => {
    const { body } = await api.call('POST', '/v2/auth/authenticateUser?resource=INSIDERS', {}, tenant.headers);
    const begun = await open('GET', new URL(String(body['auth_url'])).pathname);
    expect([begun.status, new URL(begun.location).pathname]).toEqual([303, '/oauth/authorize']);
  });

  it('denied says so, tells the app once, and may be tried again', async () => {
    const path = await link();
    const begun = await start(path);
    const back = await consent(begun.location, 'deny');
    expect(await open('GET', back, begun.cookie)).toMatchObject({
      status: 403,
      html: expect.stringContaining('You did not allow access.'),
    });
    expect((await open('GET', back, begun.cookie)).status).toBe(400);
    expect(await events('auth_cancelled')).toBe(1);
    expect((await open('GET', path)).html).toMatch(/You did not allow access\. You can try again\./);
    const second = await start(path);
    expect((await arrive(await consent(second.location), second.cookie)).status).toBe(200);
  });

  it.each([
    [{}, 303],
    [{ auth_success_redirect_url: 'myapp://done' }, 303],
  ])('sent back twice at once (%j) exchanges the code once, and both see the same end', async (urls, status) => {
    const before = await tokenFamilies();
    const begun = await start(await link({ reference_id: `twice-${Object.keys(urls).length}`, ...urls }));
    const back = await consent(begun.location);
    await fault({ name: 'slow', routes: 'token', ms: 300, count: 1 });
    const [one, two] = await Promise.all([open('GET', back, begun.cookie), open('GET', back, begun.cookie)]);
    expect([one.status, one.html, one.location]).toEqual([status, two.html, two.location]);
    expect(await tokenFamilies()).toEqual({ issued: before.issued + 1, revoked: before.revoked });
    const { rows } = await api.db.query(
      `SELECT count(*)::int AS told FROM event e JOIN connection c ON c.id = e.connection_id WHERE e.type = 'auth' AND c.reference_id = $1`,
      [`twice-${Object.keys(urls).length}`],
    );
    expect(rows).toEqual([{ told: 1 }]);
  });

  it('sent back twice, and refused, says so twice and tells the app once', async () => {
    const cancelled = await events('auth_cancelled');
    const begun = await start(await link());
    const back = await consent(begun.location);
    await fault({ name: 'slow', routes: 'token', ms: 300, count: 1 });
    // The code is one that the provider does not know.
    const wrong = back.replace(/code=[^&]*/, 'code=unknown');
    const [one, two] = await Promise.all([open('GET', wrong, begun.cookie), open('GET', wrong, begun.cookie)]);
    expect([one.status, two.status]).toEqual([403, 403]);
    expect(await events('auth_cancelled')).toBe(cancelled + 1);
  });

  it('whose exchange died with its process opens again from the link', async () => {
    const path = await link({ reference_id: 'killed' });
    const begun = await start(path);
    const lost = await consent(begun.location);
    // What a killed process leaves behind: the verifier taken, the session neither connected nor failed.
    await api.db.query(`UPDATE auth_session SET code_verifier = NULL WHERE id = $1`, [path.split('/').at(-1)]);
    const stuck = open('GET', lost, begun.cookie);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await open('GET', path)).status).toBe(200);
    const again = await start(path);
    expect(await stuck).toMatchObject({ status: 410, html: expect.stringContaining('opened again') });
    expect((await arrive(await consent(again.location), again.cookie)).status).toBe(200);
  });

  it.each([
    [['activity:read'], /did not share “Your activities”, and/],
    [['offline_access', 'activity:read'], /did not share “Your activities” and “Stay connected”, and/],
  ])('without %j ticked connects nothing, says what is missing, and may be tried again', async (unticked, expected) => {
    await makeDestination(api.db, tenant);
    const cancelled = await events('auth_cancelled');
    const referenceId = `unticked-${unticked.length}`;
    const path = await link({ reference_id: referenceId });
    const begun = await start(path);
    rider = riders[1] ?? '';
    const page = await open('GET', await consent(begun.location, 'allow', unticked), begun.cookie);
    expect([page.status, page.html]).toEqual([403, expect.stringMatching(expected)]);
    expect(page.html).toContain(`href="${path}"`);
    expect((await api.db.query(`SELECT 1 FROM connection WHERE reference_id = $1`, [referenceId])).rows).toEqual([]);
    // What was granted is given back.
    expect((await sandboxRiders()).find(({ id }) => id === riders[1])?.connected).toBe(false);
    expect(await events('auth_cancelled')).toBe(cancelled + 1);
    const { rows } = await api.db.query<{ body: { reason: string } }>(
      `SELECT body FROM event WHERE environment_id = $1 AND type = 'auth_cancelled' ORDER BY id DESC LIMIT 1`,
      [tenant.environmentId],
    );
    expect(rows[0]?.body.reason).toBe('scope');
    expect((await open('GET', path)).html).toMatch(expected);
    rider = riders[0] ?? '';
  });

  it('that fails leads to the failure address with the word of the event; the older dialect names the promised user', async () => {
    const path = await link({ reference_id: 'no', auth_failure_redirect_url: 'https://app.example/failed' });
    const begun = await start(path);
    const page = await open('GET', await consent(begun.location, 'deny'), begun.cookie);
    expect(page.headers['location']).toBe('https://app.example/failed?reason=access_denied&resource=INSIDERS&reference_id=no');
    const { rows } = await api.db.query<{ promised: string; body: object }>(
      `SELECT s.connection_id AS promised, e.body_v2022 AS body FROM auth_session s, event e
        WHERE s.id = $1 AND e.environment_id = s.environment_id AND e.type = 'auth_cancelled' ORDER BY e.id DESC LIMIT 1`,
      [path.split('/').at(-1)],
    );
    expect(rows[0]?.body).toMatchObject({
      status: 'error',
      reason: 'access_denied',
      user: {
        user_id: rows[0]?.promised,
        provider: 'INSIDERS',
        reference_id: 'no',
        active: false,
        scopes: null,
        last_webhook_update: null,
        created_at: expect.stringMatching(/^2\d{3}-.*\.\d{6}\+00:00$/),
      },
    });
  });

  it('without the profile ticked connects all the same', async () => {
    const begun = await start(await link({ reference_id: 'no-profile' }));
    const page = await arrive(await consent(begun.location, 'allow', ['profile:read']), begun.cookie);
    expect([page.status, page.html.includes('Your profile')]).toEqual([200, false]);
  });

  it('of two links open in one browser leaves each its own', async () => {
    const [one, two] = [await start(await link({ reference_id: 'one' })), await start(await link({ reference_id: 'two' }))];
    const jar = `${one.cookie}; ${two.cookie}`;
    expect((await arrive(await consent(one.location), jar)).status).toBe(200);
    expect((await arrive(await consent(two.location), jar)).status).toBe(200);
  });

  it('that fails for a reason of ours tells the athlete so, not what an operator should look at', async () => {
    const path = await link();
    const begun = await start(path);
    const back = await consent(begun.location);
    await fault({ name: 'server_error', routes: 'token', status: 503, count: 1 });
    const page = await open('GET', back, begun.cookie);
    expect(page.html).toMatch(/role="alert">\s*The provider does not answer at the moment/);
    expect(page.html).not.toMatch(/token|client|503|scope/);
  });

  it("of another browser's session connects nothing, and leaves the session to its own", async () => {
    const [mine, other] = [await start(await link({ reference_id: 'victim' })), await start(await link())];
    const back = await consent(mine.location);
    for (const cookie of ['', other.cookie, mine.cookie.replace(/=.*/, '=x')])
      expect(await open('GET', back, cookie)).toMatchObject({ status: 400, html: expect.stringContaining('another browser') });
    expect((await api.db.query(`SELECT 1 FROM connection WHERE reference_id = 'victim'`)).rows).toEqual([]);
    expect((await arrive(back, mine.cookie)).status).toBe(200);
  });

  it('that took too long is over', async () => {
    const path = await link();
    const begun = await start(path);
    await api.db.query(`UPDATE auth_session SET expires_at = now() - interval '1 second' WHERE id = $1`, [
      path.split('/').at(-1),
    ]);
    expect(await open('GET', path)).toMatchObject({ status: 410, html: expect.stringContaining('expired') });
    expect((await open('GET', await consent(begun.location), begun.cookie)).status).toBe(410);
  });
});

describe('a link that is none', () => {
  it.each([`/connect/${newId()}`, '/connect/x', '/connect/%00', "/connect/'%20OR%201=1", '/connect/%3Cscript%3E'])(
    '%s is not found',
    async (path) => {
      expect(await open('GET', path)).toMatchObject({ status: 404, html: expect.stringContaining('not valid') });
    },
  );

  it('offers no provider that it was not made for', async () => {
    expect(await start(await link(), XSS.slice(0, 39))).toMatchObject({ status: 400 });
    expect((await open('POST', `${await link()}/start`)).status).toBe(400);
  });

  it.each(['', '?state=unknown&code=x', '?code=x', `?state=x&error=${encodeURIComponent(XSS)}`, '?state=%00'])(
    'an answer %j belongs to nothing',
    async (query) => {
      expect((await open('GET', `/connect/callback${query}`)).status).toBe(400);
    },
  );
});

describe('every page', () => {
  it('shows what others wrote as text, allows no script, and is kept nowhere', async () => {
    const path = await link();
    const begun = await start(path);
    const state = new URL(begun.location).searchParams.get('state') ?? '';
    const refused = await open('GET', `/connect/callback?state=${state}&error=${encodeURIComponent(XSS)}`, begun.cookie);
    for (const page of [
      await open('GET', path),
      refused,
      await open('GET', '/connect/x'),
      await open('GET', `/connect/callback?error=${encodeURIComponent(XSS)}`),
    ]) {
      expect(page.html).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
      expect(page.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    }
    expect((await open('GET', path)).html).toContain('Rides &lt;script&gt;');
  });

  it('has its style from a file of ours', async () => {
    expect(await open('GET', '/connect/style.css')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/css; charset=utf-8' },
    });
  });
});
