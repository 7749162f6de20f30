/** An operator sees who wears which device, ends it, and gives a device to somebody else. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { type Desk, type Seen, addressOf, openDesk, settled } from './desk.js';
import { seed } from './seed.js';

let desk: Desk;
let seen: Seen;
let devId = '';
let n = 0;
beforeAll(async () => {
  desk = await openDesk();
  seen = await desk.open(desk.api.adminToken);
}, 60_000);
afterAll(() => desk.close());
beforeEach(async () => {
  devId = `riders-${n++}`;
  await seed(desk.api, devId);
  seen.complaints.length = 0;
}, 60_000);

async function open(tab: 'devices' | 'assignments'): Promise<void> {
  await seen.page.goto(addressOf(desk.api.url, `/e/${devId}/providers/INSIDERS_LIVE?tab=${tab}`));
  await settled(seen.page);
}
const rows = async (table: string): Promise<readonly string[]> =>
  seen.page.getByRole('table', { name: table }).locator('tbody tr').allInnerTexts();
const cells = async (table: string): Promise<readonly (readonly string[])[]> =>
  (await rows(table)).map((row) => row.split('\t').map((cell) => cell.trim()));
const button = (name: string | RegExp): Locator => seen.page.getByRole('button', { name });

describe('devices', () => {
  it('are listed with who wears them, which leads to the connection', async () => {
    const { page, complaints } = seen;
    await open('devices');
    expect(await page.getByText('club-manager').count()).toBe(1);
    expect((await cells('Devices of the account')).map((row) => row.slice(0, 3))).toEqual([
      ['rec-03', '–', 'nobody'],
      ['rec-02', 'IL-20418', 'anna'],
      ['Recorder 1', 'IL-20417', 'anna 2'],
    ]);
    await page.getByRole('link', { name: 'anna 2' }).click();
    await page.waitForURL('**/connections/**');
    await page.getByRole('heading', { name: 'anna 2', level: 1 }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('assignments', () => {
  it('are listed newest first; one that goes on is ended, one that has ended is only shown', async () => {
    const { page, complaints } = seen;
    await open('assignments');
    expect((await cells('Assignments, newest first')).map(([device, athlete]) => [device, athlete])).toEqual([
      ['Recorder 1', 'anna 2'],
      ['IL-20418', 'anna'],
      ['IL-20418', 'anna 2'],
    ]);
    expect((await cells('Assignments, newest first')).filter((row) => row.includes('until further notice'))).toHaveLength(2);
    expect(await button(/^End it now: /).count()).toBe(2);
    await button('End it now: Recorder 1').click();
    await page.getByText('What it recorded until now stays theirs').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'End it now' }).click();
    await page.getByText('The assignment has ended.').waitFor();
    await button('End it now: Recorder 1').waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Devices' }).click();
    await page.getByRole('row', { name: /Recorder 1.*nobody/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('are made in a dialog by the keyboard; a device that another wears is refused with what to do', async () => {
    const { page, complaints } = seen;
    await open('assignments');
    await button('Assign a device').click();
    const dialog = page.getByRole('dialog', { name: 'Assign a device' });
    const assign = dialog.getByRole('button', { name: 'Assign it' });
    expect(await assign.isDisabled()).toBe(true);
    const device = dialog.getByRole('combobox', { name: 'Device' });
    await device.fill('Recorder');
    await page.getByRole('option', { name: 'Recorder 1 · IL-20417' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog.getByLabel('Reference id').fill('ben');
    await page.keyboard.press('Enter');
    await dialog
      .getByRole('alert')
      .getByText(/assigned to anna 2.*end or delete/)
      .waitFor();
    await device.fill('rec-03');
    await page.getByRole('option', { name: 'rec-03' }).click();
    await assign.click();
    await page.getByText('Assigned; the athlete was made.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /rec-03.*ben/ }).waitFor();
    expect(complaints).toEqual([]);
  });
});
