/** Every page on an environment with a past: as it is seen, on a desk and on a phone, light and dark, by everybody. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DESKTOP, PHONE, hiddenSideways, overflow, violations } from '../browser.js';
import { type Desk, type Seen, addressOf, openDesk, settled } from './desk.js';
import { PAGES } from './pages.js';
import { picture } from './pictures.js';
import { type Seeded, seed } from './seed.js';

/** Of scripts, styles and the page itself, gzipped. */
const MOST_BYTES = 300_000;
const SCHEMES = ['light', 'dark'] as const;
/** Enough to see how a page folds: the others are looked at by axe. */
const PICTURED_ON_A_PHONE = ['overview', 'deliveries', 'devices'];

let desk: Desk;
let seeded: Seeded;
/** Also for a person to look at: these pictures stay in a temporary folder. */
let phones: string;
const windows = new Map<string, Seen>();
beforeAll(async () => {
  phones = await mkdtemp(join(tmpdir(), 'freehub-desk-'));
  desk = await openDesk();
  seeded = await seed(desk.api, 'velo-diary');
  await desk.api.admin('POST', '/operators', { name: 'Kim', role: 'viewer', expires_in_days: 90 });
  for (const colorScheme of SCHEMES) {
    windows.set(`desk ${colorScheme}`, await desk.open(desk.api.adminToken, { ...DESKTOP, colorScheme }));
    windows.set(`phone ${colorScheme}`, await desk.open(desk.api.adminToken, { ...PHONE, colorScheme }));
  }
}, 120_000);
afterAll(() => desk.close());

const windowOf = (name: string): Seen => {
  const seen = windows.get(name);
  if (!seen) throw new Error(`there is no window ${name}`);
  return seen;
};

describe.each(SCHEMES)('in %s', (scheme) => {
  it.each(PAGES.map((page) => [page.name, page] as const))(
    '%s is whole, in its window, and for everybody',
    async (name, { path }) => {
      const { page, complaints } = windowOf(`desk ${scheme}`);
      complaints.length = 0;
      await page.goto(addressOf(desk.api.url, path(seeded)));
      await settled(page);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await page.title()).toMatch(/.+ · velo-diary · Freehub$/);
      // Nothing could not be loaded.
      expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
      expect(await overflow(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      await picture(page, `${name}${scheme === 'dark' ? '-dark' : ''}`);
      expect(complaints).toEqual([]);
    },
    60_000,
  );
});

describe.each(SCHEMES)('on a phone, in %s', (scheme) => {
  it.each(PAGES.map((page) => [page.name, page] as const))(
    '%s stays in its window, and is for everybody',
    async (name, { path }) => {
      const { page, complaints } = windowOf(`phone ${scheme}`);
      complaints.length = 0;
      await page.goto(addressOf(desk.api.url, path(seeded)));
      await settled(page);
      await page.screenshot({ path: join(phones, `${name}-${scheme}.png`), fullPage: true });
      expect(await overflow(page)).toBe(0);
      expect(await hiddenSideways(page)).toEqual([]);
      expect(await violations(page)).toEqual([]);
      if (scheme === 'dark' && PICTURED_ON_A_PHONE.includes(name)) await picture(page, `phone-${name}-dark`);
      expect(complaints).toEqual([]);
    },
    60_000,
  );
});

it('the first page is small', async () => {
  const seen = await desk.open(desk.api.adminToken);
  const { page } = seen;
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (/\.(js|css|svg)$|\/dashboard\//.test(new URL(response.url()).pathname)) bodies.push(response.body());
  });
  await page.goto(addressOf(desk.api.url, '/e/velo-diary'));
  await settled(page);
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  process.stdout.write(`first page: ${sizes.length} files, ${Math.round(bytes / 1_000)} kB gzipped\n`);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThan(MOST_BYTES);
  await seen.close();
});
