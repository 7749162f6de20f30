import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PRIORITY } from '../model/delivery.js';
import { type DeliveryId, type EventId, newId } from '../model/ids.js';
import { createDatabase, type TestDatabase } from '../test/support/servers/postgres.js';
import { type Database, openDatabase } from './database.js';
import { claimDeliveries } from './outbox/claim.js';
import { finishDeliveries } from './outbox/finish.js';
import { dropExpired, ensurePartitions, uuidBound } from './partitions.js';
import { type Tenant, makeConnection, makeDestination, makeTenant } from './store.fixture.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 15, 12);
const OLD = NOW - 100 * DAY_MS;
const ALL = { eventsDays: 30, rawDays: 30 };

let database: TestDatabase;
let db: Database;
let tenant: Tenant;
beforeEach(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 6, name: 'test', onError: () => undefined });
  tenant = await makeTenant(db);
}, 120_000);
afterEach(async () => {
  await db.end();
  await database.dispose();
});

const names = async (): Promise<string[]> =>
  (
    await db.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhrelid::regclass::text !~ '_idx|pkey|key$' ORDER BY 1`,
    )
  ).rows.map(({ name }) => name);

async function ensure(nowMs: number): Promise<void> {
  const client = await db.connect();
  try {
    await ensurePartitions(client, nowMs);
  } finally {
    client.release();
  }
}

/** An event and its delivery as they were made at that time. */
async function deliveryOf(
  atMs: number,
  state: string,
  eventAtMs = atMs,
): Promise<{ id: DeliveryId; destinationId: Awaited<ReturnType<typeof makeDestination>> }> {
  const [id, eventId, destinationId] = [newId<DeliveryId>(atMs), newId<EventId>(eventAtMs), await makeDestination(db, tenant)];
  await db.query(`INSERT INTO event (id, environment_id, type, reference, body) VALUES ($1, $2, 'auth', $1, '{}')`, [
    eventId,
    tenant.environmentId,
  ]);
  await db.query(
    `INSERT INTO delivery (id, environment_id, destination_id, event_id, type, priority, state) VALUES ($1, $2, $3, $4, 'auth', $5, $6)`,
    [id, tenant.environmentId, destinationId, eventId, PRIORITY.live, state],
  );
  return { id, destinationId };
}

describe('making partitions', () => {
  it('covers last week to four weeks ahead, and again changes nothing', async () => {
    await ensure(NOW);
    const once = await names();
    for (const week of [-7, 0, 7, 14, 21, 28]) await deliveryOf(NOW + week * DAY_MS, 'delivered');
    await ensure(NOW);
    expect(await names()).toEqual(once);
    await expect(deliveryOf(NOW + 60 * DAY_MS, 'delivered')).rejects.toMatchObject({ code: '23514' });
  });

  it('is safe from many processes at once', async () => {
    await Promise.all(Array.from({ length: 6 }, () => ensure(NOW)));
    await deliveryOf(NOW, 'delivered');
  });

  it('that are all there waits for nobody', async () => {
    await ensure(NOW);
    const reader = await db.connect();
    await reader.query(`BEGIN; LOCK TABLE raw_payload, delivery, inbox IN ROW EXCLUSIVE MODE`);
    await ensure(NOW);
    await reader.query('ROLLBACK');
    reader.release();
  });

  it('that fails leaves no broken transaction behind', async () => {
    const client = await db.connect();
    await db.query(
      `CREATE TABLE event_late PARTITION OF event FOR VALUES FROM ('${uuidBound(NOW - 8 * DAY_MS)}') TO ('${uuidBound(NOW + DAY_MS)}')`,
    );
    await expect(ensurePartitions(client, NOW)).rejects.toMatchObject({ code: '42P17' });
    expect((await client.query(`SELECT 1`)).rowCount).toBe(1);
    client.release();
  });

  it('stores raw answers as they are: they are compressed already', async () => {
    await ensure(NOW);
    const { rows } = await db.query(
      `SELECT DISTINCT attstorage FROM pg_attribute JOIN pg_inherits ON attrelid = inhrelid WHERE inhparent = 'raw_payload'::regclass AND attname = 'body'`,
    );
    expect(rows).toEqual([{ attstorage: 'e' }]);
  });
});

describe('dropping what is past retention', () => {
  beforeEach(() => ensure(OLD));

  it('drops whole weeks of each kind by its own limit', async () => {
    const kept = (await names()).filter((name) => name.startsWith('raw_payload'));
    const dropped = await dropExpired(db, { eventsDays: 30, rawDays: 0 }, NOW);
    expect(
      dropped
        .map((name) => name.replace(/_\d+$/, ''))
        .filter((name, at, all) => all.indexOf(name) === at)
        .sort(),
    ).toEqual(['attempt', 'delivery', 'event', 'inbox']);
    expect((await names()).filter((name) => name.startsWith('raw_payload'))).toEqual(kept);
    expect(await dropExpired(db, { eventsDays: 0, rawDays: 0 }, NOW)).toEqual([]);
  });

  it('keeps a week with a delivery that is still to be made, and everything that it takes to make it', async () => {
    const { id, destinationId } = await deliveryOf(OLD, 'pending');
    await dropExpired(db, ALL, NOW);
    const [claimed] = await claimDeliveries(db, destinationId, 10, 60_000);
    expect(claimed?.id).toBe(id);
    const finished = {
      id,
      state: 'delivered',
      retryMs: 0,
      counted: true,
      startedAtMs: NOW,
      durationMs: 1,
      code: '200',
      problem: null,
    } as const;
    expect(await finishDeliveries(db, { environmentId: tenant.environmentId, id: destinationId }, [finished])).toBe(1);
    // Done: now it goes.
    await dropExpired(db, ALL, NOW);
    expect((await db.query(`SELECT 1 FROM delivery`)).rowCount).toBe(0);
    expect((await db.query(`SELECT 1 FROM event`)).rowCount).toBe(0);
  });

  it('keeps an old event that a newer delivery is about', async () => {
    await ensure(NOW);
    const { destinationId } = await deliveryOf(NOW, 'pending', OLD);
    await dropExpired(db, ALL, NOW);
    expect(await claimDeliveries(db, destinationId, 10, 60_000)).toHaveLength(1);
  });

  it('keeps notices that wait', async () => {
    const connectionId = await makeConnection(db, tenant);
    await db.query(
      `INSERT INTO inbox (received_on, environment_id, provider_app_id, connection_id, provider_event_id, kind, provider_user_id, occurred_at) VALUES ($1, $2, $3, $4, 'e', 'changed', 'u', now())`,
      [new Date(OLD).toISOString().slice(0, 10), tenant.environmentId, tenant.providerAppId, connectionId],
    );
    await dropExpired(db, ALL, NOW);
    expect((await db.query(`SELECT 1 FROM inbox`)).rowCount).toBe(1);
  });
});

it('bounds are the smallest UUID of their millisecond', () => {
  expect(uuidBound(NOW) <= newId(NOW)).toBe(true);
  expect(newId(NOW - 1) < uuidBound(NOW)).toBe(true);
});
