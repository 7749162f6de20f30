import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Access } from '../../../activities/providers/access.js';
import { EgressGuard } from '../../../destinations/kit/egress/egress.js';
import type { ConnectionId, DeviceId, ManagerAccountId } from '../../../model/ids.js';
import type { Problem } from '../../../model/problem.js';
import { ProviderCalls } from '../../../providers/kit/calls.js';
import { plainIo } from '../../../providers/kit/testing/plain-io.js';
import { providers } from '../../../providers/registry.js';
import { ProviderApps, providerAppPlace } from '../../../store/control/provider-apps.js';
import { type Database, openDatabase, transaction } from '../../../store/database.js';
import { storeDevices } from '../../../store/devices/devices.js';
import { logInManager } from '../../../store/devices/manager-accounts.js';
import { claimWatches, lookAtWearers } from '../../../store/devices/watches.js';
import { KeyRing } from '../../../store/secrets/key-ring.js';
import { makeConnection, makeTenant, type Tenant } from '../../../store/store.fixture.js';
import { RateBudget } from '../../../store/sync/budget.js';
import { createDatabase, type TestDatabase } from '../../../test/support/servers/postgres.js';
import { startSandbox, type RunningSandbox } from '../../sandbox/server.js';
import { WatchLane } from './watch-lane.js';
import { until } from '../../../test/support/until.js';

jest.setTimeout(30_000);

const NAME = 'INSIDERS_LIVE';
const keys = KeyRing.of([{ id: 'k', key: randomBytes(32) }]);
let database: TestDatabase;
let db: Database;
let sandbox: RunningSandbox;
let tenant: Tenant;
let account: ManagerAccountId;
let athletes: ConnectionId[];
const lanes: WatchLane[] = [];
const guards: EgressGuard[] = [];

beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 5, name: 'test', onError: () => undefined });
  sandbox = await startSandbox({ port: 0, riders: 3, days: 0, limits: null });
}, 120_000);
afterAll(async () => {
  await sandbox.close();
  await db.end();
  await database.dispose();
});

const control = async (path: string, body: object = {}): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox.url}/sandbox${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
};
const deviceRow = async (providerDeviceId: string) => {
  const { rows } = await db.query<{ id: DeviceId; watched: boolean }>(
    `SELECT id, coalesce(watch_until > now(), false) AS watched FROM device WHERE manager_account_id = $1 AND provider_device_id = $2`,
    [account, providerDeviceId],
  );
  if (!rows[0]) throw new Error('no such device');
  return rows[0];
};

/** An operator's app that wants to listen, logged in, whose two athletes wear two of three devices. Looked at a while ago. */
beforeEach(async () => {
  tenant = await makeTenant(db);
  const config = {
    api_url: sandbox.url,
    account_url: sandbox.url,
    client_id: 'sandbox-client',
    watch: true,
    close_after_minutes: 0,
  };
  const secrets = { client_secret: 'sandbox-secret' };
  await db.query(`UPDATE provider_app SET provider = $2, config = $3, secrets = $4 WHERE id = $1`, [
    tenant.providerAppId,
    NAME,
    config,
    keys.sealJson(secrets, providerAppPlace(tenant.environmentId, tenant.providerAppId, 'secrets')),
  ]);
  const { manager } = providers.get(NAME).bind({ ...config, ...secrets });
  const login = await manager?.login({ username: 'manager', password: 'sandbox-password' }, plainIo());
  if (!manager || !login) throw new Error('no manager');
  const { tokens, identity } = login;
  await transaction(db, (tx) =>
    logInManager(tx, keys, {
      ...tenant,
      provider: NAME,
      accountId: identity.providerUserId,
      tokens,
      replace: false,
      actor: 'test',
    }),
  );
  const { rows } = await db.query<{ id: ManagerAccountId }>(`SELECT id FROM manager_account WHERE provider_app_id = $1`, [
    tenant.providerAppId,
  ]);
  if (!rows[0]) throw new Error('no account');
  account = rows[0].id;
  const { devices } = await manager.devices(tokens.accessToken, null, plainIo());
  await storeDevices(db, { environmentId: tenant.environmentId, managerAccountId: account }, devices);
  athletes = [];
  for (const device of ['22001', '22002']) {
    const id = await makeConnection(db, tenant);
    athletes.push(id);
    await db.query(
      `INSERT INTO device_assignment (environment_id, device_id, connection_id, valid_from) VALUES ($1, $2, $3, now() - interval '1 day')`,
      [tenant.environmentId, (await deviceRow(device)).id, id],
    );
  }
  await rest();
});
afterEach(async () => {
  for (const lane of lanes.splice(0)) await lane.close();
  for (const guard of guards.splice(0)) await guard.close();
  await db.query(`DELETE FROM environment WHERE id = $1`, [tenant.environmentId]);
});

/** As after a poll some minutes ago. */
const rest = (): Promise<unknown> =>
  db.query(
    `UPDATE connection SET next_poll_at = now() + interval '1 hour', synced_until = now() - interval '5 minutes' WHERE environment_id = $1`,
    [tenant.environmentId],
  );

function listen(more: { allow?: string[]; most?: number } = {}) {
  const egress = new EgressGuard(more.allow ?? ['127.0.0.1']);
  guards.push(egress);
  const heard = { due: [] as ConnectionId[], troubles: [] as Problem[], errors: [] as unknown[] };
  const lane = new WatchLane({
    db,
    providers,
    apps: new ProviderApps(db, keys),
    access: new Access(db, keys),
    calls: new ProviderCalls({
      budget: new RateBudget(db),
      dispatcher: egress.dispatcher,
      timeoutMs: 5_000,
      maxBodyBytes: 1 << 20,
    }),
    sockets: { agents: egress.agents },
    most: more.most ?? 10,
    leaseMs: 900,
    quietMs: 3_000,
    onDue: (id) => heard.due.push(id),
    onTrouble: (problem) => heard.troubles.push(problem),
    onError: (error) => heard.errors.push(error),
  });
  lanes.push(lane);
  lane.start();
  return { lane, heard };
}

const ride = (device: string): Promise<void> =>
  control(`/devices/${device}/rides`, { startedAt: new Date().toISOString(), minutes: 1 });

describe('listening to devices', () => {
  test('what is worn is listened to, by one process; a recorder that begins makes its athlete due, and nobody else', async () => {
    const [one, other] = [listen(), listen()];
    await until('two devices', () => one.lane.size + other.lane.size === 2);
    await sleep(1_500);
    expect(one.lane.size + other.lane.size).toBe(2);
    expect((await deviceRow('22003')).watched).toBe(false);
    await ride('22001');
    const due = (): ConnectionId[] => [...one.heard.due, ...other.heard.due];
    await until('a look', () => due().length > 0);
    expect(due()).toEqual([athletes[0]]);
    const { rows } = await db.query<{ id: ConnectionId }>(
      `SELECT id FROM connection WHERE environment_id = $1 AND next_poll_at <= now()`,
      [tenant.environmentId],
    );
    expect(rows.map(({ id }) => id)).toEqual([athletes[0]]);
    expect([...one.heard.errors, ...other.heard.errors, ...one.heard.troubles, ...other.heard.troubles]).toEqual([]);
  });

  test('ends when the device is taken off, and when the operator wants it no more', async () => {
    const { lane } = listen();
    await until('two devices', () => lane.size === 2);
    await db.query(`UPDATE device_assignment SET valid_to = now() WHERE connection_id = $1`, [athletes[0]]);
    await until('one device', () => lane.size === 1);
    await db.query(
      `UPDATE provider_app SET config = config || '{"watch": false}', config_revision = config_revision + 1 WHERE id = $1`,
      [tenant.providerAppId],
    );
    await until('no device', () => lane.size === 0);
    expect((await deviceRow('22002')).watched).toBe(false);
  });

  test('no more than so many; another takes over what one gives up', async () => {
    const first = listen({ most: 1 });
    await until('one device', () => first.lane.size === 1);
    const second = listen();
    await until('the other device', () => second.lane.size === 1);
    await first.lane.close();
    await until('both devices', () => second.lane.size === 2);
  });

  test('goes through the egress guard, and a refusal costs the account nothing', async () => {
    const { lane, heard } = listen({ allow: [] });
    await until('two devices', () => lane.size === 2 && heard.troubles.length === 2);
    expect(heard.troubles.map(({ kind, code }) => [kind, code])).toEqual(
      Array.from({ length: 2 }, () => ['config', 'EGRESS_BLOCKED']),
    );
    await sleep(1_500);
    // Said once, and tried again.
    expect(heard.troubles).toHaveLength(2);
    const { rows } = await db.query(`SELECT state, refused FROM manager_account WHERE id = $1`, [account]);
    expect(rows).toEqual([{ state: 'active', refused: 0 }]);
  });

  test('a line that breaks off is opened again', async () => {
    const { lane, heard } = listen();
    await until('two devices', () => lane.size === 2);
    await ride('22002');
    await control('/faults', { name: 'dropped_socket', count: 1 });
    await until('a look', () => heard.due.includes(athletes[1] ?? ('' as ConnectionId)));
  });
});

describe('what is due because of a device', () => {
  const look = async (minutesAgo = 0) =>
    (await lookAtWearers(db, (await deviceRow('22001')).id, new Date(Date.now() - minutesAgo * 60_000))).map(
      ({ connectionId, isDue, waitMs }) => ({ who: athletes.indexOf(connectionId), isDue, waits: waitMs > 0 }),
    );
  const set = (columns: string): Promise<unknown> => db.query(`UPDATE connection SET ${columns} WHERE id = $1`, [athletes[0]]);

  test('at most once a minute, not in the middle of a sync, and not against its own trouble', async () => {
    expect(await look()).toEqual([{ who: 0, isDue: true, waits: false }]);
    // It is due already.
    expect(await look()).toEqual([{ who: 0, isDue: false, waits: false }]);
    await set(`next_poll_at = now() + interval '1 hour', synced_until = now() - interval '20 seconds'`);
    expect(await look()).toEqual([{ who: 0, isDue: false, waits: true }]);
    await set(`synced_until = now() - interval '61 seconds', lease_until = now() + interval '30 seconds'`);
    expect(await look()).toEqual([{ who: 0, isDue: false, waits: true }]);
    await set(`lease_until = NULL, failures = 1`);
    expect(await look()).toEqual([{ who: 0, isDue: false, waits: false }]);
    await set(`failures = 0`);
    expect(await look()).toEqual([{ who: 0, isDue: true, waits: false }]);
  });

  test('whoever wore it since it began to record, and nobody from before', async () => {
    const { id } = await deviceRow('22001');
    await db.query(`UPDATE device_assignment SET valid_to = now() - interval '10 minutes' WHERE device_id = $1`, [id]);
    await db.query(
      `INSERT INTO device_assignment (environment_id, device_id, connection_id, valid_from) VALUES ($1, $2, $3, now() - interval '10 minutes')`,
      [tenant.environmentId, id, athletes[1]],
    );
    expect((await look(5)).map(({ who }) => who)).toEqual([1]);
    expect((await look(15)).map(({ who }) => who).sort()).toEqual([0, 1]);
  });

  test('a device is claimed once, and again when its lease has ended', async () => {
    expect(await claimWatches(db, [account], 10, 60_000)).toHaveLength(2);
    expect(await claimWatches(db, [account], 10, 60_000)).toEqual([]);
    await db.query(`UPDATE device SET watch_until = now() - interval '1 second' WHERE provider_device_id = '22001'`);
    expect((await claimWatches(db, [account], 10, 60_000)).map(({ providerDeviceId }) => providerDeviceId)).toEqual(['22001']);
  });
});
