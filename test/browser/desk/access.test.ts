/** Who may see and change what: viewers, other environments, people who are not logged in. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { insidersConfig } from '../../../apps/api/admin/seed.fixture.js';
import { type Desk, addressOf, openDesk, settled } from './desk.js';
import { PAGES } from './pages.js';
import { PLAIN, type Seeded, seed } from './seed.js';

let desk: Desk;
let seeded: Seeded;
let viewerToken: string;
beforeAll(async () => {
  desk = await openDesk();
  seeded = await seed(desk.api, 'velo-diary', {
    ...PLAIN,
    destination: 'Target of one',
    athlete: 'athlete-of-one',
    ride: 'Ride of one',
    key: 'Key of one',
  });
  await desk.api.admin('POST', '/environments', { dev_id: 'other', name: 'Other' });
  await desk.api.admin('PUT', '/environments/other/providers/INSIDERS', { config: insidersConfig() });
  viewerToken = String((await desk.api.admin('POST', '/operators', { name: 'Kim', role: 'viewer' })).body['token']);
}, 120_000);
afterAll(() => desk.close());

const text = 'document.body.innerText';
/** Of the window's session. */
async function csrfOf(page: Page): Promise<string> {
  const answer = await page.context().request.get(`${desk.api.url}/admin/session`);
  return z.object({ csrf_token: z.string() }).parse(await answer.json()).csrf_token;
}

describe('a viewer', () => {
  it('finds every button that changes something greyed out, with the reason', async () => {
    const { page, complaints } = await desk.open(viewerToken);
    let found = 0;
    for (const { path } of PAGES) {
      await page.goto(addressOf(desk.api.url, path(seeded)));
      await settled(page);
      const greyed = page.getByTitle(/Your role is viewer/);
      for (const button of await greyed.all()) expect(await button.isDisabled()).toBe(true);
      found += await greyed.count();
    }
    // New key, save, revoke, check and add, pause, redrive, …
    expect(found).toBeGreaterThan(15);
    expect(complaints).toEqual([]);
  }, 120_000);

  it('is refused by the api all the same, with its session and with its token', async () => {
    const { page } = await desk.open(viewerToken);
    await page.goto(addressOf(desk.api.url, '/e/velo-diary'));
    await settled(page);
    const csrf = await csrfOf(page);
    const at = '/admin/environments/velo-diary';
    for (const [method, path, data] of [
      ['POST', '/admin/environments', { dev_id: 'more' }],
      ['PATCH', at, { name: 'Mine' }],
      ['POST', `${at}/keys`, { label: 'mine' }],
      ['POST', `${at}/connections/${seeded.connectionId}/pause`, undefined],
      ['DELETE', `${at}/connections/${seeded.connectionId}`, undefined],
      ['DELETE', `${at}/destinations/${seeded.destinationId}`, undefined],
      ['POST', `${at}/deliveries/${seeded.deadId}/redrive`, undefined],
      ['POST', '/admin/operators', { name: 'Me', role: 'admin' }],
    ] as const) {
      for (const headers of [{ 'x-csrf-token': csrf }, { authorization: `Bearer ${viewerToken}` }]) {
        const answer = await page
          .context()
          .request.fetch(`${desk.api.url}${path}`, { method, headers, ...(data ? { data } : {}) });
        expect([method, path, answer.status()]).toEqual([method, path, 403]);
      }
    }
    const { rows } = await desk.api.db.query(`SELECT action FROM audit WHERE actor = 'Kim' AND action <> 'operator.logged_in'`);
    expect(rows).toEqual([]);
  });
});

describe('another environment', () => {
  it('shows nothing of this one on any page', async () => {
    const { page, complaints } = await desk.open(desk.api.adminToken);
    const stranger = { ...seeded, devId: 'other' };
    for (const { name, path } of PAGES) {
      await page.goto(addressOf(desk.api.url, path(stranger)));
      await settled(page);
      const shown = await page.evaluate<string>(text);
      // The key of the ride is in the address itself.
      for (const word of ['Target of one', 'athlete-of-one', 'Ride of one', 'Key of one', '503'])
        expect([name, word, shown.includes(word)]).toEqual([name, word, false]);
    }
    expect(complaints).toEqual([]);
  }, 120_000);
});

describe('somebody who is not logged in', () => {
  it('logs in at a deep link and is on that very page', async () => {
    const { page } = await desk.open(null);
    const address = addressOf(desk.api.url, '/e/velo-diary/deliveries?state=dead');
    await page.goto(address);
    await page.getByRole('heading', { name: 'Freehub', level: 1 }).waitFor();
    expect(await page.title()).toBe('Log in · Freehub');
    await page.getByLabel('Token').first().fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Token').first().fill(desk.api.adminToken);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
    expect(page.url()).toBe(address);
  });

  it('is led back to the log-in when the session has ended elsewhere, and then goes on', async () => {
    const { page } = await desk.open(desk.api.adminToken);
    await page.goto(addressOf(desk.api.url, '/e/velo-diary/keys'));
    await settled(page);
    const csrf = await csrfOf(page);
    const out = await page.context().request.delete(`${desk.api.url}/admin/session`, { headers: { 'x-csrf-token': csrf } });
    expect(out.status()).toBe(200);
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    await page.getByLabel('Token').first().fill(desk.api.adminToken);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor();
  });

  it('logs out by the menu', async () => {
    const { page } = await desk.open(desk.api.adminToken);
    await page.goto(addressOf(desk.api.url, '/e/velo-diary'));
    await settled(page);
    await page.getByRole('button', { name: 'Your session' }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    expect((await page.context().request.get(`${desk.api.url}/admin/session`)).status()).toBe(401);
  });
});
