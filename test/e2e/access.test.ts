/** Tokens: refreshed once whoever needs them, lost answers, access withdrawn and given again. Two worker processes. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import * as connections from '../../apps/api/admin/contract/connections.js';
import { type Connected, Platform, type Tenant, allArrived, explained, until } from '../support/platform/index.js';

jest.setTimeout(300_000);

const DAYS = 40;

let platform: Platform;
let tenant: Tenant;

beforeAll(async () => {
  platform = await Platform.start({ sandbox: ['--riders', '4', '--days', String(DAYS)], workers: 2 });
  tenant = await explained(platform, () => platform.provision());
});
afterAll(async () => {
  await platform.close();
});

const stats = () => platform.sandbox.control.stats();
/** Ours have run out, as we see it; at the provider they are still good. */
const expire = async (user: Connected): Promise<void> => {
  await platform.db.query(`UPDATE credential SET access_expires_at = now() WHERE connection_id = $1`, [user.userId]);
};
const firstSync = (user: Connected): Promise<unknown> =>
  until('the first sync', async () => {
    const done = `SELECT 1 FROM connection WHERE id = $1 AND last_polled_at IS NOT NULL AND (lease_until IS NULL OR lease_until < now())`;
    return (await platform.rows(done, [user.userId])).length === 1;
  });
const stateOf = async (user: Connected): Promise<string | undefined> =>
  (await platform.rows<{ state: string }>(`SELECT state FROM connection WHERE id = $1`, [user.userId]))[0]?.state;
const syncNow = async (user: Connected): Promise<void> => {
  await platform.admin.call(connections.syncConnection, { params: { environment: tenant.devId, connection: user.userId } });
};

test('two processes that need a new token at once exchange it once', () =>
  explained(platform, async () => {
    const user = await tenant.connect(1);
    await firstSync(user);
    const before = await stats();
    // Slow, so that the others meet the one that asks.
    await platform.sandbox.control.fault({ name: 'slow', routes: 'token', ms: 700, count: 1 });
    await expire(user);
    const [backfill] = await Promise.all([
      tenant.backfill(DAYS),
      ...Array.from({ length: 3 }, () => tenant.backfill(DAYS)),
      platform.sandbox.control.ride(user.riderId),
      platform.sandbox.control.ride(user.riderId),
    ]);
    await until('the backfill', async () => (await tenant.progress(backfill)).state === 'done', {
      timeoutMs: 120_000,
      everyMs: 200,
    });
    await allArrived(platform, tenant, { backfilledFromMs: Date.now() - DAYS * 86_400_000 });
    const after = await stats();
    expect({
      refreshes: after.refreshes - before.refreshes,
      repeated: after.refreshesRepeated - before.refreshesRepeated,
      revoked: after.familiesRevoked,
    }).toEqual({ refreshes: 1, repeated: 0, revoked: 0 });
    expect(await stateOf(user)).toBe('active');
  }));

test('two connections of one account keep tokens of their own', () =>
  explained(platform, async () => {
    const other = await platform.provision({ sql: false, subscribe: false });
    const [mine, theirs] = [await tenant.connect(2), await other.connect(2)];
    // One that is under way has its token already.
    await Promise.all([firstSync(mine), firstSync(theirs)]);
    const before = await stats();
    await Promise.all([expire(mine), expire(theirs)]);
    await Promise.all([syncNow(mine), other.backfill(DAYS), platform.sandbox.control.ride(mine.riderId)]);
    await allArrived(platform, tenant);
    await allArrived(platform, other, { backfilledFromMs: Date.now() - DAYS * 86_400_000 });
    const after = await stats();
    expect({ refreshes: after.refreshes - before.refreshes, revoked: after.familiesRevoked }).toEqual({
      refreshes: 2,
      revoked: 0,
    });
    await other.disconnect(theirs);
    await platform.sandbox.control.ride(mine.riderId);
    await allArrived(platform, tenant);
  }));

test('a refresh whose answer is lost is asked for again, with the same token', () =>
  explained(platform, async () => {
    const user = [...tenant.connected.values()][0];
    if (!user) throw new Error('nobody is connected');
    const before = await stats();
    await platform.sandbox.control.fault({ name: 'lost_refresh_answer', count: 1 });
    await expire(user);
    await platform.sandbox.control.ride(user.riderId);
    await allArrived(platform, tenant);
    const after = await stats();
    expect({
      refreshes: after.refreshes - before.refreshes,
      repeated: after.refreshesRepeated - before.refreshesRepeated,
      revoked: after.familiesRevoked,
    }).toEqual({ refreshes: 1, repeated: 1, revoked: 0 });
    expect(await stateOf(user)).toBe('active');
  }));

test('refused tokens are told once; connecting again heals it and catches up', () =>
  explained(platform, async () => {
    const user = await tenant.connect(3);
    await platform.sandbox.control.ride(user.riderId);
    await allArrived(platform, tenant);
    // Withdrawn at the provider, and the webhook that says so is lost.
    await platform.sandbox.control.fault({ name: 'lost_webhook', count: 1 });
    await platform.sandbox.control.deauthorize(user.riderId);
    await until(
      'the end of our patience',
      async () => {
        if ((await stateOf(user)) === 'reauthorize') return true;
        await syncNow(user).catch(() => undefined);
        return false;
      },
      { timeoutMs: 120_000, everyMs: 1_000 },
    );
    const told = await until(
      'the event',
      () =>
        tenant
          .hook()
          .of('connection_error')
          .filter(({ userId }) => userId === user.userId)[0],
    );
    expect(told.body).toMatchObject({ user: { user_id: user.userId, active: false } });
    const missed = await platform.sandbox.control.ride(user.riderId);
    await expect(syncNow(user)).rejects.toThrow('the athlete must connect again');

    const again = await tenant.connect(3);
    expect(again.userId).toBe(user.userId);
    await until('the event', () =>
      tenant
        .hook()
        .of('user_reauth')
        .some(({ body }) => JSON.stringify(body).includes(user.userId)),
    );
    await until('the word that it works again', () =>
      tenant
        .hook()
        .of('connection_recovered')
        .some(({ userId }) => userId === user.userId),
    );
    await allArrived(platform, tenant);
    expect((await tenant.sql().activities()).map(({ key }) => key)).toContain(missed.id);
    expect(
      tenant
        .hook()
        .of('connection_error')
        .filter(({ userId }) => userId === user.userId),
    ).toHaveLength(1);
    expect(await stateOf(user)).toBe('active');
    await platform.sandbox.control.ride(user.riderId);
    await allArrived(platform, tenant);
  }));

test('access withdrawn at the provider is told as access_revoked, once', () =>
  explained(platform, async () => {
    const user = await tenant.connect(4);
    await platform.sandbox.control.ride(user.riderId);
    await allArrived(platform, tenant);
    await platform.sandbox.control.fault({ name: 'duplicate_webhook', copies: 3, count: 1 });
    await platform.sandbox.control.deauthorize(user.riderId);
    await until('the state', async () => (await stateOf(user)) === 'revoked');
    await until('the event', () => tenant.hook().of('access_revoked').length > 0);
    await until(
      'the inbox to be empty',
      async () => (await platform.rows(`SELECT 1 FROM inbox WHERE state = 'pending'`)).length === 0,
    );
    expect(tenant.hook().of('access_revoked')).toHaveLength(1);
    expect(
      tenant
        .hook()
        .of('connection_error')
        .filter(({ userId }) => userId === user.userId),
    ).toHaveLength(0);
  }));
