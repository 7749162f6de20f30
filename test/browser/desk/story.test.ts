/** A connection's story: what happened to one ride is one entry, which opens to every step of it. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { violations } from '../browser.js';
import { type Desk, addressOf, openDesk, settled } from './desk.js';
import { type Seeded, seed } from './seed.js';

let desk: Desk;
let seeded: Seeded;
beforeAll(async () => {
  desk = await openDesk();
  seeded = await seed(desk.api, 'velo-story');
}, 120_000);
afterAll(() => desk.close());

it('of a ride that could not be delivered opens by the keyboard, to the attempt and its reason', async () => {
  const seen = await desk.open(desk.api.adminToken);
  const { page } = seen;
  await page.goto(addressOf(desk.api.url, `/e/velo-story/connections/${seeded.connectionId}`));
  await settled(page);
  const ride = page
    .getByRole('listitem')
    .filter({ has: page.locator('summary', { hasText: 'could not be delivered to Diary server' }) });
  expect(await ride.count()).toBe(1);
  const attempt = ride.getByText('the receiver answered 503 (503), 120 ms');
  expect(await attempt.isVisible()).toBe(false);
  const summary = ride.locator('summary', { hasText: '3 steps' });
  expect(await summary.textContent()).toBe(
    'came in → could not be delivered to Diary server, waits for Diary server (old)3 steps',
  );
  await summary.focus();
  await page.keyboard.press('Enter');
  await ride.getByText('1 attempt').click();
  await attempt.waitFor();
  expect(await ride.getByRole('listitem').getByRole('heading').allTextContents()).toEqual([
    expect.stringMatching(/^An activity of .* came in$/),
    expect.stringMatching(/^Failed: An activity of .* could not be delivered to Diary server, given up after 1 try$/),
    expect.stringMatching(/^An activity of .* waits to be delivered to Diary server \(old\)$/),
  ]);
  expect(await violations(page)).toEqual([]);
  // Whoever asks for deliveries alone gets each of them.
  await page.getByText('Deliveries', { exact: true }).last().click();
  await settled(page);
  expect(await page.locator('summary', { hasText: 'steps' }).count()).toBe(0);
  expect(seen.complaints).toEqual([]);
  await seen.close();
});
