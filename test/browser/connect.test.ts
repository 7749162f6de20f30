import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { apiTenant } from '../../apps/api/tenant.fixture.js';
import type { ApiTenant } from '../../apps/api/tenant.fixture.js';
import { startSandbox } from '../../apps/sandbox/server.js';
import { type TestApi, startTestApi } from '../support/api.js';
import { DESKTOP, PHONE, launch, overflow, violations } from './browser.js';

let browser: Browser;
let api: TestApi;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let tenant: ApiTenant;
let shots: string;
let context: BrowserContext | undefined;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, riders: 3, days: 0, limits: null });
  api = await startTestApi();
  await api.listen();
  tenant = await apiTenant(api, { name: 'Velo Diary', providerUrl: sandbox.url });
  shots = await mkdtemp(join(tmpdir(), 'freehub-connect-'));
  browser = await launch();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await api.close();
  await sandbox.close();
});
afterEach(() => context?.close());

const link = async (): Promise<string> =>
  String((await api.call('POST', '/v2/auth/generateWidgetSession', { reference_id: 'me' }, tenant.headers)).body['url']);
async function open(url: string, options: BrowserContextOptions): Promise<Page> {
  context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}
const toProvider = (page: Page) => page.getByRole('button', { name: 'Continue with Insiders' }).click();
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();

describe('connecting an account', () => {
  it.each<[string, BrowserContextOptions]>([
    ['on a desk', DESKTOP],
    ['on a phone', PHONE],
    ['without JavaScript', { ...PHONE, javaScriptEnabled: false }],
  ])('works %s', async (name, options) => {
    const page = await open(await link(), options);
    expect(await heading(page)).toBe('Connect your account');
    expect(await page.getByText('Velo Diary').count()).toBeGreaterThan(0);
    await toProvider(page);
    expect(new URL(page.url()).origin).toBe(sandbox.url);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.waitForURL(`${api.url}/connect/*/done`);
    expect(await heading(page)).toBe('Connected');
    await page.reload();
    expect(await heading(page)).toBe('Connected');
    expect(await page.getByRole('status').textContent()).toContain('Your Insiders account is connected to Velo Diary');
    await page.screenshot({ path: join(shots, `connected ${name}.png`) });
    const { rows } = await api.db.query(`SELECT 1 FROM connection WHERE reference_id = 'me' AND state = 'active'`);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('denied says so, and leads back to another try', async () => {
    const page = await open(await link(), PHONE);
    await toProvider(page);
    await page.getByRole('button', { name: 'Do not allow' }).click();
    await page.waitForURL(`${api.url}/connect/callback**`);
    expect(await page.getByRole('alert').textContent()).toBe('You did not allow access.');
    await page.getByRole('link', { name: 'Try again' }).click();
    expect(await heading(page)).toBe('Connect your account');
    expect(await page.getByRole('alert').textContent()).toContain('You can try again.');
    await toProvider(page);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    expect(await heading(page)).toBe('Connected');
  });

  it('of two links in one browser works for each', async () => {
    const one = await open(await link(), DESKTOP);
    const two = await one.context().newPage();
    await two.goto(await link());
    await toProvider(one);
    await toProvider(two);
    for (const page of [one, two]) {
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await page.waitForURL(`${api.url}/connect/*/done`);
    }
  });

  it('can be done by keyboard alone, and shows where one is', async () => {
    const page = await open(await link(), DESKTOP);
    await page.keyboard.press('Tab');
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    const focused = await page.evaluate<string>('document.activeElement.textContent');
    expect([focused, outline]).toEqual(['Continue with Insiders', 'solid']);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${sandbox.url}/**`);
  });
});

describe.each<'light' | 'dark'>(['light', 'dark'])('the pages in %s', (colorScheme) => {
  /** Also for a person to look at: the pictures stay in a temporary folder. */
  const see = async (page: Page, name: string): Promise<void> => {
    expect([name, await violations(page)]).toEqual([name, []]);
    expect([name, await overflow(page)]).toEqual([name, 0]);
    await page.screenshot({ path: join(shots, `${name} ${colorScheme}.png`), fullPage: true });
  };

  it.each([
    ['phone', PHONE],
    ['desk', DESKTOP],
  ] as const)(
    'can be read by everybody on a %s',
    async (device, options) => {
      const errors: string[] = [];
      const url = await link();
      const page = await open(url, { ...options, colorScheme });
      page.on('console', (message) => {
        // The page's own status (403, 404) is told as an error too.
        if (message.type() === 'error' && !/status of (4\d\d)/.test(message.text())) errors.push(message.text());
      });
      await see(page, `choice ${device}`);
      await toProvider(page);
      await page.getByRole('button', { name: 'Do not allow' }).click();
      await see(page, `denied ${device}`);
      await page.getByRole('link', { name: 'Try again' }).click();
      await see(page, `again ${device}`);
      await toProvider(page);
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await see(page, `connected ${device}`);
      await page.goto(url);
      // In the browser that used it.
      expect(await heading(page)).toBe('Connected');
      await page.context().clearCookies();
      await page.goto(url);
      await see(page, `used ${device}`);
      await page.goto(await link());
      await toProvider(page);
      await page.locator('input[value="activity:read"]').uncheck();
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await page.getByText('did not share “Your activities”').waitFor();
      await see(page, `unticked ${device}`);
      await page.goto(`${api.url}/`);
      await see(page, `root ${device}`);
      await page.goto(`${api.url}/connect`);
      await see(page, `no link ${device}`);
      await page.goto(`${api.url}/connect/unknown`);
      await see(page, `unknown ${device}`);
      expect(errors).toEqual([]);
    },
    60_000,
  );
});

it('a page of a long name and no provider at all stays in its window', async () => {
  await api.db.query(`UPDATE environment SET name = $2 WHERE id = $1`, [
    tenant.environmentId,
    'Donaudampfschifffahrtsgesellschaft'.repeat(4),
  ]);
  const url = await link();
  await api.db.query(`UPDATE auth_session SET providers = '{}' WHERE id = $1`, [url.split('/').at(-1)]);
  const page = await open(url, PHONE);
  expect(await page.getByRole('alert').textContent()).toContain('There is no provider to choose');
  expect(await overflow(page)).toBe(0);
  await page.screenshot({ path: join(shots, 'long.png'), fullPage: true });
});
