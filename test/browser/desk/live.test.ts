/** The overview changes as things happen; while the stream is away it says so, and asks. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { seedConnection } from '../../../apps/api/admin/seed.fixture.js';
import { commitOf } from '../../../store/store.fixture.js';
import { commitSync } from '../../../store/sync/commit.js';
import { type Desk, addressOf, openDesk, settled } from './desk.js';
import { ride } from './ride.js';
import { type Seeded, seed } from './seed.js';

let desk: Desk;
let seeded: Seeded;
beforeAll(async () => {
  desk = await openDesk();
  seeded = await seed(desk.api, 'velo-diary');
}, 120_000);
afterAll(() => desk.close());

it('shows a new ride without being asked', async () => {
  const seen = await desk.open(desk.api.adminToken);
  const { page, complaints } = seen;
  await page.goto(addressOf(desk.api.url, '/e/velo-diary'));
  await settled(page);
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByText('6 new or changed within the hour').waitFor();
  const { environmentId, connectionId } = seeded;
  const records = [ride('one-more', 'One more', Date.now())];
  await commitSync(desk.api.db, commitOf({ environmentId, connectionId }, { records }));
  await page.getByText('7 new or changed within the hour').waitFor();
  expect(complaints).toEqual([]);
  await seen.close();
});

it('asks every ten seconds while the stream is away', async () => {
  const seen = await desk.open(desk.api.adminToken);
  const { page } = seen;
  await page.route('**/live', (route) => route.abort());
  await page.goto(addressOf(desk.api.url, '/e/velo-diary'));
  await settled(page);
  await page.getByText('reconnecting…', { exact: true }).waitFor();
  await page.getByRole('link', { name: '3 active' }).waitFor();
  await seedConnection(desk.api.db, seeded.environmentId, { referenceId: 'ben' });
  await page.getByRole('link', { name: '4 active' }).waitFor();
  await seen.close();
}, 60_000);
