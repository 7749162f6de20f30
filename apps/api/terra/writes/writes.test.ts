import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConnectionId, newId } from '../../../../model/ids.js';
import { makeConnection } from '../../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
let id: ConnectionId;
let foreign: ConnectionId;
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
  id = await makeConnection(api.db, tenant);
  foreign = await makeConnection(api.db, await apiTenant(api));
}, 120_000);
afterAll(() => api.close());

const RECORDS = { data: [{ metadata: {} }] };
const WRITES = [
  ['POST', 'activity', RECORDS],
  ['POST', 'body', RECORDS],
  ['POST', 'nutrition', RECORDS],
  ['DELETE', 'body', { log_ids: ['a'] }],
  ['DELETE', 'nutrition', { data: ['a'] }],
  ['GET', 'plannedWorkout', undefined],
  ['POST', 'plannedWorkout', RECORDS],
  ['DELETE', 'plannedWorkout', { data: ['a'] }],
] as const;

describe.each(WRITES)('%s /%s', (method, path, body) => {
  const call = (query: string, given: object | undefined = body) =>
    api.call(method, `/v2/${path}${query}`, given, tenant.headers);

  it('says that the provider cannot do that, on both mounts', async () => {
    for (const mount of ['/v2', '/api/v2'])
      expect(await api.call(method, `${mount}/${path}?user_id=${id}`, body, tenant.headers)).toMatchObject({
        status: 424,
        body: { status: 'error', title: 'failed dependency', message: expect.stringMatching(/^Insiders does not /) },
      });
  });

  it('looks at user and input first', async () => {
    expect(await call('')).toMatchObject(
      // Terra's client 2.1.0 names no user when it writes.
      method === 'POST' && path !== 'plannedWorkout'
        ? { status: 424, body: { message: expect.stringContaining('no provider of this environment') } }
        : { status: 400, body: { errors: [{ field: 'user_id', message: expect.stringContaining('is missing') }] } },
    );
    expect((await call(`?user_id=${newId()}`)).status).toBe(404);
    expect((await call(`?user_id=${foreign}`)).status).toBe(404);
    if (body)
      for (const wrong of [{}, { data: [], log_ids: [] }, { data: 'x', log_ids: 'x' }, { data: [7], log_ids: [7] }])
        expect((await call(`?user_id=${id}`, wrong)).status).toBe(400);
  });
});
