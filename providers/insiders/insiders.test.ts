import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox, type RunningSandbox } from '../../apps/sandbox/server.js';
import { Problem } from '../../model/problem.js';
import { activitySchema } from '../../model/terra/activity/activity.js';
import type { ItemRef, ProviderNotice, Pulled } from '../kit/items.js';
import type { Tokens } from '../kit/provider.js';
import { configFor, SandboxClient } from './sandbox.fixture.js';
import { spec } from './config.js';
import { insiders } from './index.js';
import { webhooks } from './webhooks.js';

let sandbox: RunningSandbox;
let client: SandboxClient;
let rider: string;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, riders: 2, days: 3, limits: null });
  client = new SandboxClient(sandbox.url);
  rider = await client.firstRider();
}, 60_000);
afterEach(() => client.control('DELETE', '/faults'));
afterAll(() => sandbox.close());

async function problemOf(work: () => unknown): Promise<Problem> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('no Problem was thrown');
}

describe('OAuth', () => {
  test('the authorize URL asks for a code with PKCE', () => {
    const url = new URL(
      insiders.oauth.authorizeUrl(client.config, {
        state: 's&t',
        codeChallenge: 'c'.repeat(43),
        redirectUri: 'https://freehub.example/cb?x=1',
      }),
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'sandbox-client',
      redirect_uri: 'https://freehub.example/cb?x=1',
      scope: 'activity:read profile:read offline_access',
      state: 's&t',
      code_challenge: 'c'.repeat(43),
      code_challenge_method: 'S256',
    });
  });

  test.each(['client_secret_basic', 'client_secret_post'] as const)('a code becomes tokens, with %s', async (client_auth) => {
    const grant = await client.consent(rider);
    const { tokens, identity } = await insiders.oauth.exchange({ ...client.config, client_auth }, grant, client.io);
    expect(identity).toEqual({ providerUserId: rider, scopes: client.config.scopes });
    expect(tokens.refreshToken).not.toBeNull();
    expect(tokens.accessExpiresAtMs - Date.now()).toBeGreaterThan(7_000_000);
    expect(client.io.requests.at(-1)).toMatchObject({ url: client.config.token_url, counted: false });
  });

  test('a scope that was unticked is not granted', async () => {
    const { identity } = await insiders.oauth.exchange(
      client.config,
      await client.consent(rider, ['activity:read', 'offline_access']),
      client.io,
    );
    expect(identity.scopes).toEqual(['activity:read', 'offline_access']);
  });

  test('a code that was used, or comes with another verifier, is auth', async () => {
    const grant = await client.consent(rider);
    expect(
      await problemOf(() => insiders.oauth.exchange(client.config, { ...grant, codeVerifier: 'v'.repeat(43) }, client.io)),
    ).toMatchObject({ kind: 'auth', code: 'invalid_grant' });
    await insiders.oauth.exchange(client.config, grant, client.io);
    expect((await problemOf(() => insiders.oauth.exchange(client.config, grant, client.io))).kind).toBe('auth');
  });

  test('a wrong client secret is config: nobody is disconnected for it', async () => {
    const { tokens } = await client.connect(rider);
    const wrong = configFor(sandbox.url, { client_secret: 'wrong-secret' });
    const problem = await problemOf(() => insiders.oauth.refresh(wrong, tokens, client.io));
    expect(problem).toMatchObject({ kind: 'config', code: 'invalid_client' });
    expect(problem.message).not.toContain('wrong-secret');
    expect((await insiders.oauth.refresh(client.config, tokens, client.io)).refreshToken).not.toBeNull();
  });

  test('refresh tokens rotate; after revocation they are auth', async () => {
    const { tokens } = await client.connect(rider);
    const fresh = await insiders.oauth.refresh(client.config, tokens, client.io);
    expect(fresh.refreshToken).not.toBe(tokens.refreshToken);
    expect(fresh.scopes).toEqual(tokens.scopes);
    await insiders.oauth.revoke(client.config, fresh, client.io);
    expect((await problemOf(() => insiders.oauth.refresh(client.config, fresh, client.io))).kind).toBe('auth');
    expect((await problemOf(() => insiders.oauth.refresh(client.config, { ...fresh, refreshToken: null }, client.io))).kind).toBe(
      'auth',
    );
  });

  test.each([
    ['server_error', 'transient'],
    ['rate_limited', 'rate_limited'],
    ['truncated', 'transient'],
  ])('the token endpoint with %s is %s', async (name, kind) => {
    const { tokens } = await client.connect(rider);
    await client.control('POST', '/faults', { name, routes: 'token' });
    expect((await problemOf(() => insiders.oauth.refresh(client.config, tokens, client.io))).kind).toBe(kind);
  });

  test('an answer that was lost is transient, and trying again succeeds', async () => {
    const { tokens } = await client.connect(rider);
    await client.control('POST', '/faults', { name: 'lost_refresh_answer', count: 1 });
    expect((await problemOf(() => insiders.oauth.refresh(client.config, tokens, client.io))).kind).toBe('transient');
    expect((await insiders.oauth.refresh(client.config, tokens, client.io)).accessToken).not.toBe(tokens.accessToken);
  });
});

describe('config', () => {
  test('plain http is for this machine only, unknown settings are refused, slashes are cut', () => {
    expect(spec.schema.safeParse({ ...spec.example, api_url: 'http://api.insiders.example/v1' }).success).toBe(false);
    expect(spec.schema.safeParse({ ...spec.example, api_url: 'http://sandbox:8090/v1' }).success).toBe(true);
    expect(spec.schema.safeParse({ ...spec.example, api_url: 'ftp://insiders.example' }).success).toBe(false);
    expect(spec.schema.safeParse({ ...spec.example, scopes: ['a b'] }).success).toBe(false);
    expect(client.config.api_url.endsWith('/v1')).toBe(true);
  });
});

describe('data', () => {
  let tokens: Tokens;
  beforeAll(async () => {
    ({ tokens } = await client.connect(rider));
  });
  const ride = async (minutes = 2): Promise<ItemRef> => {
    const made = (await client.control('POST', `/riders/${rider}/rides`, { minutes })) as { id: string; revision: number };
    return { type: 'activity', id: made.id, revision: made.revision };
  };
  const fetch = (ref: ItemRef): Promise<Pulled> => insiders.fetch(client.config, tokens.accessToken, ref, client.io);
  const normalized = async (ref: ItemRef) => {
    const pulled = await fetch(ref);
    if ('gone' in pulled) throw new Error('gone');
    return insiders.normalize(ref, pulled.parts);
  };

  test('a ride of the sandbox becomes a whole activity with its own figures', async () => {
    const ref = await ride();
    const record = await normalized(ref);
    const activity = activitySchema.parse(JSON.parse(Buffer.from(record.body).toString('utf8')));
    const { rides } = (await client.control('GET', '/truth')) as {
      rides: { id: string; totals: Record<string, number | null> }[];
    };
    const totals = rides.find(({ id }) => id === ref.id)?.totals ?? {};
    expect(record.providerRevision).toBe(1);
    expect(activity.distance_data?.summary.distance_meters).toBe(totals['distance_m']);
    expect(activity.power_data?.avg_watts).toBe(totals['avg_power_w']);
    expect(activity.heart_rate_data?.summary.max_hr_bpm).toBe(totals['max_hr_bpm']);
    expect(activity.work_data?.work_kilojoules).toBe(totals['work_kj']);
    expect(activity.active_durations_data?.activity_seconds).toBe(totals['moving_seconds']);
    expect(activity.device_data?.manufacturer).toBe('Sandbox');
    expect([1, 16, 18]).toContain(activity.metadata.type);
    expect(activity.movement_data?.speed_samples?.length).toBeGreaterThan(60);
    expect(activity.lap_data?.laps.length).toBeGreaterThan(0);
  });

  test('missing streams are an activity without samples', async () => {
    const ref = await ride();
    await client.control('POST', '/faults', { name: 'missing_streams' });
    const pulled = await fetch(ref);
    expect('parts' in pulled && pulled.parts.map(({ part }) => part)).toEqual(['detail']);
  });

  test('a deleted ride is gone, and is listed by when it changed', async () => {
    const ref = await ride();
    const before = Date.now();
    await client.control('DELETE', `/rides/${ref.id}`);
    expect(await fetch(ref)).toEqual({ ref, gone: 'deleted' });
    const range = { startMs: before - 1000, endMs: Date.now() + 60_000 };
    const changed = await insiders.list(
      client.config,
      tokens.accessToken,
      { type: 'activity', by: 'changed', range, cursor: null },
      client.io,
    );
    expect(changed.refs.map(({ id }) => id)).toContain(ref.id);
    const later = { startMs: range.startMs, endMs: range.startMs + 1 };
    expect(
      (
        await insiders.list(
          client.config,
          tokens.accessToken,
          { type: 'activity', by: 'changed', range: later, cursor: null },
          client.io,
        )
      ).refs,
    ).toEqual([]);
  });

  test.each(['detail', 'streams'])('trouble with the %s alone fails the whole', async (routes) => {
    const ref = await ride();
    for (const name of ['server_error', 'truncated']) {
      await client.control('POST', '/faults', { name, routes, count: 1 });
      expect((await problemOf(() => fetch(ref))).kind).toBe('transient');
    }
  });

  test('a cursor that is none, or has expired, is missing: the range begins again', async () => {
    const query = {
      type: 'activity',
      by: 'happened',
      range: { startMs: 0, endMs: Date.now() },
      cursor: 'no-such-cursor',
    } as const;
    expect((await problemOf(() => insiders.list(client.config, tokens.accessToken, query, client.io))).kind).toBe('missing');
  });

  test('a missing scope is auth', async () => {
    const { tokens: poor } = await insiders.oauth.exchange(
      client.config,
      await client.consent(rider, ['profile:read', 'offline_access']),
      client.io,
    );
    const ref = await ride();
    expect(await problemOf(() => insiders.fetch(client.config, poor.accessToken, ref, client.io))).toMatchObject({
      kind: 'auth',
      code: '403',
    });
  });
});

test('a ride that is not shared is missing, and no word about the token', async () => {
  const { tokens } = await client.connect(rider);
  const made = (await client.control('POST', `/riders/${rider}/rides`, { minutes: 1 })) as { id: string };
  await client.control('POST', '/faults', { name: 'forbidden', ride: made.id });
  const ref = { type: 'activity', id: made.id, revision: null } as const;
  const problem = await problemOf(() => insiders.fetch(client.config, tokens.accessToken, ref, client.io));
  expect(problem).toMatchObject({ kind: 'missing', code: '403' });
});

describe('webhooks', () => {
  test('subscribe, challenge, hear of a new, a changed and a deleted ride, of a disconnect, unsubscribe', async () => {
    const verifyToken = 'verify-me';
    let secret = '';
    const notices: ProviderNotice[] = [];
    const refused: unknown[] = [];
    let wake = (): void => undefined;
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const url = new URL(request.url ?? '', 'http://receiver');
        const answer = request.method === 'GET' ? webhooks.challenge(Object.fromEntries(url.searchParams), verifyToken) : null;
        if (answer === null) {
          try {
            const body = Buffer.concat(chunks);
            webhooks.verify(
              {
                headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
                body,
              },
              [secret],
              Date.now(),
            );
            notices.push(...webhooks.parse(body));
          } catch (error) {
            refused.push(error);
          }
        }
        response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json' }).end(answer?.body ?? '{}');
        wake();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
      await client.connect(rider);
      expect(
        (
          await problemOf(() =>
            webhooks.subscribe(configFor(sandbox.url, { client_secret: 'wrong' }), url, verifyToken, client.io),
          )
        ).kind,
      ).toBe('config');
      const subscription = await webhooks.subscribe(client.config, url, verifyToken, client.io);
      secret = subscription.secret;
      const shown = { subscriptionId: subscription.subscriptionId, url };
      expect(await webhooks.subscriptions?.(client.config, client.io)).toEqual([shown]);

      const made = (await client.control('POST', `/riders/${rider}/rides`, { minutes: 1 })) as { id: string };
      await client.control('PATCH', `/rides/${made.id}`, { name: 'A better name' });
      await client.control('DELETE', `/rides/${made.id}`);
      await client.control('POST', `/riders/${rider}/deauthorize`);
      while (notices.length + refused.length < 4) await new Promise<void>((resolve) => (wake = resolve));

      expect(refused).toEqual([]);
      expect(
        notices.map(({ kind, ref, providerUserId }) => [kind, ref?.id ?? null, ref?.revision ?? null, providerUserId]).sort(),
      ).toEqual([
        ['changed', made.id, 1, rider],
        ['changed', made.id, 2, rider],
        ['deauthorized', null, null, rider],
        ['deleted', made.id, 3, rider],
      ]);
      await webhooks.unsubscribe(client.config, subscription.subscriptionId, client.io);
      await webhooks.unsubscribe(client.config, subscription.subscriptionId, client.io);
    } finally {
      receiver.close();
    }
  });

  test('a challenge with another token is refused, and what is none is left to others', () => {
    expect(webhooks.challenge({ mode: 'subscribe', challenge: 'c', verify_token: 'x' }, 'y')?.status).toBe(403);
    expect(webhooks.challenge({ mode: 'subscribe', challenge: 'c', verify_token: 'y' }, 'y')).toEqual({
      status: 200,
      body: '{"challenge":"c"}',
    });
    expect(webhooks.challenge({ challenge: 'c' }, 'y')).toBeNull();
  });

  test('a list of up to 100 events; types that nobody knows are left out', async () => {
    const event = (id: number, type = 'activity.created') => ({
      id: `evt_${id}`,
      type,
      occurred_at: '2026-09-30T17:02:11Z',
      user_id: 'usr_1',
      object_id: `act_${id}`,
    });
    const list = (length: number) => Buffer.from(JSON.stringify(Array.from({ length }, (_, i) => event(i))));
    expect(webhooks.parse(list(100))).toHaveLength(100);
    for (const length of [0, 101]) expect((await problemOf(() => webhooks.parse(list(length)))).kind).toBe('payload');
    expect(webhooks.parse(Buffer.from(JSON.stringify([event(1, 'activity.liked'), event(2)])))).toMatchObject([
      { eventId: 'evt_2' },
    ]);
  });

  test.each([
    ['a change of nothing', { object_id: null }],
    ['an id that is a step in an address', { object_id: '..' }],
    ['a NUL', { object_id: 'act\u0000' }],
    ['an id that no index takes', { id: 'x'.repeat(12_000) }],
    ['the year 0', { occurred_at: '0000-01-01T00:00:00Z' }],
    ['a time that is none', { occurred_at: 'yesterday' }],
  ])('an event with %s is told as faulty, and its neighbour is read', (_, odd) => {
    const event = {
      id: 'evt',
      type: 'activity.created',
      occurred_at: '2026-09-30T17:02:11Z',
      user_id: 'usr_1',
      object_id: 'act',
    };
    const [bad, good] = webhooks.parse(Buffer.from(JSON.stringify([{ ...event, ...odd }, event])));
    expect(bad).toMatchObject({ ref: null, fault: expect.stringContaining('event') });
    expect(bad?.eventId.length).toBeLessThan(100);
    expect(good).toMatchObject({ eventId: 'evt', fault: null });
  });

  test('an offset that no database reads is the same instant in UTC', () => {
    const event = { id: 'e', type: 'activity.created', user_id: 'u', object_id: 'a', occurred_at: '2026-01-02T23:59:00+23:59' };
    expect(webhooks.parse(Buffer.from(JSON.stringify(event)))).toMatchObject([
      { occurredAt: '2026-01-02T00:00:00.000Z', fault: null },
    ]);
  });

  test('a subscription that is there already is a conflict, in words', async () => {
    const io = {
      request: () =>
        Promise.resolve({ status: 409, headers: {}, body: Buffer.from('{"access_token":"t","token_type":"bearer"}') }),
    };
    const token = {
      ...io,
      request: (call: { url: string }) =>
        io
          .request()
          .then((answer) =>
            call.url === client.config.token_url
              ? { ...answer, status: 200, headers: { 'content-type': 'application/json' } }
              : answer,
          ),
    };
    expect(await problemOf(() => webhooks.subscribe(client.config, 'https://x.example/h', 'v', token))).toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('already'),
    });
  });
});
