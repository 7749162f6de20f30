/** A ride is zoomed by dragging over a chart and by the keys, and shown whole again by both: all charts together. */
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { type Desk, type Seen, addressOf, openDesk, settled } from './desk.js';
import { type Seeded, seed } from './seed.js';
import { picture } from './pictures.js';

let desk: Desk;
let seeded: Seeded;
let seen: Seen;
beforeAll(async () => {
  desk = await openDesk();
  seeded = await seed(desk.api, 'velo-diary');
  seen = await desk.open(desk.api.adminToken);
}, 120_000);
afterAll(() => desk.close());
beforeEach(async () => {
  const { page, complaints } = seen;
  complaints.length = 0;
  await page.goto(addressOf(desk.api.url, `/e/velo-diary/rides/${seeded.connectionId}/activity/${seeded.rideKey}`));
  await settled(page);
  await charts()
    .getByText(/^in view: /)
    .first()
    .waitFor();
});

const charts = (): Locator => seen.page.getByRole('region', { name: 'Charts of the ride' });
const slider = (): Locator => seen.page.getByRole('slider', { name: 'Place in the ride' });
const resetting = (): Locator => seen.page.getByRole('button', { name: 'Reset zoom' });
/** What each chart says of the part that it shows. */
const inView = async (): Promise<readonly string[]> =>
  charts()
    .getByText(/^in view: /)
    .allTextContents();

async function drag(from: number, to: number): Promise<void> {
  const { page } = seen;
  const box = await charts().locator('.u-over').first().boundingBox();
  if (!box) throw new Error('there is no chart');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * ((from + to) / 2), y);
  await page.mouse.move(box.x + box.width * to, y);
  await page.mouse.up();
}

it('dragging over one chart zooms all of them, and the button shows all again', async () => {
  const whole = await inView();
  expect(whole).toHaveLength(5);
  expect(await resetting().isDisabled()).toBe(true);
  await drag(0.25, 0.5);
  const part = await inView();
  // The cadence swings as much in a part as in the whole.
  expect(part.filter((words, index) => words === whole[index]).length).toBeLessThanOrEqual(1);
  await picture(seen.page, 'ride-zoomed');
  await resetting().click();
  expect(await inView()).toEqual(whole);
  expect(await resetting().isDisabled()).toBe(true);
  expect(seen.complaints).toEqual([]);
});

it('a double click shows all again', async () => {
  const whole = await inView();
  await drag(0.5, 0.75);
  expect(await inView()).not.toEqual(whole);
  await charts().locator('.u-over').nth(1).dblclick();
  expect(await inView()).toEqual(whole);
  expect(seen.complaints).toEqual([]);
});

it('without a mouse the keys do the same: the place moves, + and − zoom around it, 0 and Escape show all', async () => {
  const { page } = seen;
  const whole = await inView();
  await slider().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  expect(await slider().getAttribute('aria-valuetext')).toMatch(/^0:00:31 · .* km · .*Power \d+ W/);
  for (const reset of ['0', 'Escape']) {
    await page.keyboard.press('+');
    const half = await inView();
    expect(half).not.toEqual(whole);
    await page.keyboard.press('+');
    const quarter = await inView();
    expect(quarter).not.toEqual(half);
    await page.keyboard.press('-');
    expect(await inView()).not.toEqual(quarter);
    await page.keyboard.press(reset);
    expect(await inView()).toEqual(whole);
  }
  expect(seen.complaints).toEqual([]);
});

it('what was dragged is reset from the keyboard alone', async () => {
  const { page } = seen;
  const whole = await inView();
  await drag(0.1, 0.3);
  expect(await inView()).not.toEqual(whole);
  await page.getByRole('button', { name: 'Zoom in' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await page.locator(':focus-visible').innerText()).toBe('Reset zoom');
  await page.keyboard.press('Enter');
  expect(await inView()).toEqual(whole);
  expect(seen.complaints).toEqual([]);
});
