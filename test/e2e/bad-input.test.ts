/** What the api is told that is wrong, forged, late or somebody else's: a clear answer, and nothing happens. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { KeyRing } from '../../store/secrets/key-ring.js';
import { ProviderApps } from '../../store/control/provider-apps.js';
import { loadSettings } from '../../settings/load.js';
import {
  type Connected,
  Platform,
  type Tenant,
  allArrived,
  consent,
  explained,
  terraHeaders,
  until,
} from '../support/platform/index.js';

jest.setTimeout(300_000);

let platform: Platform;
let tenant: Tenant;
let other: Tenant;
let user: Connected;
let secret: string;

beforeAll(async () => {
  platform = await Platform.start({ sandbox: ['--riders', '3', '--days', '5'] });
  await explained(platform, async () => {
    other = await platform.provision({ sql: false, subscribe: false });
    tenant = await platform.provision({ sql: false });
    user = await tenant.connect(1);
    // The first sync brings the profile: what comes after it is an answer to what a test does.
    await until('the profile', () => tenant.hook().of('athlete').length > 0);
    const apps = new ProviderApps(platform.db, KeyRing.of(loadSettings({ FREEHUB_SECRET_KEYS: platform.keys }).secretKeys ?? []));
    secret = (await apps.byHookPath(tenant.hookUrl.split('/').at(-1) ?? '')).webhookSecrets[0] ?? '';
  });
});
afterAll(async () => {
  await platform.close();
});

interface Problem {
  readonly status: number;
  readonly type: string | null;
  readonly message: unknown;
}

async function ask(path: string, init: RequestInit = {}): Promise<Problem & { body: Record<string, unknown> }> {
  const response = await fetch(path.startsWith('http') ? path : `${platform.api.url}${path}`, { redirect: 'manual', ...init });
  const body = (await response.json()) as Record<string, unknown>;
  return {
    status: response.status,
    type: response.headers.get('content-type')?.split(';')[0] ?? null,
    message: body['message'],
    body,
  };
}

const problem = (status: number, message: RegExp | string) => ({
  status,
  type: 'application/problem+json',
  message: expect.stringMatching(message),
});

describe('webhooks', () => {
  const event = (id: string, objectId: string, revision = 1) => ({
    id,
    type: 'activity.created',
    occurred_at: new Date().toISOString(),
    user_id: user.riderId,
    object_id: objectId,
    revision,
    changes: [],
  });
  const post = (body: string, { at = Math.floor(Date.now() / 1000), key = secret, url = tenant.hookUrl } = {}) => {
    const signature = `v1=${createHmac('sha256', key).update(`${at}.${body}`).digest('hex')}`;
    return ask(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'webhook-timestamp': String(at), 'webhook-signature': signature },
    });
  };
  const inbox = async (): Promise<number> =>
    (await platform.rows<{ n: number }>(`SELECT count(*)::int AS n FROM inbox`))[0]?.n ?? -1;

  test('that are not signed, signed wrongly, or too old are refused and leave nothing', () =>
    explained(platform, async () => {
      const before = await inbox();
      const body = JSON.stringify(event('evt_bad', 'act_bad'));
      expect(await ask(tenant.hookUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).toMatchObject(
        problem(401, /not signed/),
      );
      expect(await post(body, { key: 'another secret' })).toMatchObject(problem(401, /does not match/));
      expect(await post(body, { at: Math.floor(Date.now() / 1000) - 301 })).toMatchObject(problem(401, /5 minutes/));
      expect(await post(body, { at: Math.floor(Date.now() / 1000) + 301 })).toMatchObject(problem(401, /5 minutes/));
      expect(await post(body, { url: `${platform.api.url}/hooks/insiders/nobody-knows-this` })).toMatchObject(
        problem(404, /no such provider app/),
      );
      expect(await post(body, { url: tenant.hookUrl.replace('/insiders/', '/strava/') })).toMatchObject(
        problem(404, /no such provider app/),
      );
      expect(await inbox()).toBe(before);
    }));

  test('that are signed and make no sense are refused with what is wrong', () =>
    explained(platform, async () => {
      expect(await post('{"id":')).toMatchObject(problem(400, /JSON/));
      expect(await post('[]')).toMatchObject(problem(400, /1 to 100/));
      // An event for all that: kept as dead, so that the provider does not send it again and again.
      expect(await post(JSON.stringify({ ...event('evt_x', 'act_x'), object_id: null }))).toMatchObject({
        status: 200,
        body: { accepted: 1 },
      });
      expect(await platform.rows(`SELECT problem->>'message' AS why FROM inbox WHERE state = 'dead'`)).toEqual([
        { why: expect.stringMatching(/names no activity/) },
      ]);
      expect(await post('')).toMatchObject(problem(400, /no body/));
      expect(await post(`"${'x'.repeat(2_000_000)}"`)).toMatchObject(problem(413, /too large/));
    }));

  test('that come a second time have no second effect', () =>
    explained(platform, async () => {
      await platform.sandbox.control.fault({ name: 'lost_webhook', count: 1 });
      const ride = await platform.sandbox.control.ride(user.riderId);
      const body = JSON.stringify(event('evt_replayed', ride.id));
      const at = Math.floor(Date.now() / 1000);
      expect(await post(body, { at })).toMatchObject({ status: 200, body: { accepted: 1 } });
      await allArrived(platform, tenant);
      const before = { inbox: await inbox(), sent: tenant.hook().journal.length, requests: await dataRequests() };
      for (let n = 0; n < 3; n++) expect(await post(body, { at })).toMatchObject({ status: 200 });
      // The same under another event id: a look at what we hold is all it costs.
      expect(await post(JSON.stringify(event('evt_again', ride.id)))).toMatchObject({ status: 200 });
      await until(
        'the inbox to be empty',
        async () => (await platform.rows(`SELECT 1 FROM inbox WHERE state = 'pending'`)).length === 0,
      );
      expect({ inbox: await inbox(), sent: tenant.hook().journal.length, requests: await dataRequests() }).toEqual({
        ...before,
        inbox: before.inbox + 1,
      });
    }));

  test('about a ride that is not there, and about a user whom nobody connected, are dealt with', () =>
    explained(platform, async () => {
      const sent = tenant.hook().journal.length;
      expect(await post(JSON.stringify(event('evt_ghost', 'act_ghost')))).toMatchObject({ status: 200 });
      expect(await post(JSON.stringify({ ...event('evt_stranger', 'act_1'), user_id: 'rider_stranger' }))).toMatchObject({
        status: 200,
      });
      const states = await until('both notices to end', async () => {
        // The provider may be behind its own notice: it is given some minutes, which pass at once here.
        await platform.rows(
          `UPDATE inbox SET due_at = now() WHERE provider_event_id = 'evt_ghost' AND state = 'pending' AND attempts > 0`,
        );
        const rows = await platform.rows<{ id: string; state: string }>(
          `SELECT provider_event_id AS id, state FROM inbox WHERE provider_event_id IN ('evt_ghost', 'evt_stranger') ORDER BY 1`,
        );
        return rows.every(({ state }) => state !== 'pending') ? rows : null;
      });
      expect(states).toEqual([
        { id: 'evt_ghost', state: 'dead' },
        { id: 'evt_stranger', state: 'ignored' },
      ]);
      expect(tenant.hook().journal.length).toBe(sent);
    }));

  const dataRequests = async (): Promise<number> =>
    Object.entries((await platform.sandbox.control.stats()).requests)
      .filter(([name]) => name.includes('/v1/activities/:id'))
      .reduce((sum, [, count]) => sum + count, 0);
});

describe('the data API', () => {
  const widget = (headers: Record<string, string>, body: unknown = {}) =>
    ask('/v2/auth/generateWidgetSession', { method: 'POST', headers, body: JSON.stringify(body) });

  test('wants credentials that belong together', () =>
    explained(platform, async () => {
      expect(await widget({ 'content-type': 'application/json' })).toMatchObject(problem(401, /dev-id and x-api-key are needed/));
      expect(await widget({ ...terraHeaders(tenant), 'x-api-key': 'fh_nonsense' })).toMatchObject(
        problem(401, /do not belong together/),
      );
      expect(await widget({ ...terraHeaders(tenant), 'x-api-key': `fh_${'A'.repeat(43)}` })).toMatchObject(
        problem(401, /do not belong together/),
      );
      expect(await widget({ ...terraHeaders(tenant), 'x-api-key': other.apiKey })).toMatchObject(
        problem(401, /do not belong together/),
      );
      expect(await widget({ ...terraHeaders(tenant), 'dev-id': `${tenant.devId}-x` })).toMatchObject(
        problem(401, /do not belong together/),
      );
    }));

  test('says which field is wrong', () =>
    explained(platform, async () => {
      const headers = terraHeaders(tenant);
      expect(await widget(headers, { providers: 'INSIDERS,STRAVA' })).toMatchObject(problem(400, /providers: STRAVA not set up/));
      expect(await widget(headers, { reference_id: 7 })).toMatchObject(problem(400, /reference_id/));
      expect(await widget(headers, { reference_id: 'x'.repeat(301) })).toMatchObject(problem(400, /reference_id/));
      expect(await widget(headers, { auth_success_redirect_url: 'javascript:alert(1)' })).toMatchObject(
        problem(400, /auth_success_redirect_url/),
      );
      expect(await ask('/v2/auth/authenticateUser', { method: 'POST', headers, body: '{}' })).toMatchObject(
        problem(400, /resource: is missing/),
      );
      expect(await ask('/v2/auth/generateWidgetSession', { method: 'POST', headers, body: '{"reference_id":' })).toMatchObject(
        problem(400, /JSON/),
      );
      expect(
        await ask('/v2/auth/generateWidgetSession', {
          method: 'POST',
          headers: { ...headers, 'content-type': 'text/csv' },
          body: 'a,b',
        }),
      ).toMatchObject(problem(415, /media type/i));
      expect(await ask('/v2/nothing')).toMatchObject(problem(404, /nothing/));
    }));

  test('disconnects only one’s own users', () =>
    explained(platform, async () => {
      const disconnect = (query: string, who: Tenant) =>
        ask(`/v2/auth/deauthenticateUser${query}`, { method: 'DELETE', headers: terraHeaders(who) });
      expect(await disconnect(`?user_id=${user.userId}`, other)).toMatchObject(problem(404, /no such user/));
      expect(await disconnect('', tenant)).toMatchObject(problem(400, /user_id/));
      expect(await disconnect('?user_id=', tenant)).toMatchObject(problem(400, /user_id/));
      expect(await disconnect('?user_id=7', tenant)).toMatchObject(problem(400, /user_id/));
      expect(await disconnect(`?user_id=${user.userId}&user_id=${user.userId}`, tenant)).toMatchObject(problem(400, /user_id/));
      expect(await platform.rows(`SELECT state FROM connection WHERE id = $1`, [user.userId])).toEqual([{ state: 'active' }]);
    }));
});

describe('connecting', () => {
  const callback = async (url: string, cookie?: string) => {
    const response = await fetch(url, { redirect: 'manual', headers: cookie === undefined ? {} : { cookie } });
    return { status: response.status, text: await response.text() };
  };
  const connections = async (): Promise<number> =>
    (await platform.rows<{ n: number }>(`SELECT count(*)::int AS n FROM connection`))[0]?.n ?? -1;

  test('an answer counts once, in the browser that asked, and only for a link of ours', () =>
    explained(platform, async () => {
      const rider = (await platform.sandbox.control.riders())[1]?.id ?? '';
      const { callback: url, cookie } = await consent(platform.api.url, tenant, { riderId: rider, referenceId: 'browser' });
      const before = await connections();
      expect(await callback(url)).toMatchObject({ status: 400, text: expect.stringContaining('another browser') });
      expect(await callback(url, cookie.replace(/=.*/, '=of-somebody-else'))).toMatchObject({ status: 400 });
      expect(await callback(`${platform.api.url}/connect/callback?state=forged&code=x`, cookie)).toMatchObject({
        status: 400,
        text: expect.stringContaining('no open link'),
      });
      expect(await callback(`${platform.api.url}/connect/callback`)).toMatchObject({ status: 400 });
      expect(await connections()).toBe(before);
      expect(await callback(url, cookie)).toMatchObject({ status: 303 });
      // Reloaded: the same end, and nothing happens twice.
      expect(await callback(url, cookie)).toMatchObject({ status: 303 });
      expect(await connections()).toBe(before + 1);
    }));

  test('a forged code connects nobody, and the app hears that it failed', () =>
    explained(platform, async () => {
      const rider = (await platform.sandbox.control.riders())[2]?.id ?? '';
      const { callback: url, cookie } = await consent(platform.api.url, tenant, { riderId: rider, referenceId: 'forged' });
      const forged = new URL(url);
      forged.searchParams.set('code', 'not-what-was-given');
      const before = await connections();
      expect((await callback(forged.href, cookie)).status).toBeGreaterThanOrEqual(400);
      expect(await connections()).toBe(before);
      const cancelled = await until('the event', () => tenant.hook().of('auth_cancelled')[0]);
      expect(cancelled.body).toMatchObject({ reference_id: 'forged' });
    }));

  test('no link, an unknown link and a used link say so', () =>
    explained(platform, async () => {
      expect(await callback(`${platform.api.url}/connect/00000000-0000-4000-8000-000000000000`)).toMatchObject({ status: 404 });
      expect(await callback(`${platform.api.url}/connect/nonsense`)).toMatchObject({ status: 404 });
      const [used] = await platform.rows<{ id: string }>(`SELECT id FROM auth_session WHERE state = 'connected' LIMIT 1`);
      expect(await callback(`${platform.api.url}/connect/${used?.id ?? ''}`)).toMatchObject({
        status: 410,
        text: expect.stringContaining('used already'),
      });
    }));
});

describe('the admin API', () => {
  const admin = (method: string, path: string, body?: unknown, token = platform.adminToken) =>
    ask(`/admin${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  test('wants its own token; an app’s key is none', () =>
    explained(platform, async () => {
      expect(await ask('/admin/environments')).toMatchObject(problem(401, /admin token/));
      expect(await admin('GET', '/environments', undefined, tenant.apiKey)).toMatchObject(problem(401, /admin token/));
    }));

  test('starts no backfill that is reversed, in the future, endless or of somebody else', () =>
    explained(platform, async () => {
      const start = (body: object) =>
        admin('POST', `/environments/${tenant.devId}/backfills`, { provider: 'INSIDERS', all: true, ...body });
      expect(await start({ start: '2026-05-02', end: '2026-05-01' })).toMatchObject(problem(400, /end: must be after start/));
      expect(await start({ start: '2026-05-01', end: '2199-01-01' })).toMatchObject(
        problem(400, /end: must not be in the future/),
      );
      expect(await start({ start: '1900-01-01' })).toMatchObject(problem(400, /start: must be at most/));
      expect(await start({ start: 'yesterday' })).toMatchObject(problem(400, /start: must be a time/));
      expect(await start({ start: '2026-05-01', speed: 'high' })).toMatchObject(problem(400, /speed: is not a known field/));
      expect(await start({ start: '2026-05-01', connection_ids: [user.userId] })).toMatchObject(problem(400, /exactly one of/));
      const theirs = await admin('POST', `/environments/${other.devId}/backfills`, {
        provider: 'INSIDERS',
        connection_ids: [user.userId],
        start: '2026-05-01',
      });
      expect(theirs).toMatchObject(problem(404, user.userId));
      expect(await platform.rows(`SELECT 1 FROM backfill`)).toEqual([]);
    }));

  test('keeps environments apart', () =>
    explained(platform, async () => {
      expect(await admin('GET', `/environments/${other.devId}/connections/${user.userId}`)).toMatchObject({ status: 404 });
      expect(await admin('DELETE', `/environments/${other.devId}/connections/${user.userId}`)).toMatchObject({ status: 404 });
      expect(
        await admin('POST', `/environments/${other.devId}/destinations/${tenant.destinationId('hook')}/pause`),
      ).toMatchObject({ status: 404 });
      expect(await platform.rows(`SELECT state FROM connection WHERE id = $1`, [user.userId])).toEqual([{ state: 'active' }]);
    }));

  test('says what is wrong with a destination before it is saved', () =>
    explained(platform, async () => {
      const create = (kind: string, config: object) =>
        admin('POST', `/environments/${tenant.devId}/destinations`, { kind, name: 'bad', config });
      const hook = { url: 'https://example.com/x', signing_secret: 'x'.repeat(20) };
      expect(await create('webhook', { ...hook, retries: 3 })).toMatchObject(problem(400, /retries/));
      expect(await create('webhook', { ...hook, url: 'ftp://example.com' })).toMatchObject(problem(400, /url/));
      expect(await create('carrier-pigeon', {})).toMatchObject({ status: expect.any(Number) });
      expect((await create('carrier-pigeon', {})).status).toBeLessThan(500);
      const check = async (kind: string, config: object) => {
        const { status, body } = await admin('POST', `/environments/${tenant.devId}/destinations/check`, { kind, config });
        return { status, ok: body['ok'], told: JSON.stringify(body['tests'] ?? body['message']) };
      };
      const database = {
        scheme: 'postgres',
        host: '127.0.0.1',
        port: 9,
        database: 'x',
        username: 'x',
        password: 'wrong-password-1',
        tls: 'disable',
      };
      expect(await check('sql', database)).toMatchObject({ status: 200, ok: false, told: expect.stringMatching(/refused/) });
      const real = new URL(platform.postgres.url('postgres'));
      expect(
        await check('sql', { ...database, port: Number(real.port), database: 'postgres', username: real.username }),
      ).toMatchObject({ status: 200, ok: false, told: expect.stringMatching(/password/) });
      const inside = await check('webhook', { ...hook, url: 'https://10.0.0.1/x' });
      expect(inside).toMatchObject({ ok: false, told: expect.stringMatching(/private|FREEHUB_EGRESS_ALLOW/) });
      expect([inside, await check('sql', database)].map(({ told }) => told).join(' ')).not.toContain('wrong-password-1');
    }));
});
