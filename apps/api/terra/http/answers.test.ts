/** What holds for every path of the Terra-compatible API, whatever it is asked. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type ConnectionId, newId } from '../../../../model/ids.js';
import { makeConnection } from '../../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import type { Route } from '../../http/contract/route.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';
import { routes } from '../contract/index.js';

const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);
const described = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) }))),
});
let api: TestApi;
let tenant: ApiTenant;
let id: ConnectionId;
let paths: z.output<typeof described>['paths'];
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
  ({ paths } = described.parse((await api.call('GET', '/v2/openapi.json')).body));
}, 120_000);
afterAll(() => api.close(), 30_000);
// Some calls end their user.
beforeEach(async () => {
  id = await makeConnection(api.db, tenant);
});

const documented = (route: Route): number[] =>
  Object.keys(paths[`/v2${route.path.replace(/:(\w+)/g, '{$1}')}`]?.[route.method.toLowerCase()]?.responses ?? {}).map(Number);
const fields = (route: Route): string[] => Object.keys(route.query?.shape ?? {});
/** Enough to get past the checks of the other fields; large ranges are not asked for, they would start work. */
const FITTING: Readonly<Record<string, () => string>> = {
  user_id: () => id,
  start_date: () => '2026-05-01',
  end_date: () => '2026-05-02',
  resource: () => 'INSIDERS',
  page: () => '0',
};
const EVIL = [
  '',
  '%00',
  'a%00b',
  '%F0%9F%9A%B4',
  '%FF%FE',
  '%zz',
  '99999999999999999999999999',
  '-1',
  '1e309',
  'null',
  'undefined',
  '[object Object]',
  "'%20OR%201=1--",
  'x'.repeat(3_000),
  '2026-13-01',
  '0000000000',
];
const BODIES = [
  'null',
  '7',
  '"text"',
  '[]',
  '[[]]',
  '{}',
  '{"a":1}',
  '{"data":null,"log_ids":null,"active":null,"reference_id":null}',
  '{"data":[{"x":"\\u0000"}],"log_ids":["\\u0000"],"reference_id":"\\u0000","providers":"\\u0000","resource":"\\u0000"}',
  '{"reference_id":{},"providers":[],"resource":7,"language":{}}',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"a":',
  '\u0000',
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  `{"data":[${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}]}`,
  '["\ud83d\udeb4"]',
];

const urlOf = (route: Route, query: string): string => `/v2${route.path.replace(/:\w+/g, newId())}?${query}`;
async function ask(route: Route, url: string, payload?: string, type = 'application/json') {
  const answer = await api.app.inject({
    method: route.method,
    url,
    headers: { ...tenant.headers, ...(payload === undefined ? {} : { 'content-type': type }) },
    ...(payload === undefined ? {} : { payload }),
  });
  const shown = [route.id, url.slice(0, 200), payload?.slice(0, 60), answer.statusCode, answer.body.slice(0, 200)];
  expect({ shown, known: documented(route).includes(answer.statusCode) }).toEqual({ shown, known: true });
  expect(answer.headers['terra-reference']).toEqual(UUID);
  if (answer.statusCode >= 400)
    expect([answer.headers['content-type'], answer.json()]).toEqual([
      expect.stringContaining('application/problem+json'),
      expect.objectContaining({
        type: 'about:blank',
        title: expect.any(String),
        instance: expect.stringMatching(/^\/v2\/[^?]*$/),
        detail: expect.any(String),
        status: 'error',
        message: expect.any(String),
      }),
    ]);
  return answer;
}

describe.each(routes.map((route) => [route.id, route] as const))('%s', (_, route) => {
  const others = (field: string): string =>
    fields(route)
      .filter((name) => name !== field)
      .map((name) => `${name}=${FITTING[name]?.() ?? ''}`)
      .join('&');

  it('answers what it says, whatever stands in its query', async () => {
    for (const field of [...fields(route), 'unknown'])
      for (const value of [...EVIL, `a&${field}=b`]) await ask(route, urlOf(route, `${others(field)}&${field}=${value}`));
  });

  it('answers what it says, whatever stands in its body', async () => {
    if (route.method === 'GET') return;
    for (const body of BODIES) await ask(route, urlOf(route, others('')), body);
    await ask(route, urlOf(route, others('')), '<a/>', 'text/xml');
    await ask(route, urlOf(route, others('')), 'a=b', 'application/x-www-form-urlencoded');
  });

  it('wants credentials unless it is open', async () => {
    const { statusCode } = await api.app.inject({ method: route.method, url: urlOf(route, others('')) });
    expect(statusCode === 401).toBe(!route.open);
  });
});

describe('a path', () => {
  const plain = (method: 'GET' | 'PUT' | 'OPTIONS' | 'POST' | 'QUERY', url: string) => api.app.inject({ method, url });

  it.each([
    '/v2/nothing',
    '/v2',
    '/api/v2/auth',
    '/v2/users',
    '/v2/%zz',
    '/v2/users/%',
    '/nothing',
    `/v2/users/${'x'.repeat(500)}`,
  ])('%s that is not there has its reference all the same', async (url) => {
    const answer = await plain('GET', url);
    expect([400, 404, 414]).toContain(answer.statusCode);
    expect(answer.headers['terra-reference']).toEqual(UUID);
    expect(answer.json()).toMatchObject({ status: 'error', title: expect.any(String) });
  });

  it.each([
    ['PUT', '/v2/activity', 'GET, POST'],
    ['OPTIONS', '/api/v2/body/', 'POST, DELETE'],
    ['POST', '/v2/userInfo?user_id=x', 'GET'],
    ['GET', '/v2/users/7', 'PATCH'],
    ['QUERY', '/v2/userInfo', 'GET'],
    ['POST', '/admin/audit', 'GET'],
  ] as const)('%s %s says which methods there are', async (method, url, allow) => {
    const answer = await plain(method, url);
    expect([answer.statusCode, answer.headers.allow, answer.headers['terra-reference']]).toEqual([
      405,
      expect.stringContaining(allow.split(', ').at(-1) ?? ''),
      UUID,
    ]);
    for (const one of allow.split(', ')) expect(answer.headers.allow).toContain(one);
  });
});
