import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConnectionId, newId } from '../../model/ids.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { changeState } from '../connections/lifecycle.js';
import { type Database, openDatabase } from '../database.js';
import { Intake } from '../inbox/intake.js';
import { type Tenant, commitOf, makeConnection, makeTenant, notice, write } from '../store.fixture.js';
import { commitSync } from './commit.js';
import { failSync } from './fail.js';
import { claimConnection, claimDueConnections, extendLease } from './lease.js';

const LEASE_MS = 30_000;
let database: TestDatabase;
let db: Database;
let tenant: Tenant;
let intake: Intake;
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 12, name: 'test', onError: () => undefined });
  intake = new Intake(db);
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});

/** A world of its own for each test: leases are taken from all environments. */
async function fresh(): Promise<void> {
  await db.query(`DELETE FROM inbox; DELETE FROM environment`);
  tenant = await makeTenant(db);
}
async function connected(user: string, notices = 1): Promise<ConnectionId> {
  const id = await makeConnection(db, tenant, { providerUserId: user });
  await notify(user, notices);
  return id;
}
const notify = (user: string, count: number) =>
  intake.accept(Array.from({ length: count }, (_, n) => notice(tenant, user, { objectId: `act-${n}` })));
const due = async (limit = 10): Promise<string[]> => (await claimDueConnections(db, limit, LEASE_MS)).map(({ id }) => id);

describe('a lease', () => {
  it('is given to one of twenty that claim at once', async () => {
    await fresh();
    const id = await connected('u');
    const one = await Promise.all(Array.from({ length: 20 }, () => claimConnection(db, id, LEASE_MS)));
    expect(one.filter((leased) => leased !== null)).toHaveLength(1);
    expect(await due()).toEqual([]);
  });

  it('is given over each connection once, whoever looks for what is due', async () => {
    await fresh();
    const ids = await Promise.all(Array.from({ length: 15 }, (_, n) => connected(`u${n}`, 3)));
    const claims = await Promise.all(Array.from({ length: 8 }, () => due(5)));
    const again = await due(50);
    expect([...claims.flat(), ...again].sort()).toEqual([...ids].sort());
  });

  it('that has run out is taken by the next one, and cannot be extended by the first', async () => {
    await fresh();
    const id = await connected('u');
    const first = await claimConnection(db, id, 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await claimConnection(db, id, LEASE_MS);
    expect(second?.leaseToken).not.toBe(first?.leaseToken);
    expect(await extendLease(db, id, first?.leaseToken ?? '', LEASE_MS)).toBe(false);
    expect(await extendLease(db, id, second?.leaseToken ?? '', LEASE_MS)).toBe(true);
    expect(await claimConnection(db, id, LEASE_MS)).toBeNull();
  });

  it('is not to be had of a connection that is not there', async () => {
    expect(await claimConnection(db, newId<ConnectionId>(), LEASE_MS)).toBeNull();
  });
});

describe('what a lease brings', () => {
  it('is the connection with its oldest notices, beside what is held of them', async () => {
    await fresh();
    const id = await makeConnection(db, tenant, { providerUserId: 'u' });
    await commitSync(
      db,
      commitOf(
        { ...tenant, connectionId: id },
        { records: [write('held', 'x', { providerRevision: 7 }), write('gone', 'x', { op: 'delete' })] },
      ),
    );
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
    await intake.accept([
      notice(tenant, 'u', { objectId: 'new', occurredAt: at(3) }),
      notice(tenant, 'u', { objectId: 'held', objectRevision: 8, occurredAt: at(1) }),
      notice(tenant, 'u', { objectId: 'gone', kind: 'deleted', occurredAt: at(2), headStartMs: 5_000 }),
    ]);
    expect(await claimConnection(db, id, LEASE_MS)).toMatchObject({
      id,
      ...tenant,
      providerUserId: 'u',
      state: 'active',
      pollDue: true,
      tokens: null,
      notices: [
        { objectId: 'held', objectRevision: 8, heldRevision: 7, heldDeleted: false, signalled: false, attempts: 0 },
        { objectId: 'gone', kind: 'deleted', heldDeleted: true, signalled: true },
        { objectId: 'new', heldRevision: null, heldDeleted: false },
      ],
    });
  });

  it('is fifty notices at most', async () => {
    await fresh();
    const id = await connected('u', 120);
    expect((await claimConnection(db, id, LEASE_MS))?.notices).toHaveLength(50);
  });

  it('leaves a notice with a head start to the workflow until then', async () => {
    await fresh();
    const id = await makeConnection(db, tenant, { providerUserId: 'u' });
    await intake.accept([notice(tenant, 'u', { headStartMs: 60_000 })]);
    expect(await due()).toEqual([]);
    expect((await claimConnection(db, id, LEASE_MS))?.notices).toHaveLength(1);
  });
});

describe('looking for what is due', () => {
  it('takes the oldest first', async () => {
    await fresh();
    const [a, b] = [await connected('a'), await connected('b')];
    await db.query(`UPDATE inbox SET due_at = now() - interval '1 hour' WHERE connection_id = $1`, [b]);
    expect([await due(1), await due(1)]).toEqual([[b], [a]]);
  });

  it('finds others behind a connection that has more notices than one look reads', async () => {
    await fresh();
    const chatty = await connected('chatty', 1_200);
    const quiet = await connected('quiet');
    expect(await due()).toEqual([chatty]);
    // It is leased now: its rows are not for anybody else, and must not hide what is.
    expect(await due()).toEqual([quiet]);
  });

  it('does not meet paused connections again and again', async () => {
    await fresh();
    const paused = await connected('paused', 3);
    await changeState(db, paused, 'paused');
    expect(await due()).toEqual([]);
    // What comes meanwhile is looked at once, and then waits as well.
    await notify('paused', 1);
    const [leased] = await claimDueConnections(db, 10, LEASE_MS);
    expect(leased).toMatchObject({ id: paused, state: 'paused' });
    if (leased) await failSync(db, leased, { retryMs: null, problem: null, tried: false, failed: false });
    expect(await due()).toEqual([]);
    await changeState(db, paused, 'active');
    expect(await due()).toEqual([paused]);
  });

  it('waits for a connection that failed for as long as it was told', async () => {
    await fresh();
    await connected('u');
    const [leased] = await claimDueConnections(db, 10, LEASE_MS);
    if (leased)
      await failSync(db, leased, { retryMs: 60_000, problem: { kind: 'transient', message: 'away' }, tried: true, failed: true });
    expect(await due()).toEqual([]);
    const { rows } = await db.query(
      `SELECT c.failures, c.problem, c.lease_token, i.attempts, c.next_poll_at > now() + interval '55 seconds' AS waits FROM connection c JOIN inbox i ON i.connection_id = c.id`,
    );
    expect(rows).toEqual([
      { failures: 1, problem: { kind: 'transient', message: 'away' }, lease_token: null, attempts: 1, waits: true },
    ]);
  });
});
