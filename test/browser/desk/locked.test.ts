/** A destination whose secrets cannot be opened any more: the others are shown as ever, it says what is wrong, and is mended by giving them anew. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Desk, type Seen, addressOf, openDesk, settled } from './desk.js';
import { violations } from '../browser.js';
import { seed } from './seed.js';

let desk: Desk;
let seen: Seen;
beforeAll(async () => {
  desk = await openDesk();
  await seed(desk.api, 'velo-diary');
  await desk.api.admin('POST', '/environments/velo-diary/destinations', {
    kind: 'webhook',
    name: 'Locked',
    config: { url: 'http://127.0.0.1:1/locked', signing_secret: 'of-a-key-that-is-gone' },
  });
  // Bound to another destination: no key opens it here.
  await desk.api.db.query(
    `UPDATE destination SET secrets = (SELECT o.secrets FROM destination o WHERE o.name = 'Diary server') WHERE name = 'Locked'`,
  );
  seen = await desk.open(desk.api.adminToken);
}, 120_000);
afterAll(() => desk.close());

it('is told on the list and on its page, and mended there', async () => {
  const { page, complaints } = seen;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(addressOf(desk.api.url, '/e/velo-diary/destinations'));
  await settled(page);
  const cards = page.locator('main').getByRole('listitem');
  expect(await cards.count()).toBe(3);
  const locked = cards.filter({ hasText: 'Locked' });
  expect(await locked.innerText()).toMatch(/set-up cannot be used[^]*The secrets of this destination cannot be opened[^]*anew/);
  const well = cards.filter({ hasText: '6 delivered, 2 failed tries' });
  expect(await well.getByRole('link', { name: 'Diary server' }).count()).toBe(1);
  // One question for all cards.
  expect(asked.filter((path) => path.startsWith('/admin/environments/velo-diary/destinations'))).toEqual([
    '/admin/environments/velo-diary/destinations',
  ]);
  expect(await violations(page)).toEqual([]);

  await locked.getByRole('link', { name: 'Locked' }).click();
  await page.getByRole('alert').getByText('It cannot be used as it is set up').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: 'Change its set-up' }).click();
  await page.getByRole('heading', { name: 'Change Locked', level: 1 }).waitFor();
  expect(await page.getByLabel('URL').inputValue()).toBe('http://127.0.0.1:1/locked');
  await page.getByRole('button', { name: 'Make a random one' }).click();
  await page.getByRole('button', { name: 'Save without a passed check' }).click();
  await page.getByRole('alert').getByText('It is saved. See to this:').waitFor();
  await page.getByRole('link', { name: 'Back to the destination' }).click();
  await page.getByRole('heading', { name: 'Locked', level: 1 }).waitFor();
  await page.getByText('It cannot be used as it is set up').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
}, 60_000);
