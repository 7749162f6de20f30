/** An app built like Terra's reference receiver (terra.md §2.6): connect, hear, ask for 30 days, count, reconcile. It knows a base URL and nothing else of us. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Connected, explained, until } from '../support/platform/index.js';
import { Bed, type Hook } from './support/bed.js';
import { ReferenceReceiver } from './support/reference-receiver.js';

jest.setTimeout(300_000);

const DAY_MS = 86_400_000;
let bed: Bed;
let hook: Hook;
let app: ReferenceReceiver;
const users: Connected[] = [];
beforeAll(async () => {
  bed = await Bed.start({ sandbox: ['--riders', '2', '--days', '50'] });
  hook = await bed.hook();
  app = new ReferenceReceiver({ ...bed.credentials, baseUrl: `${bed.platform.api.url}/api/v2` }, hook.secret);
  hook.tap.answer = (delivery) => app.take(delivery);
});
afterAll(async () => {
  await app.settled();
  await bed.close();
});

const ridesSince = async (riderId: string, ms: number): Promise<string[]> =>
  (await bed.platform.sandbox.control.truth())
    .filter((ride) => ride.riderId === riderId && !ride.deleted && Date.parse(ride.startedAt) >= ms)
    .map(({ id }) => id)
    .sort();

test('connecting brings the last 30 days, whole and counted', () =>
  explained(bed.platform, async () => {
    users.push(await bed.connect(1), await bed.connect(2));
    for (const { userId, riderId, referenceId } of users) {
      await until(
        'the answer of its backfill',
        () => app.backfillsDone(userId) === 1 && app.backfillsAsked(userId).length === 2,
        {
          timeoutMs: 60_000,
        },
      );
      expect(app.referenceOf(userId)).toBe(referenceId);
      // What the provider supports, and nothing else; the profile is asked for as well.
      expect(app.backfillsAsked(userId)).toEqual(['activity', 'athlete']);
      expect(app.keysOf(userId, 'activity')).toEqual(await ridesSince(riderId, Date.now() - 30 * DAY_MS));
    }
    await until('the profiles', () => users.every(({ userId }) => app.keysOf(userId, 'athlete').length === 1));
  }));

test('a ride comes by itself, is changed, and overwrites itself', () =>
  explained(bed.platform, async () => {
    const [user] = users;
    const ride = await bed.platform.sandbox.control.ride(user?.riderId ?? '');
    await until('the ride', () => app.keysOf(user?.userId ?? '', 'activity').includes(ride.id));
    await bed.platform.sandbox.control.change(ride.id, { name: 'Renamed afterwards' });
    await until('its new name', () => app.row(user?.userId ?? '', 'activity', ride.id)?.includes('Renamed afterwards'));
    expect(app.keysOf(user?.userId ?? '', 'activity').filter((id) => id === ride.id)).toHaveLength(1);
  }));

test('outside of large requests no two events share a reference, or it would drop one', () => {
  expect(app.dropped).toEqual([]);
  expect(app.refused).toEqual([]);
  expect(app.failures).toEqual([]);
});

test('reconciling finds who has gone', () =>
  explained(bed.platform, async () => {
    const [user, other] = users;
    expect(await app.reconcile(user?.referenceId ?? '')).toEqual([{ user_id: user?.userId, active: true }]);
    await bed.platform.sandbox.control.deauthorize(user?.riderId ?? '');
    await until('access_revoked', () => hook.tap.of('access_revoked')[0]);
    expect(await app.reconcile(user?.referenceId ?? '')).toEqual([{ user_id: user?.userId, active: false }]);
    expect(await app.reconcile(other?.referenceId ?? '')).toEqual([{ user_id: other?.userId, active: true }]);
    expect(await app.reconcile('nobody')).toEqual([]);
  }));
