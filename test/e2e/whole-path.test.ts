/** Connect, hear, sync, deliver, change, delete, disconnect: once, on everything real. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { loadSettings } from '../../settings/load.js';
import { KeyRing } from '../../store/secrets/key-ring.js';
import { openTokens, readCredential } from '../../store/connections/credentials.js';
import { asId } from '../../model/ids.js';
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import {
  type Connected,
  Platform,
  type Tenant,
  allArrived,
  explained,
  findLeaks,
  judge,
  rowsWith,
  terraHeaders,
  until,
} from '../support/platform/index.js';

jest.setTimeout(300_000);

const NAME = 'Over the hill of 4711 secrets';
const CALORIES = 98_765;

let platform: Platform;
let tenant: Tenant;
let user: Connected;

beforeAll(async () => {
  platform = await Platform.start({ sandbox: ['--riders', '2', '--days', '20'], settings: { FREEHUB_LOG_LEVEL: 'debug' } });
  tenant = await explained(platform, () => platform.provision());
});
afterAll(async () => {
  await platform.close();
});

test('connecting tells the app', () =>
  explained(platform, async () => {
    user = await tenant.connect(1);
    const auth = await until('the auth event', () => tenant.hook().of('auth')[0]);
    expect(auth.body).toMatchObject({
      type: 'auth',
      status: 'success',
      user: { user_id: user.userId, reference_id: user.referenceId, provider: 'INSIDERS' },
    });
    await until('the auth event in the database', async () =>
      (await tenant.sql().events()).some(({ type, userId }) => type === 'auth' && userId === user.userId),
    );
  }));

test('the oracle sees a ride that is not there', () =>
  explained(platform, async () => {
    await platform.sandbox.control.fault({ name: 'late_webhook', ms: 1_500, count: 1 });
    const ride = await platform.sandbox.control.ride(user.riderId);
    const { faults } = await judge(platform, tenant);
    expect(faults.map((fault) => fault.split(' of ')[0])).toEqual([`hook: ride ${ride.id}`, `sql: ride ${ride.id}`]);
    await allArrived(platform, tenant);
  }));

test('a ride arrives, is changed and is deleted, at both destinations', () =>
  explained(platform, async () => {
    const { control } = platform.sandbox;
    const ride = await control.ride(user.riderId);
    const kept = await control.ride(user.riderId);
    expect((await allArrived(platform, tenant)).expected).toBe(3);

    await control.change(ride.id, { name: NAME, calories_kcal: CALORIES });
    await allArrived(platform, tenant);
    const row = (await tenant.sql().activities()).find(({ key }) => key === ride.id);
    expect(row).toMatchObject({ revision: 2, ride: { name: NAME, calories: CALORIES } });

    await control.remove(ride.id);
    await allArrived(platform, tenant);
    await until('the tombstone', async () => (await tenant.sql().tombstones()).has(`${user.userId} ${ride.id}`));
    const keys = (await tenant.sql().activities()).map(({ key }) => key);
    expect(keys).toContain(kept.id);
    expect(keys).not.toContain(ride.id);
    expect((await judge(platform, tenant)).duplicates).toBe(0);
  }));

test('a backfill brings the past, once', () =>
  explained(platform, async () => {
    const id = await tenant.backfill(20);
    await until('the backfill', async () => (await tenant.progress(id)).state === 'done', { timeoutMs: 120_000, everyMs: 200 });
    const { expected, duplicates } = await allArrived(platform, tenant, { backfilledFromMs: Date.now() - 20 * 86_400_000 });
    expect(expected).toBeGreaterThan(5);
    expect(duplicates).toBe(0);
    const sent = tenant.hook().of('activity').length;
    const again = await tenant.backfill(20);
    await until('the second backfill', async () => (await tenant.progress(again)).state === 'done', {
      timeoutMs: 120_000,
      everyMs: 200,
    });
    expect((await tenant.progress(again)).records.changed).toBe(0);
    expect(tenant.hook().of('activity')).toHaveLength(sent);
  }));

test('no health data and no secret is in Temporal, in the logs or in the metrics', () =>
  explained(platform, async () => {
    const [environment] = await platform.rows<{ id: EnvironmentId }>(`SELECT id FROM environment`);
    const owner = { environmentId: environment?.id ?? asId<EnvironmentId>(''), connectionId: asId<ConnectionId>(user.userId) };
    const credential = await readCredential(platform.db, owner.connectionId);
    if (!credential) throw new Error('the connection has no tokens');
    const tokens = openTokens(
      KeyRing.of(loadSettings({ FREEHUB_SECRET_KEYS: platform.keys }).secretKeys ?? []),
      owner,
      credential,
    );
    const truth = await platform.sandbox.control.truth();
    const rider = (await platform.sandbox.control.riders())[0];
    const names = [...new Set([NAME, ...truth.map(({ name }) => name)]), ...(rider?.name.split(' ') ?? [])];
    const coordinates = await tenant.sql().coordinates(10);
    expect(coordinates.length).toBeGreaterThan(0);
    const forbidden = {
      ...Object.fromEntries(names.map((name) => [`name ${name}`, name])),
      ...Object.fromEntries(coordinates.map((degrees) => [`coordinate ${degrees}`, degrees])),
      calories: String(CALORIES),
      'a field of heart rate': 'hr_bpm',
      'samples of heart rate': 'hr_samples',
      'access token': tokens.accessToken,
      'refresh token': tokens.refreshToken ?? 'there is none',
      ...Object.fromEntries([...platform.secrets, ...tenant.secrets].map((secret, index) => [`secret ${index}`, secret])),
    };
    const { leaks, searched } = await findLeaks(platform, forbidden);
    expect(leaks).toEqual([]);
    // Something was searched: four kinds of workflow, logs, metrics.
    expect(
      Object.keys(searched).filter((where) => /workflow (connection|backfill|destination|housekeeping)/.test(where)).length,
    ).toBeGreaterThan(4);
    expect(searched['logs']).toBeGreaterThan(1_000);
  }));

test('disconnecting leaves nothing but the audit, and tells the app', () =>
  explained(platform, async () => {
    const rides = (await platform.sandbox.control.truth()).filter(({ riderId }) => riderId === user.riderId).map(({ id }) => id);
    await tenant.disconnect(user);
    const deauth = await until('the deauth event', () => tenant.hook().of('deauth')[0]);
    expect(deauth.body).toMatchObject({ user: { user_id: user.userId } });
    const left = await rowsWith(platform, [user.userId, user.riderId, ...rides]);
    expect(left.filter(({ table, row }) => table !== 'audit' && !(table === 'event' && row.includes('deauth')))).toEqual([]);
    expect(left.filter(({ table }) => table === 'audit').length).toBeGreaterThan(0);
    expect(Object.keys((await platform.sandbox.control.stats()).requests)).toContain('POST /oauth/revoke 200');
    await until('the end of its workflow', () =>
      platform.withTemporal(
        async (client) => (await client.workflow.getHandle(`connection:${user.userId}`).describe()).status.name === 'COMPLETED',
      ),
    );
    const again = await fetch(`${platform.api.url}/v2/auth/deauthenticateUser?user_id=${user.userId}`, {
      method: 'DELETE',
      headers: terraHeaders(tenant),
    });
    expect(again.status).toBe(404);
  }));
