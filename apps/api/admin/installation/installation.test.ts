import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { type ConnectionId, newId } from '../../../../model/ids.js';
import { loadSettings } from '../../../../settings/load.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { workflowUrl } from './workflow-url.js';

let api: TestApi;
beforeAll(async () => {
  Object.assign(process.env, { FREEHUB_TEMPORAL_UI_URL: 'http://127.0.0.1:8233/', FREEHUB_SANDBOX_URL: 'http://127.0.0.1:8090' });
  api = await startTestApi();
}, 120_000);
afterAll(() => api.close());

it('the installation says what it is and how it is set up, without secrets', async () => {
  const { status, body } = await api.admin('GET', '/installation');
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  expect([status, body]).toEqual([
    200,
    expect.objectContaining({
      version,
      public_url: api.url,
      temporal_ui_url: 'http://127.0.0.1:8233',
      temporal_namespace: 'default',
    }),
  ]);
  const settings = new Map((body['settings'] as { variable: string }[]).map((row) => [row.variable, row]));
  expect(settings.get('FREEHUB_ADMIN_TOKEN')).toMatchObject({ value: '(set)', is_default: false, group: 'Security' });
  expect(settings.get('FREEHUB_PAYLOAD_BUCKET')).toMatchObject({ value: null, is_default: true });
  expect(settings.get('FREEHUB_RETENTION_DAYS')).toMatchObject({ value: '14', is_default: true });
  expect(settings.get('FREEHUB_PUBLIC_URL')).toMatchObject({ value: api.url, is_default: true });
  expect(settings.get('FREEHUB_API_PORT')).toMatchObject({ is_default: false });
  const password = new URL(api.databaseUrl).password;
  const text = JSON.stringify(body);
  for (const secret of [api.adminToken, process.env['FREEHUB_SECRET_KEYS'] ?? '', ...(password === '' ? [] : [`:${password}@`])])
    expect(text).not.toContain(secret);
});

it('a connection’s workflow is shown by Temporal’s own pages', () => {
  const id = newId<ConnectionId>();
  const settings = loadSettings({ FREEHUB_TEMPORAL_UI_URL: 'http://127.0.0.1:8233/', TEMPORAL_NAMESPACE: 'a b' });
  expect(workflowUrl(settings, id)).toBe(`http://127.0.0.1:8233/namespaces/a%20b/workflows/connection%3A${id}`);
  expect(workflowUrl(loadSettings({}), id)).toBeNull();
});

it('the sandbox that runs beside is offered as a provider', async () => {
  const { items } = (await api.admin('GET', '/providers')).body as { items: { sandbox: object }[] };
  for (const [provider, sandbox] of [
    ['INSIDERS', { token_url: 'http://127.0.0.1:8090/oauth/token', client_id: 'sandbox-client' }],
    ['INSIDERS_LIVE', { api_url: 'http://127.0.0.1:8090' }],
  ] as const) {
    const kind = items.find((one) => 'provider' in one && one.provider === provider);
    expect(kind).toMatchObject({ sandbox });
    await api.admin('POST', '/environments', { dev_id: 'offered' });
    const made = await api.admin('PUT', `/environments/offered/providers/${provider}`, { config: kind?.sandbox });
    expect([made.status, made.body['connections']]).toEqual([200, 0]);
  }
});
