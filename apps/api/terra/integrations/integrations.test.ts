import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { providers } from '../../../../providers/registry.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
}, 120_000);
afterAll(() => api.close());

const { types } = providers.get('INSIDERS').capabilities;
const insiders = {
  provider: 'INSIDERS',
  name: 'Insiders',
  icon: expect.stringMatching(/^data:image\/svg\+xml,/),
  setup: 'API_KEYS_MANAGED',
  enabled: true,
  types: Object.fromEntries(
    (['activity', 'athlete', 'body', 'daily', 'menstruation', 'nutrition', 'sleep'] as const).map((type) => [
      type,
      types.includes(type),
    ]),
  ),
};

describe.each(['/v2', '/api/v2'])('%s', (mount) => {
  it('integrations are told to everybody', async () => {
    expect(await api.call('GET', `${mount}/integrations?`)).toMatchObject({
      status: 200,
      body: { status: 'success', providers: ['INSIDERS'], sdk_providers: [], sdk_resource: [] },
    });
  });

  it('detailed, they say what they deliver', async () => {
    for (const [query, headers, shown] of [
      ['', {}, [insiders]],
      ['?sdk=false', { 'dev-id': tenant.devId }, [insiders]],
      ['?sdk=true', tenant.headers, [insiders]],
    ] as const)
      expect((await api.call('GET', `${mount}/integrations/detailed${query}`, undefined, { ...headers })).body).toEqual({
        status: 'success',
        providers: shown,
      });
  });
});

it('detailed, they are those that the environment has set up', async () => {
  await api.admin('POST', '/environments', { dev_id: 'empty-one' });
  const of = (devId: string) => api.call('GET', '/v2/integrations/detailed', undefined, { 'dev-id': devId });
  expect((await of('empty-one')).body).toEqual({ status: 'success', providers: [] });
  expect(await of('nobody')).toMatchObject({ status: 404, body: { status: 'error', message: 'Invalid dev-id was provided' } });
  expect((await api.call('GET', '/v2/integrations/detailed?sdk=maybe')).status).toBe(400);
});
