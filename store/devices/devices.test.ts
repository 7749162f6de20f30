import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type BackfillId, type ConnectionId, type DeviceId, type ManagerAccountId, asId } from '../../model/ids.js';
import type { Tokens } from '../../model/tokens.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { findBackfill } from '../backfill/windows.js';
import { openTokens, refreshCredential } from '../connections/credentials.js';
import { eraseConnection } from '../connections/lifecycle.js';
import { transaction } from '../database.js';
import { KeyRing } from '../secrets/key-ring.js';
import { resealStale } from '../secrets/rotation.js';
import { type Tenant, commitOf, makeTenant, write } from '../store.fixture.js';
import { commitSync } from '../sync/commit.js';
import { type AssignmentScope, changeAssignment, listAssignments, lockAssignments, makeAssignment } from './assignments.js';
import { athleteNamed } from './athletes.js';
import { deviceNamed, listDevices, storeDevices } from './devices.js';
import { Affected, lookAgain } from './look-again.js';
import { findManagerAccount, logInManager, refuseManager } from './manager-accounts.js';
import { wornBy } from './worn.js';
import { Problem } from '../../model/problem.js';

const old = { id: 'old', key: randomBytes(32) };
const keys = KeyRing.of([old]);
const DAY_MS = 86_400_000;
const db = useTestDatabase();
const pair = (n: number): Tokens => ({
  accessToken: `access-${n}`,
  refreshToken: `refresh-${n}`,
  accessExpiresAtMs: Date.now() + DAY_MS,
  scopes: [],
});

let tenant: Tenant;
let scope: AssignmentScope;
async function world(): Promise<{ tenant: Tenant; scope: AssignmentScope }> {
  const made = await makeTenant(db());
  await logIn(made, 'manager-1', 1);
  const account = await findManagerAccount(db(), made.environmentId, made.providerAppId);
  if (!account) throw new Error('nobody is logged in');
  const devices = ['d1', 'd2'].map((id) => ({ id, name: `Name ${id}`, serialNumber: `SN-${id}` }));
  await storeDevices(db(), { environmentId: made.environmentId, managerAccountId: account.id }, devices);
  const rest = { provider: 'INSIDERS', types: ['activity'], lookBackMs: DAY_MS, maxHistoryDays: null, actor: 'test' };
  return { tenant: made, scope: { ...made, managerAccountId: account.id, ...rest } };
}
const logIn = (made: Tenant, accountId: string, n: number, replace = false) =>
  transaction(db(), (tx) =>
    logInManager(tx, keys, { ...made, provider: 'INSIDERS', accountId, tokens: pair(n), replace, actor: 'test' }),
  );
beforeEach(async () => {
  ({ tenant, scope } = await world());
});

const device = async (name: string): Promise<DeviceId> => (await deviceNamed(db(), scope.managerAccountId, name)).id;
const athlete = (referenceId: string): Promise<ConnectionId> =>
  transaction(db(), async (tx) => (await athleteNamed(tx, scope, { referenceId })).connection.id);
const spell = async (name: string, reference: string, from: string, to: string | null) => ({
  deviceId: await device(name),
  connectionId: await athlete(reference),
  from: new Date(from),
  to: to === null ? null : new Date(to),
});
const assign = async (...given: Parameters<typeof spell>) => {
  const wish = await spell(...given);
  return transaction(db(), async (tx) => {
    await lockAssignments(tx, scope);
    const affected = new Affected();
    const row = await makeAssignment(tx, scope, wish, affected);
    return { row, backfillId: await lookAgain(tx, scope, affected) };
  });
};

describe('an athlete', () => {
  it('is born once, with an auth event and an audit line; another environment knows nothing of it', async () => {
    const [one, again] = [await athlete('anna'), await athlete('anna')];
    expect(again).toBe(one);
    const { rows } = await db().query(`SELECT type FROM event WHERE connection_id = $1`, [one]);
    expect(rows).toEqual([{ type: 'auth' }]);
    const other = await world();
    await expect(transaction(db(), (tx) => athleteNamed(tx, other.scope, { userId: one }))).rejects.toMatchObject({
      kind: 'missing',
    });
    const theirs = await transaction(db(), (tx) => athleteNamed(tx, other.scope, { referenceId: 'anna' }));
    expect(theirs.connection.id).not.toBe(one);
  });
});

describe('a device', () => {
  it('is found by our id, the provider’s and its serial number; two of one serial number are told apart', async () => {
    const id = await device('d1');
    expect([await device('SN-d1'), await device(id.toUpperCase())]).toEqual([id, id]);
    await expect(device('d9')).rejects.toMatchObject({ kind: 'missing' });
    const owner = { environmentId: tenant.environmentId, managerAccountId: scope.managerAccountId };
    expect(await storeDevices(db(), owner, [{ id: 'd3', name: null, serialNumber: 'SN-d1' }])).toBe(1);
    await expect(device('SN-d1')).rejects.toMatchObject({ kind: 'conflict' });
    expect(await storeDevices(db(), owner, [{ id: 'd3', name: 'New name', serialNumber: null }])).toBe(0);
    expect(await device('SN-d1')).toBe(id);
  });

  it('is listed with who wears it now, page by page, for its environment', async () => {
    await assign('d1', 'anna', '2026-01-01T00:00:00Z', null);
    await assign('d2', 'ben', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z');
    const page = (after: string | null) =>
      listDevices(db(), tenant.environmentId, scope.managerAccountId, { after, limit: 1, serialNumber: null });
    const first = await page(null);
    expect(first.items).toMatchObject([{ providerDeviceId: 'd2', referenceId: null }]);
    expect((await page(first.next)).items).toMatchObject([{ providerDeviceId: 'd1', referenceId: 'anna' }]);
    const other = await world();
    const query = { after: null, limit: 10, serialNumber: null };
    expect((await listDevices(db(), other.tenant.environmentId, scope.managerAccountId, query)).items).toEqual([]);
  });
});

describe('assignments of one device', () => {
  it('never overlap; they may touch, and another device may be worn at the same time', async () => {
    const { row } = await assign('d1', 'anna', '2026-01-01T00:00:00Z', '2026-01-02T12:00:00Z');
    await assign('d1', 'ben', '2026-01-02T12:00:00Z', null);
    await assign('d2', 'anna', '2026-01-01T00:00:00Z', null);
    await expect(assign('d1', 'carl', '2026-01-02T11:59:59Z', '2026-01-02T12:00:00Z')).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining(`anna from 2026-01-01T00:00:00.000Z to 2026-01-02T12:00:00.000Z (assignment ${row.id})`),
    });
    await expect(assign('d1', 'carl', '2027-01-01T00:00:00Z', null)).rejects.toMatchObject({
      message: expect.stringContaining('until further notice'),
    });
    await expect(assign('d1', 'carl', '2025-01-02T00:00:00Z', '2025-01-01T00:00:00Z')).rejects.toMatchObject({ kind: 'payload' });
  });

  it('not even for who writes to the table himself', async () => {
    await assign('d1', 'anna', '2026-01-01T00:00:00Z', null);
    const twice = db().query(
      `INSERT INTO device_assignment (environment_id, device_id, connection_id, valid_from, valid_to) SELECT environment_id, device_id, connection_id, '2026-02-01', '2026-03-01' FROM device_assignment WHERE device_id = $1`,
      [await device('d1')],
    );
    await expect(twice).rejects.toMatchObject({ code: '23P01' });
  });

  it('made by many at the same time: one has it', async () => {
    const tries = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((reference) => assign('d1', reference, '2026-01-01T00:00:00Z', null)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'conflict' });
  });

  it('are listed by device, athlete and moment', async () => {
    await assign('d1', 'anna', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z');
    await assign('d1', 'ben', '2026-01-02T00:00:00Z', null);
    const list = async (more: object) => {
      const filter = { deviceId: null, connectionId: null, referenceId: null, at: null, ...more };
      return (await listAssignments(db(), scope, filter, { after: null, limit: 10 })).items.map(({ referenceId }) => referenceId);
    };
    expect(await list({})).toEqual(['ben', 'anna']);
    expect(await list({ referenceId: 'anna' })).toEqual(['anna']);
    expect(await list({ at: new Date('2026-01-02T00:00:00Z') })).toEqual(['ben']);
    expect(await list({ deviceId: await device('d2') })).toEqual([]);
  });

  it('go with their athlete, and with their environment', async () => {
    const { row } = await assign('d1', 'anna', '2026-01-01T00:00:00Z', null);
    await transaction(db(), (tx) => eraseConnection(tx, row.connectionId));
    expect((await db().query(`SELECT 1 FROM device_assignment WHERE id = $1`, [row.id])).rowCount).toBe(0);
    await assign('d1', 'ben', '2026-01-01T00:00:00Z', null);
    await db().query(`DELETE FROM environment WHERE id = $1`, [tenant.environmentId]);
    for (const table of ['manager_account', 'device', 'device_assignment'])
      expect((await db().query(`SELECT 1 FROM ${table} WHERE environment_id = $1`, [tenant.environmentId])).rowCount).toBe(0);
  });
});

describe('a change of who wore what', () => {
  const hold = async (connectionId: ConnectionId, key: string, startTime: string, endTime: string) => {
    const owner = { environmentId: tenant.environmentId, connectionId };
    const record = { ...write(key, key, { startTime, endTime, providerRevision: 7 }), rawIds: [connectionId] };
    const covered = { type: 'activity', firstDay: startTime.slice(0, 10), lastDay: startTime.slice(0, 10) };
    await commitSync(db(), commitOf(owner, { records: [record], covered }));
  };
  const revisions = async (id: ConnectionId) =>
    (
      await db().query<{ key: string; revision: number }>(
        `SELECT record_key AS key, provider_revision AS revision FROM record WHERE connection_id = $1 ORDER BY 1`,
        [id],
      )
    ).rows.map(({ key, revision }) => `${key} ${revision}`);

  it('outdates what is held of the time that it is about, and nothing else', async () => {
    const { row } = await assign('d1', 'anna', '2026-01-01T00:00:00Z', '2026-01-05T00:00:00Z');
    const before = await wornBy(db(), row.connectionId, 'activity', { startMs: 0, endMs: Date.now() });
    await hold(row.connectionId, 'early', '2026-01-01T08:00:00Z', '2026-01-01T09:00:00Z');
    await hold(row.connectionId, 'across', '2026-01-02T23:00:00Z', '2026-01-03T01:00:00Z');
    await hold(row.connectionId, 'late', '2026-01-04T08:00:00Z', '2026-01-04T09:00:00Z');
    await transaction(db(), async (tx) => {
      const affected = new Affected();
      await changeAssignment(tx, scope, row, { ...row, to: new Date('2026-01-03T00:00:00Z') }, affected);
      await lookAgain(tx, scope, affected);
    });
    expect(await revisions(row.connectionId)).toEqual(['across 0', 'early 7', 'late 0']);
    const { rows } = await db().query(`SELECT day::text FROM coverage WHERE connection_id = $1 ORDER BY day`, [row.connectionId]);
    expect(rows).toEqual([{ day: '2026-01-01' }, { day: '2026-01-02' }]);
    const after = await wornBy(db(), row.connectionId, 'activity', { startMs: 0, endMs: Date.now() });
    expect(after?.revision).toBe((before?.revision ?? 0) + 1);
    expect(after?.held.map(({ id }) => id)).toEqual(['early', 'across', 'late']);
    expect(after?.assignments).toEqual([
      { deviceId: 'd1', range: { startMs: Date.parse('2026-01-01T00:00:00Z'), endMs: Date.parse('2026-01-03T00:00:00Z') } },
    ]);
  });

  it('is looked at by the next poll; by a backfill as well where that does not look back so far; not at all in the future', async () => {
    const iso = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
    const connectionId = await athlete('anna');
    await db().query(`UPDATE connection SET next_poll_at = now() + interval '1 hour' WHERE id = $1`, [connectionId]);
    expect((await assign('d1', 'anna', iso(-0.5), iso(0.5))).backfillId).toBeNull();
    expect((await db().query(`SELECT 1 FROM connection WHERE id = $1 AND next_poll_at <= now()`, [connectionId])).rowCount).toBe(
      1,
    );
    expect((await assign('d1', 'ben', iso(0.5), null)).backfillId).toBeNull();
    const { backfillId } = await assign('d2', 'anna', iso(-30), iso(-10));
    const backfill = await findBackfill(db(), backfillId ?? asId<BackfillId>(connectionId));
    expect(backfill).toMatchObject({ connectionIds: [connectionId], types: ['activity'], state: 'planned' });
    expect(Math.round(((backfill?.rangeEndMs ?? 0) - (backfill?.rangeStartMs ?? 0)) / DAY_MS)).toBe(20);
  });
});

describe('a manager’s account', () => {
  const account = async () => findManagerAccount(db(), tenant.environmentId, tenant.providerAppId);
  const owner = () => ({ environmentId: tenant.environmentId, managerAccountId: scope.managerAccountId });
  const tokens = async () => {
    const row = await account();
    if (!row) throw new Error('there is no account');
    return openTokens(keys, owner(), { tokens: row.tokens, revision: row.tokensRevision }).accessToken;
  };

  it('is logged in again with new tokens; another one only when that is meant', async () => {
    await logIn(tenant, 'manager-1', 2);
    expect(await tokens()).toBe('access-2');
    await expect(logIn(tenant, 'manager-2', 3)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('replace'),
    });
    await logIn(tenant, 'manager-2', 4, true);
    expect([(await account())?.accountId, await tokens()]).toEqual(['manager-2', 'access-4']);
  });

  it('is refused once, by the pair that is stored; a login makes it well', async () => {
    const refusal = new Problem('auth', 'refused');
    const told = await Promise.all([1, 2, 3].map(() => refuseManager(db(), owner(), 1, refusal)));
    expect(told.sort()).toEqual(['known', 'known', 'told']);
    expect(await account()).toMatchObject({ state: 'reauthorize', problem: { kind: 'auth' } });
    await logIn(tenant, 'manager-1', 2);
    expect(await account()).toMatchObject({ state: 'active', problem: null });
    expect(await refuseManager(db(), owner(), 1, refusal)).toBe('overtaken');
  });

  it('has its tokens exchanged by one of many who ask', async () => {
    let calls = 0;
    const refresh = () => {
      calls++;
      return Promise.resolve({ tokens: pair(2), accessExpiresAtMs: pair(2).accessExpiresAtMs });
    };
    const rows = await Promise.all(Array.from({ length: 5 }, () => refreshCredential(db(), keys, owner(), 1, refresh)));
    expect([calls, new Set(rows.map((row) => row?.revision))]).toEqual([1, new Set([2])]);
    expect(await tokens()).toBe('access-2');
  });

  it('is sealed anew when the key ring turns, and opens at its own place only', async () => {
    const ring = KeyRing.of([{ id: 'new', key: randomBytes(32) }, old]);
    await resealStale(db(), ring);
    const row = await account();
    if (!row) throw new Error('there is no account');
    const sealed = { tokens: row.tokens, revision: row.tokensRevision };
    expect(openTokens(ring, owner(), sealed).accessToken).toBe('access-1');
    const elsewhere = { environmentId: tenant.environmentId, connectionId: asId<ConnectionId>(scope.managerAccountId) };
    expect(() => openTokens(ring, elsewhere, sealed)).toThrow();
    expect(asId<ManagerAccountId>(row.id)).toBe(scope.managerAccountId);
  });
});
