import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { type ConnectionId, type DestinationId } from '../../model/ids.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { ControlStore, controlDataSource } from '../control/control-store.js';
import { redriveMany } from '../control/redrive.js';
import type { Database } from '../database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../store.fixture.js';
import { commitSync } from '../sync/commit.js';
import type { BatchLimits } from './batch.js';
import { type Claim, claimDue } from './claim-due.js';
import { releaseDeliveries } from './claim.js';
import { dueDestinations, nextDueMs } from './due.js';
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

const AT_ONCE: BatchLimits = { maxItems: 10, maxBytes: 1 << 20, maxWaitMs: 0 };
const store = (keys: readonly string[], text = 'x') =>
  commitSync(db, commitOf({ ...tenant, connectionId }, { records: keys.map((key) => write(key, text)) }));
const claim = (batches: BatchLimits = AT_ONCE, leaseMs = 60_000) =>
  claimDue(db, id, { limit: 200, leaseMs, batches, limited: false });
const keysOf = ({ deliveries }: Claim) => deliveries.map(({ recordKey }) => recordKey);
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `r${String(n).padStart(3, '0')}`);
const finish = (claimed: Claim, more: Partial<FinishedDelivery> = {}) =>
  finishDeliveries(
    db,
    { environmentId: tenant.environmentId, id },
    claimed.deliveries.map((one) => ({
      id: one.id,
      state: 'delivered',
      retryMs: 0,
      counted: true,
      startedAtMs: Date.now(),
      durationMs: 1,
      code: null,
      problem: null,
      ...more,
    })),
  );
const isDue = async () => (await dueDestinations(db)).some((one) => one.id === id);
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a batch', () => {
  it('that a process took to its grave comes again whole, with its id, its members and their order', async () => {
    await store(numbered(7));
    const first = await claim(AT_ONCE, 30);
    expect(keysOf(first)).toEqual(numbered(7));
    await store(['late']);
    await after(60);
    const again = await claim();
    expect([again.batchId, keysOf(again)]).toEqual([first.batchId, keysOf(first)]);
    expect(again.deliveries.map((one) => one.id)).toEqual(first.deliveries.map((one) => one.id));
    const next = await claim();
    expect(keysOf(next)).toEqual(['late']);
    expect(next.batchId).not.toBe(first.batchId);
  });

  it('that failed is due together, not mixed with what came since', async () => {
    await store(numbered(3));
    const first = await claim();
    await finish(first, { state: 'pending', retryMs: 30_000 });
    await store(['new']);
    expect(keysOf(await claim())).toEqual(['new']);
    expect(keysOf(await claim())).toEqual([]);
    await db.query(`UPDATE delivery SET due_at = now() WHERE batch_id = $1`, [first.batchId]);
    const again = await claim();
    expect([again.batchId, keysOf(again)]).toEqual([first.batchId, keysOf(first)]);
  });

  it('of which a part is held waits for it', async () => {
    await store(numbered(3));
    const first = await claim();
    await releaseDeliveries(
      db,
      first.deliveries.map((one) => one.id),
    );
    await db.query(`UPDATE delivery SET due_at = now() + interval '1 minute' WHERE batch_id = $1 AND record_key = 'r001'`, [
      first.batchId,
    ]);
    expect(keysOf(await claim())).toEqual([]);
    expect(await nextDueMs(db, id)).toBeGreaterThan(50_000);
  });

  it('leaves out what was superseded in between; the newer revision goes in another', async () => {
    await store(numbered(3));
    const first = await claim(AT_ONCE, 20);
    await after(40);
    await store(['r001'], 'changed');
    const again = await claim();
    expect([again.batchId, keysOf(again)]).toEqual([first.batchId, ['r000', 'r002']]);
    expect((await claim()).deliveries).toMatchObject([{ recordKey: 'r001', revision: 2 }]);
  });

  it('is never shared by workers that claim at once, and nothing is left over', async () => {
    await store(numbered(95));
    const claims = await Promise.all(Array.from({ length: 12 }, () => claim()));
    const made = claims.filter(({ deliveries }) => deliveries.length > 0);
    expect(made.map(({ deliveries }) => deliveries.length).sort((a, b) => b - a)).toEqual([...Array<number>(9).fill(10), 5]);
    expect(new Set(made.map(({ batchId }) => batchId)).size).toBe(10);
    expect(made.flatMap(keysOf).sort()).toEqual(numbered(95));
  });

  it('that all workers want again is given to one', async () => {
    await store(numbered(10));
    await claim(AT_ONCE, 20);
    await after(40);
    const claims = await Promise.all(Array.from({ length: 6 }, () => claim()));
    expect(claims.map(({ deliveries }) => deliveries.length).sort()).toEqual([0, 0, 0, 0, 0, 10]);
  });

  it('ends at its bytes, and takes one that is larger alone', async () => {
    await store(numbered(4), 'x'.repeat(3_000));
    const limits = { ...AT_ONCE, maxBytes: 9_000 };
    expect(keysOf(await claim(limits))).toEqual(['r000', 'r001']);
    expect(keysOf(await claim({ ...limits, maxBytes: 100 }))).toEqual(['r002']);
  });

  it('of dead letters is no batch any more when they are redriven', async () => {
    await store(numbered(2));
    const first = await claim();
    await finish(first, { state: 'dead' });
    const source = await new DataSource(controlDataSource(db.options.connectionString ?? '')).initialize();
    await redriveMany(new ControlStore(source), tenant.environmentId, { destination: id }, false, 'test');
    await source.destroy();
    const again = await claim();
    expect(keysOf(again).sort()).toEqual(numbered(2));
    expect(again.batchId).not.toBe(first.batchId);
  });
});

describe('waiting for a batch to fill', () => {
  const PATIENT = { ...AT_ONCE, maxWaitMs: 60_000 };
  const age = (seconds: number) =>
    db.query(
      `UPDATE delivery SET id = (lpad(to_hex((extract(epoch FROM uuid_extract_timestamp(id) - $2 * interval '1 second') * 1000)::bigint), 12, '0') || substr(replace(id::text, '-', ''), 13))::uuid
        WHERE destination_id = $1 AND state = 'pending'`,
      [id, seconds],
    );

  it('lasts until the first has waited long enough; meanwhile nobody looks', async () => {
    await store(numbered(3));
    expect(await isDue()).toBe(true);
    const waiting = await claim(PATIENT);
    expect(waiting).toMatchObject({ deliveries: [], batchId: null, wait: { for: 'batch' } });
    expect(waiting.wait?.ms).toBeGreaterThan(50_000);
    expect(waiting.wait?.ms).toBeLessThanOrEqual(60_000);
    expect(await isDue()).toBe(false);
    expect(await nextDueMs(db, id)).toBeGreaterThan(50_000);
    const { rows } = await db.query(`SELECT xmin::text FROM destination WHERE id = $1`, [id]);
    await claim(PATIENT);
    expect((await db.query(`SELECT xmin::text FROM destination WHERE id = $1`, [id])).rows).toEqual(rows);
    await age(61);
    expect(keysOf(await claim(PATIENT))).toEqual(numbered(3));
  });

  it('is over as soon as it is full, and what is over waits on', async () => {
    await store(numbered(8));
    expect(keysOf(await claim(PATIENT))).toEqual([]);
    await store(['r008', 'r009', 'r010']);
    expect(keysOf(await claim(PATIENT))).toHaveLength(10);
    expect(keysOf(await claim(PATIENT))).toEqual([]);
  });

  it('is over when it is full although nobody was woken, and no sooner', async () => {
    await store(numbered(8));
    await claim(PATIENT);
    await store(['r008']);
    expect(await isDue()).toBe(false);
    expect(await nextDueMs(db, id)).toBeGreaterThan(50_000);
    await store(['r009']);
    expect(await isDue()).toBe(true);
    expect(await nextDueMs(db, id)).toBeLessThanOrEqual(0);
    // What is put off does not fill it.
    await db.query(
      `UPDATE delivery SET due_at = now() + interval '10 minutes' WHERE destination_id = $1 AND record_key = 'r003'`,
      [id],
    );
    expect(await isDue()).toBe(false);
    expect(await nextDueMs(db, id)).toBeGreaterThan(50_000);
  });

  it('holds up no batch that is due again', async () => {
    await store(numbered(10));
    const first = await claim(PATIENT);
    await store(['new']);
    await claim(PATIENT);
    expect(await isDue()).toBe(false);
    await finish(first, { state: 'pending', retryMs: 0 });
    expect(await isDue()).toBe(true);
    expect(await nextDueMs(db, id)).toBeLessThanOrEqual(0);
    expect((await claim(PATIENT)).batchId).toBe(first.batchId);
  });
});
