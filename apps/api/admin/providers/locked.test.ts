import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type EnvironmentId, type ProviderAppId, asId } from '../../../../model/ids.js';
import { providerAppPlace } from '../../../../store/control/provider-apps.js';
import { KeyRing } from '../../../../store/secrets/key-ring.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type RunningSandbox, startSandbox } from '../../../sandbox/server.js';
import { listProviderApps } from '../contract/providers.js';
import { insidersConfig, seedConnection } from '../seed.fixture.js';
import { sandboxConfig } from './sandbox-config.js';

let api: TestApi;
let sandbox: RunningSandbox;
beforeAll(async () => {
  [api, sandbox] = await Promise.all([startTestApi(), startSandbox({ port: 0, riders: 1, days: 0 })]);
  await api.listen();
}, 120_000);
afterAll(async () => {
  await api.close();
  await sandbox.close();
});

describe('provider apps whose secrets do not open', () => {
  const other = KeyRing.of([{ id: 'gone', key: randomBytes(32) }]);
  const list = '/environments/locked/providers';
  const at = `${list}/INSIDERS`;
  let environmentId: EnvironmentId;
  let id: ProviderAppId;
  const lock = async (...fields: readonly ('secrets' | 'webhook_secrets')[]) => {
    for (const field of fields)
      await api.db.query(`UPDATE provider_app SET ${field} = $2, config_revision = config_revision + 1 WHERE id = $1`, [
        id,
        other.sealJson(
          field === 'secrets' ? { client_secret: 'sandbox-secret' } : ['s'],
          providerAppPlace(environmentId, id, field),
        ),
      ]);
  };
  const shown = async () => listProviderApps.answer.parse((await api.admin('GET', list)).body).items;
  const mine = async () => (await shown()).find(({ provider }) => provider === 'INSIDERS');
  beforeEach(async () => {
    await api.admin('POST', '/environments', { dev_id: 'locked' });
    environmentId = asId(String((await api.admin('GET', '/environments/locked')).body['id']));
    const { body } = await api.admin('PUT', at, { config: insidersConfig(sandbox.url) });
    id = asId(String(body['id']));
    await api.admin('PUT', `${list}/INSIDERS_LIVE`, { config: sandboxConfig('INSIDERS_LIVE', sandbox.url) ?? {} });
  });
  afterEach(async () => {
    await api.admin('PUT', at, { config: insidersConfig(sandbox.url) });
    await api.admin('POST', `${at}/unsubscribe`);
  });

  it('hide nobody else, and say what is wrong and what to do', async () => {
    await seedConnection(api.db, environmentId);
    await lock('secrets');
    const problem = {
      kind: 'config',
      code: 'SECRETS_LOCKED',
      message: expect.stringMatching(
        /^the secrets of this provider cannot be opened: .* needs the key "gone", .*FREEHUB_SECRET_KEYS.* put that key back .* or .*\(client_secret\)/,
      ),
    };
    const app = await mine();
    expect(app).toMatchObject({ config: { client_id: 'sandbox-client' }, config_problem: problem, scopes: '', budgets: [] });
    expect(app?.connections).toBeGreaterThan(0);
    expect(app?.config).not.toHaveProperty('client_secret');
    expect((await shown()).filter((one) => one.config_problem === null)).toMatchObject([{ provider: 'INSIDERS_LIVE' }]);
    expect(await api.admin('GET', at)).toMatchObject({ status: 200, body: { id, config_problem: problem } });
    expect((await api.admin('POST', `${at}/lift-limit`)).status).toBe(200);
    for (const what of ['subscribe', 'unsubscribe'])
      expect(await api.admin('POST', `${at}/${what}`)).toMatchObject({
        status: 422,
        body: { detail: expect.stringContaining('the secrets of this provider cannot be opened') },
      });
  });

  it('are mended by new secrets, whole ones', async () => {
    await lock('secrets');
    const config = insidersConfig(sandbox.url);
    expect(await api.admin('PUT', at, { config: { ...config, client_secret: undefined } })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('cannot be opened') },
    });
    expect((await api.admin('PUT', at, { config: { ...config, client_secret: 'sand***' } })).status).toBe(400);
    expect(await api.admin('PUT', at, { config })).toMatchObject({
      status: 200,
      body: { config: { client_secret: 'sand***' }, config_problem: null, budgets: [{ left: 300 }, {}], warnings: [] },
    });
    expect((await api.admin('POST', `${at}/subscribe`)).body).toMatchObject({ subscribed: true });
  });

  it('are polled from then on where the secret of notifications is gone with them, until they are turned on again', async () => {
    expect((await api.admin('POST', `${at}/subscribe`)).status).toBe(200);
    const connection = await seedConnection(api.db, environmentId);
    await api.db.query(`UPDATE connection SET next_poll_at = now() + interval '1 day' WHERE id = $1`, [connection]);
    await lock('secrets', 'webhook_secrets');
    const mended = await api.admin('PUT', at, { config: insidersConfig(sandbox.url) });
    expect(mended).toMatchObject({ status: 200, body: { subscribed: false, config_problem: null } });
    expect(mended.body['warnings']).toEqual([expect.stringMatching(/notifications .* is polled.* turn them on again/i)]);
    const { rows } = await api.db.query<{ seconds: number }>(
      `SELECT extract(epoch FROM next_poll_at - now())::float8 AS seconds FROM connection WHERE id = $1`,
      [connection],
    );
    expect(rows[0]?.seconds).toBeLessThanOrEqual(300);
    expect((await api.admin('GET', '/environments/locked/audit?limit=2')).body).toMatchObject({
      items: [{ action: 'provider.unsubscribed' }, { action: 'provider.changed' }],
    });
    expect((await api.admin('POST', `${at}/subscribe`)).body).toMatchObject({ subscribed: true });
  });

  it('tell so too when only the secret of notifications is gone', async () => {
    expect((await api.admin('POST', `${at}/subscribe`)).status).toBe(200);
    await lock('webhook_secrets');
    const app = await mine();
    expect(app).toMatchObject({
      config: { client_secret: 'sand***' },
      config_problem: { code: 'SECRETS_LOCKED', message: expect.stringMatching(/notifications .* cannot be opened.* save /) },
    });
    // As the form sends it: the secret comes back masked.
    expect(await api.admin('PUT', at, { config: app?.config ?? {} })).toMatchObject({
      status: 200,
      body: { subscribed: false, config_problem: null, warnings: [expect.stringContaining('on again')] },
    });
    expect((await api.admin('POST', `${at}/subscribe`)).body).toMatchObject({ subscribed: true });
  });

  it('are listed too when this version does not know the provider, or has another idea of its config', async () => {
    await api.db.query(`UPDATE provider_app SET provider = 'PIGEON', config_revision = config_revision + 1 WHERE id = $1`, [id]);
    expect((await shown()).find(({ provider }) => provider === 'PIGEON')).toMatchObject({
      id,
      hook_url: null,
      config_problem: { code: 'PROVIDER_UNKNOWN' },
    });
    await api.db.query(`UPDATE provider_app SET provider = 'INSIDERS', config = config - 'token_url' WHERE id = $1`, [id]);
    expect(await mine()).toMatchObject({
      config: { client_secret: 'sand***' },
      config_problem: { kind: 'config', code: 'CONFIG_INVALID', message: expect.stringContaining('token_url') },
    });
    expect((await api.admin('PUT', at, { config: insidersConfig(sandbox.url) })).body).toMatchObject({ config_problem: null });
  });
});
