import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { routes } from '../contract/index.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 120_000);
afterAll(() => api.close());

describe('the description of the admin API', () => {
  it('is OpenAPI 3.1 with every route of the contract', async () => {
    const { status, body } = await api.call('GET', '/admin/openapi.json');
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: '3.1.0', security: [{ admin: [] }, { session: [] }] });
    const paths = body['paths'] as Record<string, Record<string, { operationId: string }>>;
    const described = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect(described.sort()).toEqual(routes.map(({ id }) => id).sort());
  });

  it('has a handler behind every route', async () => {
    for (const route of routes) {
      const path = `/admin${route.path.replace(':environment', 'nobody').replace(':provider', 'INSIDERS').replace(/:\w+/g, '01900000-0000-7000-8000-000000000000')}`;
      const { body } = await api.call(route.method, path, undefined, { authorization: `Bearer ${api.adminToken}` });
      expect([route.id, body['detail'] ?? '']).toEqual([route.id, expect.not.stringMatching(/^Cannot /)]);
    }
  });

  it('is browsable, and loads nothing from elsewhere', async () => {
    const page = await api.call('GET', '/docs/admin/');
    expect(page.status).toBe(200);
    const html = String(page.body['text']);
    expect(html.match(/(?:src|href)="(?:https?:)?\/\/[^"]*"/g)).toBeNull();
    expect(html).toContain('/admin/openapi.json');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await api.call('GET', '/docs/admin/js/scalar.js')).status).toBe(200);
  });
});
