import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CircuitPolicy } from '../../model/circuit.js';
import type { DestinationId } from '../../model/ids.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import type { Database } from '../database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../store.fixture.js';
import { commitSync } from '../sync/commit.js';
import { mayWrite, recordFailure, recordSuccess, releaseProbe } from './circuit.js';
import { claimDeliveries } from './claim.js';
import { nextDueMs } from './due.js';

const POLICY: CircuitPolicy = { failures: 5, cooldownMs: 1_000, maxCooldownMs: 60_000, disableAfterMs: 3_600_000 };
const LEASE_MS = 60_000;
const testDatabase = useTestDatabase();
let db: Database;
let tenant: Tenant;
let id: DestinationId;
beforeAll(() => {
  db = testDatabase();
});
beforeEach(async () => {
  tenant = await makeTenant(db);
  id = await makeDestination(db, tenant);
  const connectionId = await makeConnection(db, tenant);
  await commitSync(db, commitOf({ ...tenant, connectionId }, { records: [write('a', 'x'), write('b', 'x')] }));
});

const fail = (count = 1, more: Partial<Parameters<typeof recordFailure>[2]> = {}) =>
  recordFailure(
    db,
    id,
    { count, atOnce: false, disable: false, waitMs: 0, problem: { kind: 'transient', message: 'away' }, ...more },
    POLICY,
  );
const cooled = () => db.query(`UPDATE destination SET probe_at = now() - interval '1 second' WHERE id = $1`, [id]);
const probeInMs = async () =>
  (
    await db.query<{ ms: number }>(
      `SELECT (extract(epoch FROM probe_at - now()) * 1000)::float8 AS ms FROM destination WHERE id = $1`,
      [id],
    )
  ).rows[0]?.ms;
const putOff = (kind: string) =>
  db.query(
    `UPDATE delivery SET due_at = now() + interval '4 hours', attempts = 1, problem = jsonb_build_object('kind', $2::text) WHERE destination_id = $1`,
    [id, kind],
  );
const may = () => mayWrite(db, id, LEASE_MS);

describe('a circuit', () => {
  it('opens after so many failures in a row', async () => {
    expect(await fail(4)).toEqual({ state: 'enabled', circuit: 'closed', failures: 4 });
    expect(await may()).toBe('closed');
    expect(await fail()).toEqual({ state: 'enabled', circuit: 'open', failures: 5 });
    expect(await may()).toBe('wait');
  });

  it('does not open when a success was among them', async () => {
    await fail(4);
    await recordSuccess(db, id);
    expect(await fail(4)).toMatchObject({ circuit: 'closed', failures: 4 });
  });

  it('opens at once for what only a person can mend, and waits as long as it was asked to', async () => {
    expect(await fail(1, { atOnce: true, waitMs: 30_000 })).toMatchObject({ circuit: 'open' });
    expect(await probeInMs()).toBeGreaterThan(25_000);
  });

  it('gives one probe to twenty that ask, and that one comes back when its holder dies', async () => {
    await fail(5);
    await cooled();
    const verdicts = await Promise.all(Array.from({ length: 20 }, may));
    expect(verdicts.filter((verdict) => verdict === 'probe')).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict === 'wait')).toHaveLength(19);
    await cooled();
    expect(await may()).toBe('probe');
  });

  it('gives no probe while there is nothing to probe with', async () => {
    await fail(5);
    await cooled();
    await db.query(`UPDATE delivery SET due_at = now() + interval '5 seconds' WHERE destination_id = $1`, [id]);
    expect(await may()).toBe('wait');
    const waitMs = await nextDueMs(db, id);
    expect(waitMs).toBeGreaterThan(3_000);
    expect(waitMs).toBeLessThanOrEqual(5_000);
  });

  it('lets the next one probe when a probe taught nothing', async () => {
    await fail(5);
    await cooled();
    expect(await may()).toBe('probe');
    expect(await may()).toBe('wait');
    await releaseProbe(db, id);
    expect(await may()).toBe('probe');
  });

  it('waits longer after each failed probe', async () => {
    await fail(50);
    const waits: (number | undefined)[] = [await probeInMs()];
    for (let round = 0; round < 3; round++) {
      await cooled();
      expect(await may()).toBe('probe');
      expect(await fail()).toMatchObject({ circuit: 'open' });
      waits.push(await probeInMs());
    }
    expect(waits.map((ms) => Math.round((ms ?? 0) / 1000))).toEqual([1, 2, 4, 8]);
  });

  it('is closed by a success, which brings forward what had been put off', async () => {
    await fail(5);
    await putOff('transient');
    await cooled();
    await recordSuccess(db, id);
    expect(await may()).toBe('closed');
    expect(await claimDeliveries(db, id, 10, LEASE_MS)).toHaveLength(2);
    const { rows } = await db.query(`SELECT failures, failing_since, probe_at, problem FROM destination WHERE id = $1`, [id]);
    expect(rows).toEqual([{ failures: 0, failing_since: null, probe_at: null, problem: null }]);
  });
});

describe('what waits for its own reason', () => {
  it('is not brought forward by a success among failures: a bad item does not burn its tries in seconds', async () => {
    await fail(2);
    await putOff('transient');
    await recordSuccess(db, id);
    expect(await claimDeliveries(db, id, 10, LEASE_MS)).toHaveLength(0);
  });

  it('is not brought forward when the receiver asked to wait', async () => {
    await fail(5);
    await putOff('rate_limited');
    await cooled();
    await recordSuccess(db, id);
    expect(await claimDeliveries(db, id, 10, LEASE_MS)).toHaveLength(0);
  });
});

describe('a destination', () => {
  it('is disabled when it has failed for too long, not before', async () => {
    await fail(5);
    await db.query(`UPDATE destination SET failing_since = now() - interval '59 minutes' WHERE id = $1`, [id]);
    expect(await fail()).toMatchObject({ state: 'enabled' });
    await db.query(`UPDATE destination SET failing_since = now() - interval '61 minutes' WHERE id = $1`, [id]);
    expect(await fail()).toMatchObject({ state: 'disabled' });
    await cooled();
    expect(await may()).toBe('wait');
  });

  it('is disabled at once when it says that it is gone', async () => {
    expect(await fail(1, { disable: true })).toMatchObject({ state: 'disabled' });
  });

  it('that is paused stays paused, whatever happens to what was under way', async () => {
    await db.query(`UPDATE destination SET state = 'paused', failing_since = now() - interval '9 hours' WHERE id = $1`, [id]);
    expect(await fail(9)).toMatchObject({ state: 'paused' });
    expect(await may()).toBe('wait');
  });

  it('that is gone has no circuit', async () => {
    await db.query(`DELETE FROM destination WHERE id = $1`, [id]);
    expect(await fail()).toBeNull();
    expect(await may()).toBe('wait');
  });
});
