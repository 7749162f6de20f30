/** Markup in every name that a person, a provider or a receiver can give comes out as text, on every page. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Desk, type Seen, addressOf, openDesk, settled } from './desk.js';
import { PAGES } from './pages.js';
import { type Seeded, seed } from './seed.js';

/** Runs where it is taken for markup, and leaves an element that can be found. */
const odd = (field: string): string =>
  `<img src=x alt=xss onerror="alert('${field}')"><svg onload=alert(1)></svg><script>alert(2)</script>"'>${field}`;

let desk: Desk;
let seeded: Seeded;
let seen: Seen;
const dialogs: string[] = [];
beforeAll(async () => {
  desk = await openDesk();
  seeded = await seed(desk.api, 'odd-names', {
    environment: odd('environment'),
    destination: odd('dest').slice(0, 90),
    athlete: odd('athlete'),
    key: odd('key').slice(0, 100),
    ride: odd('ride'),
    problem: odd('problem'),
    device: odd('device'),
  });
  await desk.api.admin('POST', '/operators', { name: odd('operator').slice(0, 100), role: 'viewer' });
  seen = await desk.open(desk.api.adminToken);
  seen.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
}, 120_000);
afterAll(() => desk.close());

/** Elements that only the names could have made. */
const INJECTED = `document.querySelectorAll('img[alt="xss"], svg[onload], [onerror], body script').length`;

it.each(PAGES.map((page) => [page.name, page] as const))('%s shows them as text', async (_name, { path }) => {
  const { page, complaints } = seen;
  complaints.length = 0;
  await page.goto(addressOf(desk.api.url, path(seeded)));
  await settled(page);
  expect(await page.evaluate<number>(INJECTED)).toBe(0);
  expect(dialogs).toEqual([]);
  expect(complaints).toEqual([]);
});

it('and they are shown in full: the tests above did see them', async () => {
  const { page } = seen;
  for (const [path, words] of [
    ['/settings?tab=operators', odd('operator').slice(0, 100)],
    ['/keys', odd('key').slice(0, 100)],
    ['/destinations', odd('dest').slice(0, 90)],
    ['/rides', odd('ride')],
    ['/connections', odd('athlete')],
    ['/providers/INSIDERS_LIVE?tab=devices', odd('device')],
    ['/providers/INSIDERS_LIVE?tab=assignments', odd('device')],
  ] as const) {
    await page.goto(addressOf(desk.api.url, `/e/odd-names${path}`));
    await page.getByText(words, { exact: true }).first().waitFor();
  }
});
