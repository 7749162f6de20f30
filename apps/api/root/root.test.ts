import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestApi, startTestApi } from '../../../test/support/api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 120_000);
afterAll(() => api.close());

it.each([
  ['/', 'Freehub runs here', 'href="/docs"'],
  ['/admin', 'Freehub runs here', 'href="/docs"'],
  ['/admin/', 'Freehub runs here', 'href="/docs"'],
  ['/connect', 'A link is needed', 'connect'],
])('%s is a page that says where to go on', async (path, heading, more) => {
  const { status, headers, body } = await api.call('GET', path);
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(body['text']).toContain(`<h1>${heading}</h1>`);
  expect(body['text']).toContain(more);
});

it('an icon is asked for in vain, and without an error', async () => {
  expect((await api.call('GET', '/favicon.ico')).status).toBe(204);
});

it('what does not exist stays a refusal', async () => {
  expect((await api.call('GET', '/nowhere')).status).toBe(404);
  expect((await api.call('POST', '/')).status).toBeGreaterThanOrEqual(404);
});
