import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PRIORITY } from '../../model/delivery.js';
import { type ConnectionId, type DestinationId, newId } from '../../model/ids.js';
import { USER_EXAMPLE } from '../../model/terra/examples/user.js';
import { deauthEvent } from '../../model/terra/index.js';
import { until } from '../../test/support/until.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import type { Database } from '../database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../store.fixture.js';
import { commitSync } from '../sync/commit.js';
import { type ClaimedDelivery, claimDeliveries, putOffDeliveries, releaseDeliveries } from './claim.js';
import { claimDue } from './claim-due.js';
import { dueDestinations, nextDueMs } from './due.js';
import { emitEvent } from './emit.js';
import { type FinishedDelivery, finishDeliveries } from './finish.js';

const testDatabase = useTestDatabase();
let db: Database;
let tenant: Tenant;
let connectionId: ConnectionId;
let destinationId: DestinationId;
beforeAll(() => {
  db = testDatabase();
});
beforeEach(async () => {
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant, { referenceId: 'athlete-1' });
  destinationId = await makeDestination(db, tenant);
});

const store = (keys: readonly string[], text = 'x', priority: 0 | 5 | 7 = PRIORITY.live) =>
  commitSync(db, commitOf({ ...tenant, connectionId }, { records: keys.map((key) => write(key, text)), priority }));
const claim = (limit = 100, leaseMs = 60_000) => claimDeliveries(db, destinationId, limit, leaseMs);
const keysOf = (claimed: readonly ClaimedDelivery[]) => claimed.map(({ recordKey }) => recordKey);
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `r${String(n).padStart(3, '0')}`);
const outcome = (one: ClaimedDelivery, more: Partial<FinishedDelivery> = {}): FinishedDelivery => ({
  id: one.id,
  state: 'delivered',
  retryMs: 0,
  counted: true,
  startedAtMs: Date.now(),
  durationMs: 1.6,
  code: '200',
  problem: null,
  ...more,
});
const finish = (finished: readonly FinishedDelivery[]) =>
  finishDeliveries(db, { environmentId: tenant.environmentId, id: destinationId }, finished);

describe('claiming', () => {
  it('never gives a row to two, and gives every row', async () => {
    await store(numbered(200));
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(30)));
    const keys = claims.flatMap(keysOf);
    expect(new Set(keys).size).toBe(keys.length);
    expect([...keys, ...keysOf(await claim(200))].sort()).toEqual(numbered(200));
  });

  it('gives live before backfill before replay, each in the order it came', async () => {
    await store(['replay'], 'x', PRIORITY.replay);
    await store(['past-1'], 'x', PRIORITY.backfill);
    await store(['past-2'], 'x', PRIORITY.backfill);
    await store(['tonight']);
    expect(keysOf(await claim())).toEqual(['tonight', 'past-1', 'past-2', 'replay']);
  });

  it('gives a row again when its lease has run out, or when it was given back', async () => {
    await store(['r']);
    expect(await claim(10, 1)).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const again = await claim();
    expect(again).toHaveLength(1);
    expect(await claim()).toEqual([]);
    await releaseDeliveries(
      db,
      again.map(({ id }) => id),
    );
    expect(await claim()).toMatchObject([{ attempts: 0 }]);
  });

  it('brings the newest revision of the record and its user', async () => {
    await store(['r'], 'one');
    expect(await claim()).toHaveLength(1);
    await store(['r'], 'two');
    const [claimed] = await claim();
    expect(claimed).toMatchObject({
      recordKey: 'r',
      revision: 2,
      op: 'upsert',
      type: 'activity',
      eventBody: null,
      startTime: '2026-05-01T08:00:00+02:00',
      user: { userId: connectionId, referenceId: 'athlete-1', provider: 'INSIDERS', state: 'active' },
    });
    expect(claimed?.body?.equals(write('r', 'two').body)).toBe(true);
  });

  it('brings the body of an event without a record, also when its connection is gone', async () => {
    const body = deauthEvent(USER_EXAMPLE);
    await emitEvent(db, { ...tenant, connectionId: null, reference: newId(), body });
    expect(await claim()).toMatchObject([
      { type: 'deauth', eventBody: JSON.stringify(body), recordKey: null, user: null, body: null, revision: 1 },
    ]);
  });
});

describe('of a record that was deleted', () => {
  const remove = (key: string, version = 2) =>
    commitSync(
      db,
      commitOf({ ...tenant, connectionId }, { records: [write(key, 'gone', { op: 'delete', providerRevision: version })] }),
    );

  it('the deletion is behind what is being sent of it, and of nothing else', async () => {
    await store(['r', 'other']);
    const [first] = await claim();
    await remove('r');
    const deletion = await claim();
    expect(deletion).toMatchObject([{ recordKey: 'r', op: 'delete', revision: 2, isBehind: true }]);
    await putOffDeliveries(
      db,
      deletion.map(({ id }) => id),
      40,
    );
    expect(await claim()).toEqual([]);
    if (first) await finish([outcome(first)]);
    const again = async () => (await claim()).find(({ op }) => op === 'delete');
    expect(await until('the deletion', again)).toMatchObject({ recordKey: 'r', attempts: 0, isBehind: false });
  });

  it('so not behind one whose worker died, nor what another destination is being sent', async () => {
    const elsewhere = await makeDestination(db, tenant);
    await store(['r']);
    expect(await claim(10, 1)).toHaveLength(1);
    expect(await claimDeliveries(db, elsewhere, 10, 60_000)).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await remove('r');
    expect(await claim()).toMatchObject([{ op: 'delete', isBehind: false }]);
  });

  it('others that were claimed beside it are given back when it cannot be put off', async () => {
    await store(['r']);
    await claim();
    await remove('r');
    await store(['other']);
    // Refuses the one change, as a database that goes away in between does.
    await db.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
       CREATE TRIGGER refused BEFORE UPDATE ON delivery FOR EACH ROW WHEN (NEW.due_at > OLD.due_at) EXECUTE FUNCTION refuse()`,
    );
    const wish = { limit: 10, leaseMs: 60_000, batches: null, limited: false };
    try {
      await expect(claimDue(db, destinationId, wish)).rejects.toThrow('no');
    } finally {
      await db.query(`DROP TRIGGER refused ON delivery; DROP FUNCTION refuse()`);
    }
    expect(keysOf((await claimDue(db, destinationId, wish)).deliveries)).toEqual(['other']);
  });

  it('what was sent of it in vain tells of the deletion, and the other way round', async () => {
    await store(['r']);
    const [sent] = await claim();
    await remove('r');
    const problem = { kind: 'transient', message: 'no' } as const;
    if (sent) await finish([outcome(sent, { state: 'pending', retryMs: 0, code: '503', problem })]);
    const deletions = await claim();
    expect(deletions.map(({ op, revision, isBehind }) => [op, revision, isBehind])).toEqual([
      ['delete', 2, false],
      ['delete', 2, false],
    ]);
    // The athlete has put it back while that was on its way.
    await commitSync(db, commitOf({ ...tenant, connectionId }, { records: [write('r', 'back', { providerRevision: 3 })] }));
    await releaseDeliveries(
      db,
      deletions.map(({ id }) => id),
    );
    expect((await claim()).map(({ op, revision }) => [op, revision])).toEqual([
      ['upsert', 3],
      ['upsert', 3],
      ['upsert', 3],
    ]);
  });
});

describe('finishing', () => {
  it('writes state, try and problem of each row, once', async () => {
    await store(numbered(4));
    const [a, b, c, d] = (await claim()) as [ClaimedDelivery, ClaimedDelivery, ClaimedDelivery, ClaimedDelivery];
    const problem = { kind: 'transient', message: 'no', code: '503' } as const;
    const finished = [
      outcome(a),
      outcome(b, { state: 'dead', code: '400', problem }),
      outcome(c, { state: 'pending', retryMs: 60_000, code: '503', problem }),
      outcome(d, { state: 'pending', counted: false }),
    ];
    expect(await finish(finished)).toBe(4);
    const { rows } = await db.query(
      `SELECT d.state, d.attempts, d.problem->>'code' AS problem, d.lease_until, d.finished_at IS NOT NULL AS over, d.due_at > now() + interval '50 seconds' AS waits, a.ok, a.code, a.duration_ms AS ms
         FROM delivery d LEFT JOIN attempt a ON a.delivery_id = d.id WHERE d.destination_id = $1 ORDER BY d.record_key`,
      [destinationId],
    );
    expect(rows).toEqual([
      {
        state: 'delivered',
        attempts: 1,
        problem: null,
        lease_until: null,
        over: true,
        waits: false,
        ok: true,
        code: '200',
        ms: 2,
      },
      { state: 'dead', attempts: 1, problem: '503', lease_until: null, over: true, waits: false, ok: false, code: '400', ms: 2 },
      {
        state: 'pending',
        attempts: 1,
        problem: '503',
        lease_until: null,
        over: false,
        waits: true,
        ok: false,
        code: '503',
        ms: 2,
      },
      {
        state: 'pending',
        attempts: 0,
        problem: null,
        lease_until: null,
        over: false,
        waits: false,
        ok: null,
        code: null,
        ms: null,
      },
    ]);
    // Late, by whoever lost the lease: what is over stays as it ended.
    expect(await finish([outcome(a, { state: 'dead' }), outcome(b)])).toBe(0);
  });

  it('of another destination moves nothing', async () => {
    await store(['r']);
    const [one] = (await claim()) as [ClaimedDelivery];
    const other = await makeDestination(db, tenant);
    expect(await finishDeliveries(db, { environmentId: tenant.environmentId, id: other }, [outcome(one)])).toBe(0);
    expect(await finish([])).toBe(0);
  });
});

describe('when to look again', () => {
  const isDue = async () => (await dueDestinations(db)).some(({ id }) => id === destinationId);
  const set = (sql: string) => db.query(`UPDATE destination SET ${sql} WHERE id = $1`, [destinationId]);

  it('is never while nothing is pending', async () => {
    expect(await nextDueMs(db, destinationId)).toBeNull();
    expect(await isDue()).toBe(false);
  });

  it('is at once, at the end of a lease, or when the first is due', async () => {
    await store(['r', 's']);
    expect(await nextDueMs(db, destinationId)).toBeLessThanOrEqual(0);
    expect(await isDue()).toBe(true);
    const [one, two] = (await claim()) as [ClaimedDelivery, ClaimedDelivery];
    expect(await nextDueMs(db, destinationId)).toBeGreaterThan(50_000);
    expect(await isDue()).toBe(false);
    await finish([outcome(one, { state: 'pending', retryMs: 20_000 }), outcome(two)]);
    const waitMs = await nextDueMs(db, destinationId);
    expect(waitMs).toBeGreaterThan(15_000);
    expect(waitMs).toBeLessThanOrEqual(20_000);
  });

  it('is not before the probe of an open circuit, and never while it is paused or disabled', async () => {
    await store(['r']);
    await set(`circuit = 'open', probe_at = now() + interval '1 minute'`);
    expect(await nextDueMs(db, destinationId)).toBeGreaterThan(50_000);
    expect(await isDue()).toBe(false);
    await set(`probe_at = now() - interval '1 second'`);
    expect(await isDue()).toBe(true);
    for (const state of ['paused', 'disabled']) {
      await set(`circuit = 'closed', state = '${state}'`);
      expect(await nextDueMs(db, destinationId)).toBeNull();
      expect(await isDue()).toBe(false);
    }
  });
});
