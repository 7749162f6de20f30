import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ConnectionId } from '../../../../model/ids.js';
import { DAY_MS } from '../../../../model/time-range.js';
import { makeConnection, makeTenant } from '../../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { apiTenant } from '../../tenant.fixture.js';
import { RequestLimits } from './request-limits.service.js';

let api: TestApi;
let limits: RequestLimits;
let id: ConnectionId;
beforeAll(async () => {
  api = await startTestApi();
  limits = api.app.get(RequestLimits);
  id = await makeConnection(api.db, await makeTenant(api.db));
}, 120_000);
// Closing waits for calls to Temporal, which is away.
afterAll(() => api.close(), 60_000);

const days = (count: number) => ({ startMs: 0, endMs: count * DAY_MS });

it('a range over five years is refused by r1 and costs nothing', async () => {
  const refused = limits.take(id, { startMs: 0, endMs: 1_825 * DAY_MS + 1 });
  await expect(refused).rejects.toMatchObject({
    status: 429,
    detail: 'rate limit exceeded',
    headers: { 'x-terra-ratelimit-rule': 'r1' },
  });
  await expect(refused).rejects.not.toHaveProperty('headers.retry-after');
});

it('6,000 days an hour are refused by r2 when they are spent', async () => {
  expect(await limits.take(id, days(1_825))).toEqual({
    'x-terra-ratelimit-limit': 6_000,
    'x-terra-ratelimit-remaining': 4_175,
    'x-terra-ratelimit-reset-after': expect.any(Number),
  });
  expect(await limits.take(id, { startMs: 0, endMs: 1 })).toMatchObject({ 'x-terra-ratelimit-remaining': 4_174 });
  expect(await limits.take(id, null)).toMatchObject({ 'x-terra-ratelimit-remaining': 4_173 });
  await limits.take(id, days(1_825));
  await limits.take(id, days(1_825));
  await expect(limits.take(id, days(600))).rejects.toMatchObject({
    status: 429,
    headers: { 'x-terra-ratelimit-rule': 'r2', 'retry-after': expect.any(Number) },
  });
  expect(await limits.take(id, days(523))).toMatchObject({ 'x-terra-ratelimit-remaining': 0 });
});

it.each(['/v2', '/api/v2'])('%s tells them as Terra does', async (mount) => {
  const tenant = await apiTenant(api);
  const user = await makeConnection(api.db, tenant);
  const ask = (query: string) => api.call('GET', `${mount}/activity?user_id=${user}&${query}`, undefined, tenant.headers);
  const refused = await ask('start_date=2020-01-01&end_date=2026-01-01');
  expect(refused).toMatchObject({
    status: 429,
    headers: { 'x-terra-ratelimit-rule': 'r1' },
    body: { detail: 'rate limit exceeded', title: 'too many requests', status: 'error', message: 'rate limit exceeded' },
  });
  expect(refused.headers['retry-after']).toBeUndefined();
  const taken = await ask('start_date=2026-01-01&end_date=2026-01-11');
  expect([taken.status, taken.headers]).toEqual([
    200,
    expect.objectContaining({
      'x-terra-ratelimit-limit': '6000',
      'x-terra-ratelimit-remaining': '5990',
      'x-terra-ratelimit-reset-after': expect.any(String),
    }),
  ]);
  for (let n = 0; n < 3; n++) await ask('start_date=2021-01-01&end_date=2025-12-31');
  expect(await ask('start_date=2021-01-01&end_date=2025-12-31')).toMatchObject({
    status: 429,
    headers: { 'x-terra-ratelimit-rule': 'r2', 'retry-after': expect.stringMatching(/^\d+$/) },
  });
  expect((await api.call('GET', `${mount}/athlete?user_id=${user}`, undefined, tenant.headers)).status).toBe(200);
});
