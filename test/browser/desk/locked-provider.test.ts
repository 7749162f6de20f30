/** A provider whose secrets cannot be opened any more: the others are shown as ever, it says what is wrong, and is mended by giving them anew. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { insidersConfig } from '../../../apps/api/admin/seed.fixture.js';
import { type Desk, type Seen, addressOf, openDesk, settled } from './desk.js';
import { violations } from '../browser.js';

let desk: Desk;
let seen: Seen;
beforeAll(async () => {
  desk = await openDesk();
  await desk.api.admin('POST', '/environments', { dev_id: 'velo-diary' });
  await desk.api.admin('PUT', '/environments/velo-diary/providers/INSIDERS', { config: insidersConfig() });
  // As if they were sealed by a key that is not in the ring; it notified.
  await desk.api.db.query(
    `UPDATE provider_app SET secrets = decode('01026b30', 'hex'), webhook_secrets = decode('01026b30', 'hex'), subscription_id = 's'`,
  );
  seen = await desk.open(desk.api.adminToken);
}, 120_000);
afterAll(() => desk.close());

it('is told on the list and on its page, and mended there', async () => {
  const { page, complaints } = seen;
  await page.goto(addressOf(desk.api.url, '/e/velo-diary/providers'));
  await settled(page);
  const locked = page.getByRole('region', { name: 'Insiders', exact: true });
  expect(await locked.innerText()).toMatch(/set-up cannot be used[^]*The secrets of this provider cannot be opened[^]*anew/);
  expect(await page.locator('main').getByText('not set up').count()).toBe(1);
  expect(await violations(page)).toEqual([]);

  await locked.getByRole('link').click();
  await page.getByRole('alert').getByText('It cannot be used as it is set up').waitFor();
  expect(await page.getByRole('button', { name: 'Subscribe again' }).count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Client secret' }).fill('another-secret-of-mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('Turn them on again').waitFor();
  await page.getByText('It cannot be used as it is set up').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Turn them on' }).waitFor();
  expect(complaints).toEqual([]);
}, 60_000);
