import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sign } from '../../../providers/insiders/sandbox.fixture.js';
import { migrate } from '../../../store/migrate.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type PrivatePostgres, privatePostgres } from '../../../test/support/servers/postgres.js';
import { until } from '../../../test/support/until.js';
import { type ApiTenant, apiTenant } from '../tenant.fixture.js';

let server: PrivatePostgres;
let api: TestApi;
let tenant: ApiTenant;
beforeAll(async () => {
  server = await privatePostgres();
  const url = await server.ensureDatabase('freehub');
  await migrate(url);
  api = await startTestApi({ url, dispose: () => Promise.resolve() });
  tenant = await apiTenant(api);
}, 120_000);
afterAll(async () => {
  await api.close();
  await server.dispose();
});

const body = JSON.stringify({
  id: 'evt_1',
  type: 'activity.created',
  occurred_at: '2026-05-01T10:00:00Z',
  user_id: 'u',
  object_id: 'act_1',
  revision: 1,
});
const notify = async () => {
  const payload = Buffer.from(body);
  const { headers } = sign(payload, tenant.hookSecret, Date.now());
  return api.app.inject({
    method: 'POST',
    url: tenant.hook,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
};
const get = async (url: string, headers = {}) => api.app.inject({ method: 'GET', url, headers });

it('while the database is away nothing is acknowledged, everybody is asked to come again, and afterwards all goes on', async () => {
  expect((await notify()).statusCode).toBe(200);
  await server.kill();
  // A backend may outlive its postmaster for a moment, and take one more statement.
  await until('the database is gone', async () => (await get('/health/ready')).statusCode === 503);
  for (const answer of [
    await notify(),
    await api.app.inject({ method: 'POST', url: '/v2/auth/generateWidgetSession', headers: tenant.headers }),
  ]) {
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.body).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
  }
  expect((await get('/health/live')).statusCode).toBe(200);
  expect((await get('/health/ready')).statusCode).toBe(503);
  const page = await get('/connect/9f1c5b1e-0000-4000-8000-000000000000');
  expect([page.statusCode, page.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
  await server.restart();
  expect((await notify()).json()).toEqual({ accepted: 1 });
  expect((await get('/health/ready')).statusCode).toBe(200);
}, 60_000);
