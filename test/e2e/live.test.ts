/** Recorders of a manager: logged in once, assigned by CSV, handed over at noon; what each athlete's app gets. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { LIVE, MANAGER, liveConfig } from '../../apps/api/admin/devices/live.fixture.js';
import * as connections from '../../apps/api/admin/contract/connections.js';
import * as devices from '../../apps/api/admin/contract/devices.js';
import * as providers from '../../apps/api/admin/contract/providers.js';
import { Platform, type Tenant, explained, until } from '../support/platform/index.js';

jest.setTimeout(300_000);

const MINUTE_MS = 60_000;
/** Half a day ago or so: everything lies in what a poll looks back. */
const noon = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 6 * 60 * MINUTE_MS;
const at = (minutes: number): string => new Date(noon + minutes * MINUTE_MS).toISOString();

let platform: Platform;
let tenant: Tenant;
let device = { id: '', device_id: '', serial_number: '' };
const users = new Map<string, string>();
const params = () => ({ environment: tenant.devId, provider: LIVE });

const ofSandbox = async (path: string, body: object = {}): Promise<unknown> => {
  const response = await fetch(`${platform.sandbox.url}/sandbox${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
  return response.json();
};
const ride = (startMinute: number, minutes: number, more: object = {}): Promise<unknown> =>
  ofSandbox(`/devices/${device.device_id}/rides`, { startedAt: at(startMinute), minutes, ...more });

beforeAll(async () => {
  platform = await Platform.start({ sandbox: ['--riders', '2', '--days', '0'] });
  tenant = await explained(platform, () => platform.provision({ sql: false, subscribe: false }));
});
afterAll(async () => {
  await platform.close();
});

/** What the app has of an athlete by now, in minutes from noon: what was deleted is gone. */
function atApp(reference: string): string[] {
  const last = new Map<string, { startMs: number; deleted: boolean; orderingMs: number }>();
  for (const { userId, key, ride: seen, orderingMs } of tenant.hook().of('activity')) {
    if (userId !== users.get(reference) || key === null || seen === null) continue;
    if ((last.get(key)?.orderingMs ?? 0) <= orderingMs) last.set(key, { ...seen, orderingMs });
  }
  return [...last.values()]
    .filter(({ deleted }) => !deleted)
    .map(({ startMs }) => String(Math.round((startMs - noon) / MINUTE_MS)))
    .sort((a, b) => Number(a) - Number(b));
}

/** How long the records are that are stored, in minutes. */
async function lengths(reference: string): Promise<number[]> {
  const rows = await platform.rows<{ minutes: number }>(
    `SELECT round(extract(epoch FROM end_time::timestamptz - started_at) / 60)::int AS minutes FROM record WHERE connection_id = $1 AND deleted_at IS NULL ORDER BY started_at`,
    [users.get(reference)],
  );
  return rows.map(({ minutes }) => minutes);
}

async function look(): Promise<void> {
  for (const connection of users.values())
    await platform.admin.call(connections.syncConnection, { params: { environment: tenant.devId, connection } });
}
const seen = (reference: string, starts: readonly string[]): Promise<true> =>
  until(`${reference} to have ${starts.join(', ')}`, () => JSON.stringify(atApp(reference)) === JSON.stringify(starts) || null, {
    timeoutMs: 120_000,
  });

const spells = z.object({ items: z.array(z.object({ id: z.string() })) });

test('a manager logs in, and a file says who wore the recorder: before noon one, from noon on another', () =>
  explained(platform, async () => {
    await platform.admin.call(providers.putProviderApp, { params: params(), body: { config: liveConfig(platform.sandbox.url) } });
    const login = await platform.admin.call(devices.loginManager, { params: params(), body: MANAGER });
    expect(login).toMatchObject({ devices: 2, manager: { state: 'active' } });
    const { items } = await platform.admin.call(devices.listDevices, { params: params() });
    const [first] = items.filter(({ device_id }) => device_id === '22001');
    device = { id: first?.id ?? '', device_id: first?.device_id ?? '', serial_number: first?.serial_number ?? '' };
    const [, other] = await platform.sandbox.control.riders();
    await ofSandbox(`/devices/${device.device_id}/wearer`, { rider: other?.id, from: at(0) });
    await ride(-180, 30);
    await ride(60, 40);
    const csv = [
      'serial_number,reference_id,from,to',
      `${device.serial_number},anna,${at(-600)},${at(0)}`,
      `${device.serial_number},ben,${at(0)},`,
    ].join('\n');
    const body = { csv, dry_run: false };
    expect(await platform.admin.call(devices.importAssignments, { params: params(), body })).toMatchObject({
      made: 2,
      new_athletes: 2,
    });
    const made = await platform.admin.call(devices.listAssignments, { params: params() });
    for (const one of made.items) users.set(one.reference_id ?? '', one.user_id);
    await seen('anna', ['-180']);
    await seen('ben', ['60']);
    expect([await lengths('anna'), await lengths('ben')]).toEqual([[30], [40]]);
    // Ordinary users of the app.
    expect(
      tenant
        .hook()
        .of('auth')
        .map(({ userId }) => userId)
        .sort(),
    ).toEqual([...users.values()].sort());
  }));

test('an upload that comes late makes the ride longer: the same one, again', () =>
  explained(platform, async () => {
    await ride(120, 30, { hold: [{ fromSecond: 900, toSecond: 1_800 }] });
    await look();
    await seen('ben', ['60', '120']);
    expect(await lengths('ben')).toEqual([40, 15]);
    await ofSandbox(`/devices/${device.device_id}/release`);
    await look();
    await until('the ride to grow', async () => JSON.stringify(await lengths('ben')) === '[40,30]' || null);
    await seen('ben', ['60', '120']);
  }));

test('a late part between two rides makes them one: the other is deleted at the app', () =>
  explained(platform, async () => {
    await ride(200, 45, { hold: [{ fromSecond: 900, toSecond: 1_800 }] });
    await look();
    await seen('ben', ['60', '120', '200', '230']);
    await ofSandbox(`/devices/${device.device_id}/release`);
    await look();
    await seen('ben', ['60', '120', '200']);
    expect(await lengths('ben')).toEqual([40, 30, 45]);
  }));

test('a hand-over that was an hour and a half later: the one’s ride is deleted, and is the other’s', () =>
  explained(platform, async () => {
    const { items } = spells.parse(await platform.admin.call(devices.listAssignments, { params: params() }));
    const [ben, anna] = items;
    await platform.admin.call(devices.changeAssignment, {
      params: { ...params(), assignment: ben?.id ?? '' },
      body: { from: at(110) },
    });
    await platform.admin.call(devices.changeAssignment, {
      params: { ...params(), assignment: anna?.id ?? '' },
      body: { to: at(110) },
    });
    await seen('ben', ['120', '200']);
    await seen('anna', ['-180', '60']);
    const told = await platform.rows<{ because: string }>(
      `SELECT detail->>'because' AS because FROM audit WHERE action = 'record.withdrawn' ORDER BY id DESC LIMIT 1`,
    );
    expect(told).toEqual([{ because: 'no device was assigned to the athlete in its time' }]);
  }));

test('tokens that the provider refuses stop nobody for good: the operator logs in again', () =>
  explained(platform, async () => {
    await platform.db.query(`UPDATE manager_account SET state = 'reauthorize'`);
    await ride(260, 20);
    await look();
    await platform.admin.call(devices.loginManager, { params: params(), body: MANAGER });
    await seen('ben', ['120', '200', '260']);
    expect(await platform.rows(`SELECT DISTINCT state FROM connection`)).toEqual([{ state: 'active' }]);
  }));

test('a recorder that is listened to is looked at when it begins, long before the next poll', () =>
  explained(platform, async () => {
    const config = { ...liveConfig(platform.sandbox.url), min_session_minutes: 0, watch: true };
    await platform.admin.call(providers.putProviderApp, { params: params(), body: { config } });
    const watched = `SELECT 1 FROM device WHERE provider_device_id = '${device.device_id}' AND watch_until > now()`;
    await until('the recorder to be listened to', async () => (await platform.rows(watched)).length > 0 || null, {
      timeoutMs: 120_000,
    });
    // As if the last look were a while ago and the next one far away.
    await platform.db.query(
      `UPDATE connection SET next_poll_at = now() + interval '1 day', synced_until = now() - interval '5 minutes' WHERE id = $1`,
      [users.get('ben')],
    );
    const startMinute = (Date.now() - noon) / MINUTE_MS;
    await ride(startMinute, 30);
    await seen('ben', ['120', '200', '260', String(Math.round(startMinute))]);
  }));
