import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApi, startTestApi } from '../../../test/support/api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 120_000);
afterAll(() => api.close());

const page = async (path: string) => {
  const answer = await api.call('GET', path);
  return { ...answer, html: String(answer.body['text']) };
};

describe('the pages of the APIs', () => {
  it('begin with a list of them', async () => {
    const { status, html, headers } = await page('/docs');
    expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    for (const path of ['/docs/v2', '/docs/admin', '/docs/events', '/docs/destinations'])
      expect(html).toContain(`href="${path}"`);
    expect((await page('/docs/')).html).toBe(html);
  });

  it.each([
    ['/docs/v2', '/v2/openapi.json'],
    ['/docs/admin', '/admin/openapi.json'],
  ])('%s shows %s and loads nothing from elsewhere', async (path, document) => {
    const { status, html, headers } = await page(`${path}/`);
    expect(status).toBe(200);
    // Its parts are beside it: without the slash they would be looked for elsewhere.
    expect(await api.call('GET', path)).toMatchObject({ status: 301, headers: { location: `${path}/` } });
    expect(html.match(/(?:src|href)="(?:https?:)?\/\/[^"]*"/g)).toBeNull();
    expect(html).toContain(document);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect((await api.call('GET', `${path}/js/scalar.js`)).status).toBe(200);
  });
});
