/** Which claim may say that nothing of its record can have been written before. A wrong yes could leave a record twice in a bucket. */
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { ConnectionId, DestinationId } from '../../model/ids.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { ControlStore, controlDataSource } from '../control/control-store.js';
import { redriveMany } from '../control/redrive.js';
import { replayRecords } from '../control/replay.js';
import type { Database } from '../database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../store.fixture.js';
import { commitSync } from '../sync/commit.js';
import { claimDue } from './claim-due.js';
import { type ClaimedDelivery, claimDeliveries, releaseDeliveries } from './claim.js';
import { type FinishedDelivery, finishDeliveries } from './finish.js';

const testDatabase = useTestDatabase();
let db: Database;
let tenant: Tenant;
let connectionId: ConnectionId;
let id: DestinationId;
beforeAll(() => {
  db = testDatabase();
});
beforeEach(async () => {
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant);
  id = await makeDestination(db, tenant);
});

const store = (text: string) => commitSync(db, commitOf({ ...tenant, connectionId }, { records: [write('ride', text)] }));
const claim = async (leaseMs = 60_000) => claimDeliveries(db, id, 100, leaseMs);
const firsts = (claimed: readonly ClaimedDelivery[]) => claimed.map(({ isFirst }) => isFirst);
const end = (claimed: readonly ClaimedDelivery[], state: FinishedDelivery['state'], counted = true) =>
  finishDeliveries(
    db,
    { environmentId: tenant.environmentId, id },
    claimed.map((one) => ({
      id: one.id,
      state,
      retryMs: 0,
      counted,
      startedAtMs: Date.now(),
      durationMs: 1,
      code: null,
      problem: null,
    })),
  );
async function withControl<Result>(work: (store: ControlStore) => Promise<Result>): Promise<Result> {
  const source = await new DataSource(controlDataSource(db.options.connectionString ?? '')).initialize();
  try {
    return await work(new ControlStore(source));
  } finally {
    await source.destroy();
  }
}

describe('the first try', () => {
  it('is that of a new record', async () => {
    await store('one');
    expect(firsts(await claim())).toEqual([true]);
  });

  it('is not one after a lease that lapsed: whoever had it may have written', async () => {
    await store('one');
    expect(firsts(await claim(1))).toEqual([true]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(firsts(await claim())).toEqual([false]);
  });

  it.each([
    [
      'given back',
      (claimed: readonly ClaimedDelivery[]) =>
        releaseDeliveries(
          db,
          claimed.map((one) => one.id),
        ),
    ],
    ['stopped on the way', (claimed: readonly ClaimedDelivery[]) => end(claimed, 'pending', false)],
    ['that failed', (claimed: readonly ClaimedDelivery[]) => end(claimed, 'pending')],
  ])('is not one after a claim %s', async (_how, leave) => {
    await store('one');
    await leave(await claim());
    expect(firsts(await claim())).toEqual([false]);
  });

  it('is not one after a redrive, whatever that does to the count of tries', async () => {
    await store('one');
    await end(await claim(), 'dead');
    await withControl((control) => redriveMany(control, tenant.environmentId, { destination: id }, false, 'test'));
    const [again] = await claim();
    expect(again).toMatchObject({ attempts: 0, isFirst: false });
  });

  it('is not one of a replay, nor of what a replay overtakes', async () => {
    await store('one');
    const range = { start: new Date(0), end: new Date('2100-01-01'), types: null, connection: null, maxPerSecond: null };
    await withControl((control) => replayRecords(control, tenant.environmentId, { ...range, destination: id }, false, 'test'));
    expect(firsts(await claim())).toEqual([false, false]);
  });

  it('is not one of a later revision, also when it was waiting as the first', async () => {
    await store('one');
    await db.query(`UPDATE delivery SET lease_until = now() + interval '1 minute' WHERE destination_id = $1`, [id]);
    await store('two');
    await db.query(`UPDATE delivery SET lease_until = NULL WHERE destination_id = $1`, [id]);
    const claimed = await claim();
    expect(claimed.length).toBeGreaterThan(0);
    expect(new Set(firsts(claimed))).toEqual(new Set([false]));
  });

  it('is not one of a batch that comes again', async () => {
    const batches = { maxItems: 10, maxBytes: 1 << 20, maxWaitMs: 0 };
    const claimBatch = () => claimDue(db, id, { limit: 10, leaseMs: 1, batches, limited: false });
    await store('one');
    expect(firsts((await claimBatch()).deliveries)).toEqual([true]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(firsts((await claimBatch()).deliveries)).toEqual([false]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    // The destination takes them one by one now.
    expect(firsts(await claim())).toEqual([false]);
  });

  it('is not one of what was there before it was kept', async () => {
    await store('one');
    await db.query(`UPDATE delivery SET fresh = DEFAULT WHERE destination_id = $1`, [id]);
    expect(firsts(await claim())).toEqual([false]);
  });
});
