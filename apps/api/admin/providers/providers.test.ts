import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../../../sandbox/server.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { getProviderApp } from '../contract/providers.js';
import { insidersConfig, seedConnection } from '../seed.fixture.js';

const omit = (config: object, field: string): object =>
  Object.fromEntries(Object.entries(config).filter(([name]) => name !== field));

let api: TestApi;
let sandbox: RunningSandbox;
beforeAll(async () => {
  [api, sandbox] = await Promise.all([startTestApi(), startSandbox({ port: 0, riders: 1, days: 0 })]);
  await api.listen();
  for (const dev_id of ['one', 'two']) await api.admin('POST', '/environments', { dev_id });
}, 120_000);
afterAll(async () => {
  await api.close();
  await sandbox.close();
});

describe('provider apps', () => {
  it('are described with the schema of their config', async () => {
    expect((await api.admin('GET', '/providers?limit=1')).body).toMatchObject({ errors: [{ field: 'limit' }] });
    const { body } = await api.admin('GET', '/providers');
    expect(body).toMatchObject({
      items: [
        {
          provider: 'INSIDERS',
          webhook: 'thin',
          access: 'athlete',
          secrets: ['client_secret'],
          config_schema: { type: 'object' },
        },
        { provider: 'INSIDERS_LIVE', webhook: 'none', access: 'manager' },
      ],
    });
  });

  it('are set up, with their secrets sealed and masked', async () => {
    const made = await api.admin('PUT', '/environments/one/providers/INSIDERS', { config: insidersConfig(sandbox.url) });
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      provider: 'INSIDERS',
      config_revision: 1,
      subscribed: false,
      redirect_uri: `${api.url}/connect/callback`,
      config: { client_id: 'sandbox-client', client_secret: 'sand***' },
    });
    expect(made.body['hook_url']).toMatch(new RegExp(`^${api.url}/hooks/insiders/[\\w-]{32}$`));
    const { rows } = await api.db.query<{ text: string }>(
      `SELECT config::text || encode(secrets, 'escape') AS text FROM provider_app`,
    );
    expect(rows[0]?.text).not.toContain('sandbox-secret');
    const everything = [
      await api.admin('GET', '/environments/one/providers/INSIDERS'),
      await api.admin('GET', '/environments/one/providers'),
      await api.admin('GET', '/environments/one/audit'),
    ];
    expect(JSON.stringify(everything)).not.toContain('sandbox-secret');
  });

  it('keep their secret when it is left out or comes back masked, and their address', async () => {
    const before = (await api.admin('GET', '/environments/one/providers/INSIDERS')).body;
    const without = omit(insidersConfig(sandbox.url), 'client_secret');
    const changed = await api.admin('PUT', '/environments/one/providers/INSIDERS', {
      config: { ...without, client_id: 'another' },
    });
    expect(changed.body).toMatchObject({
      config_revision: 2,
      hook_url: before['hook_url'],
      config: { client_id: 'another', client_secret: 'sand***' },
    });
    const back = await api.admin('PUT', '/environments/one/providers/INSIDERS', {
      config: { ...without, client_secret: 'sand***' },
    });
    expect(back.body).toMatchObject({ config_revision: 3, config: { client_id: 'sandbox-client' } });
  });

  it('subscribe at the provider, again, and take it back', async () => {
    const at = '/environments/one/providers/INSIDERS';
    expect(await api.admin('POST', `${at}/subscribe`)).toMatchObject({ status: 200, body: { subscribed: true } });
    // The secret that was kept above is the right one, or this would have been refused.
    const sealed = (
      await api.db.query<{ secret: Buffer; id: string }>(
        `SELECT webhook_secrets AS secret, subscription_id AS id FROM provider_app`,
      )
    ).rows[0];
    expect(sealed?.secret.length).toBeGreaterThan(60);
    expect((await api.admin('POST', `${at}/subscribe`)).status).toBe(200);
    expect((await api.db.query(`SELECT 1 FROM provider_app WHERE subscription_id = $1`, [sealed?.id])).rowCount).toBe(0);
    expect((await api.admin('POST', `${at}/unsubscribe`)).body).toMatchObject({ subscribed: false });
    expect((await api.admin('POST', `${at}/unsubscribe`)).status).toBe(409);
    expect((await api.admin('GET', '/environments/one/audit')).body).toMatchObject({
      items: [
        { action: 'provider.unsubscribed', subject: 'INSIDERS' },
        { action: 'provider.subscribed' },
        { action: 'provider.subscribed' },
        {},
        {},
        { action: 'provider.set_up' },
        {},
      ],
    });
  });

  it('are told which environment of this server has the subscription of their application', async () => {
    const config = insidersConfig(sandbox.url);
    await api.admin('PUT', '/environments/two/providers/INSIDERS', { config });
    expect((await api.admin('POST', '/environments/two/providers/INSIDERS/subscribe')).status).toBe(200);
    expect(await api.admin('POST', '/environments/one/providers/INSIDERS/subscribe')).toMatchObject({
      status: 409,
      body: { code: 'SUBSCRIBED_ELSEWHERE', detail: expect.stringContaining('that is two: turn notifications off there first') },
    });
    expect((await api.admin('GET', '/environments/one/providers/INSIDERS')).body).toMatchObject({ subscribed_elsewhere: 'two' });
    expect((await api.admin('GET', '/environments/two/providers/INSIDERS')).body).toMatchObject({ subscribed_elsewhere: null });
    expect((await api.admin('POST', '/environments/two/providers/INSIDERS/unsubscribe')).status).toBe(200);
    expect((await api.admin('GET', '/environments/one/providers/INSIDERS')).body).toMatchObject({ subscribed_elsewhere: null });
    await api.db.query(`DELETE FROM provider_app WHERE environment_id = (SELECT id FROM environment WHERE dev_id = 'two')`);
  });

  it('subscribe although the provider keeps a subscription that was lost in a crash', async () => {
    const at = '/environments/one/providers/INSIDERS';
    expect((await api.admin('POST', `${at}/subscribe`)).status).toBe(200);
    // As a crash between the provider's answer and the row leaves it.
    await api.db.query(`UPDATE provider_app SET subscription_id = NULL, config_revision = config_revision + 1`);
    expect(await api.admin('POST', `${at}/subscribe`)).toMatchObject({ status: 200, body: { subscribed: true } });
    expect((await api.admin('POST', `${at}/unsubscribe`)).status).toBe(200);
  });

  describe('that lose their subscription', () => {
    const at = '/environments/one/providers/INSIDERS';
    /** How long each waits for its poll, as on the schedule of a provider that notifies. */
    const connected = async () => {
      const { id: environment } = (await api.admin('GET', '/environments/one')).body;
      await api.db.query(`DELETE FROM connection`);
      const [hasNews, isDueSoon, isPaused] = [
        await seedConnection(api.db, environment),
        await seedConnection(api.db, environment),
        await seedConnection(api.db, environment),
      ];
      await api.db.query(`UPDATE connection SET next_poll_at = now() + interval '1 day'`);
      await api.db.query(`UPDATE connection SET next_poll_at = now() + interval '1 second' WHERE id = $1`, [isDueSoon]);
      await api.db.query(`UPDATE connection SET state = 'paused' WHERE id = $1`, [isPaused]);
      return { hasNews, isDueSoon, isPaused };
    };
    const waits = async (id: string) =>
      (
        await api.db.query<{ seconds: number }>(
          `SELECT extract(epoch FROM next_poll_at - now())::float8 AS seconds FROM connection WHERE id = $1`,
          [id],
        )
      ).rows[0]?.seconds;

    it('are polled from then on, the first time within the interval of polls', async () => {
      expect((await api.admin('POST', `${at}/subscribe`)).status).toBe(200);
      const { hasNews, isDueSoon, isPaused } = await connected();
      expect((await api.admin('POST', `${at}/unsubscribe`)).body).toMatchObject({ subscribed: false });
      expect(await waits(hasNews)).toBeLessThanOrEqual(300);
      expect(await waits(isDueSoon)).toBeLessThanOrEqual(1);
      expect(await waits(isPaused)).toBeGreaterThan(80_000);
    });

    it('are polled as well when another took its place and a new one is refused', async () => {
      expect((await api.admin('POST', `${at}/subscribe`)).status).toBe(200);
      const { hasNews } = await connected();
      const rival = createServer((request, response) => {
        response.end(JSON.stringify({ challenge: new URL(request.url ?? '', 'http://rival').searchParams.get('challenge') }));
      });
      await once(rival.listen(0, '127.0.0.1'), 'listening');
      const address = rival.address();
      const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
      const there = `${sandbox.url}/v1/webhook_subscriptions`;
      const authorization = `Basic ${Buffer.from('sandbox-client:sandbox-secret').toString('base64')}`;
      const ask = (method: string, path: string, body?: object) =>
        fetch(`${there}${path}`, {
          method,
          headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
      const { data } = (await (await ask('GET', '')).json()) as { data: { id: string }[] };
      expect((await ask('DELETE', `/${data[0]?.id}`)).status).toBe(204);
      const rivals = await ask('POST', '', { url, events: ['activity.created'], verify_token: 'v' });
      expect(rivals.status).toBe(201);
      expect((await api.admin('POST', `${at}/subscribe`)).status).toBe(409);
      expect((await api.admin('GET', at)).body).toMatchObject({ subscribed: false });
      expect(await waits(hasNews)).toBeLessThanOrEqual(300);
      await ask('DELETE', `/${((await rivals.json()) as { id: string }).id}`);
      rival.close();
    });
  });

  it('show what athletes are asked for, who is connected, and what is left of their budgets, without taking of it', async () => {
    await api.admin('POST', '/environments', { dev_id: 'spending' });
    const at = '/environments/spending/providers/INSIDERS';
    const made = await api.admin('PUT', at, { config: { ...insidersConfig(sandbox.url), requests_per_day: 1_000 } });
    const whole = {
      name: 'requests in 15 minutes',
      capacity: 300,
      period_seconds: 900,
      used: 0,
      left: 300,
      full_in_seconds: 0,
      blocked_until: null,
    };
    const day = { ...whole, name: 'requests in a day', capacity: 1_000, period_seconds: 86_400, left: 1_000 };
    expect(made.body).toMatchObject({
      scopes: 'activity:read profile:read offline_access',
      connections: 0,
      budgets: [whole, day],
    });
    expect(
      (await api.db.query(`SELECT 1 FROM rate_budget WHERE key LIKE 'app:' || $1 || ':%'`, [made.body['id']])).rowCount,
    ).toBe(0);
    await api.db.query(
      `INSERT INTO rate_budget (key, tokens, capacity, refilled_at, blocked_until) VALUES ('app:' || $1 || ':0', 30, 300, now() - interval '30 seconds', now() + interval '1 hour')`,
      [made.body['id']],
    );
    await seedConnection(api.db, (await api.admin('GET', '/environments/spending')).body['id']);
    for (let n = 0; n < 3; n++) {
      const { body } = await api.admin('GET', at);
      expect(body).toMatchObject({ connections: 1, budgets: [{ blocked_until: expect.any(String) }, day] });
      const [quarter] = getProviderApp.answer.parse(body).budgets;
      // 40 at first; one more comes back every 3 seconds.
      const left = quarter?.left ?? 0;
      expect(left).toBeGreaterThanOrEqual(40);
      expect(left).toBeLessThan(60);
      expect(quarter?.used).toBe(300 - left);
      expect(Math.ceil((quarter?.full_in_seconds ?? 0) / 3)).toBe(300 - left);
    }
  });

  it('are asked again at once when an operator lifts their wait', async () => {
    const at = '/environments/one/providers/INSIDERS';
    const app = String((await api.admin('GET', at)).body['id']);
    const until = async () =>
      (
        await api.db.query<{ held: boolean }>(
          `SELECT blocked_until > now() AS held FROM rate_budget WHERE key LIKE 'app:' || $1 || ':%'`,
          [app],
        )
      ).rows;
    await api.db.query(
      `INSERT INTO rate_budget (key, tokens, blocked_until) SELECT 'app:' || $1 || ':' || n, 0, now() + interval '1 hour' FROM generate_series(1, 2) n
       ON CONFLICT (key) DO UPDATE SET blocked_until = excluded.blocked_until`,
      [app],
    );
    expect(await api.admin('POST', `${at}/lift-limit`)).toMatchObject({ status: 200, body: { lifted: 2 } });
    expect((await until()).some(({ held }) => held)).toBe(false);
    expect((await api.admin('POST', `${at}/lift-limit`)).body).toEqual({ lifted: 0 });
  });

  it('say what is wrong with a config', async () => {
    const config = omit(insidersConfig(), 'token_url');
    const answer = await api.admin('PUT', '/environments/two/providers/INSIDERS', {
      config: { ...config, api_url: 'http://insecure.example', colour: 'red' },
    });
    expect(answer.status).toBe(400);
    for (const field of ['token_url', 'api_url', 'colour']) expect(answer.body['detail']).toContain(field);
  });

  it('of an unknown provider or another environment are not there', async () => {
    expect((await api.admin('PUT', '/environments/two/providers/NOWHERE', { config: {} })).body['detail']).toContain(
      'there are INSIDERS',
    );
    expect((await api.admin('GET', '/environments/two/providers/INSIDERS')).status).toBe(404);
    expect((await api.admin('POST', '/environments/two/providers/INSIDERS/subscribe')).status).toBe(404);
    expect((await api.admin('GET', '/environments/two/providers/insiders')).body).toMatchObject({
      errors: [{ field: 'provider' }],
    });
  });
});
