import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConnectionId, type DestinationId, newId } from '../../model/ids.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { type Database, openDatabase } from '../database.js';
import { type Tenant, makeConnection, makeDestination, makeTenant } from '../store.fixture.js';
import { type DeliveryFilter, listDeliveries } from './deliveries.js';

let database: TestDatabase;
let db: Database;
let tenant: Tenant;
let users: ConnectionId[];
let places: DestinationId[];
interface Made {
  readonly id: string;
  readonly destination: string;
  readonly connection: string;
  readonly type: string;
  readonly state: string;
  readonly key: string | null;
  readonly ms: number;
}
let made: Made[];
const KEYS = ['a', "o'dd ü/%", null];

beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 2, name: 'test', onError: () => undefined });
  tenant = await makeTenant(db);
  users = [await makeConnection(db, tenant), await makeConnection(db, tenant)];
  // The last one was deleted since.
  places = [await makeDestination(db, tenant), await makeDestination(db, tenant), newId<DestinationId>()];
  const other = await makeTenant(db);
  await db.query(
    `INSERT INTO delivery (id, environment_id, destination_id, event_id, connection_id, type, record_key, state)
     SELECT uuidv7(n * interval '-1 second'), CASE WHEN n % 10 = 0 THEN $1::uuid ELSE $2 END, ($3::uuid[])[1 + n % 3], gen_random_uuid(), ($4::uuid[])[1 + n / 7 % 2],
            (ARRAY['activity', 'activity', 'sleep', 'auth'])[1 + n / 3 % 4], ($5::text[])[1 + n % 3], (ARRAY['delivered', 'delivered', 'dead', 'pending', 'superseded'])[1 + n / 5 % 5]
       FROM generate_series(1, 400) n`,
    [other.environmentId, tenant.environmentId, places, users, KEYS],
  );
  const { rows } = await db.query<Made>(
    `SELECT id, destination_id AS destination, connection_id AS connection, type, state, record_key AS key, (extract(epoch FROM uuid_extract_timestamp(id)) * 1000)::float8 AS ms
       FROM delivery WHERE environment_id = $1 ORDER BY id DESC`,
    [tenant.environmentId],
  );
  made = rows;
}, 60_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});

/** All pages of it. */
async function listed(filter: DeliveryFilter, limit = 7): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listDeliveries>> = await listDeliveries(db, tenant.environmentId, filter, {
      after,
      limit,
    });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    after = page.next;
  } while (after !== null);
  return ids;
}

const matches = (one: Made, { destination, connection, type, state, recordKey, sinceMs, untilMs }: DeliveryFilter): boolean =>
  (destination === undefined || one.destination === destination) &&
  (connection === undefined || one.connection === connection) &&
  (type === undefined || one.type === type) &&
  (state === undefined || one.state === state) &&
  (recordKey === undefined || one.key === recordKey) &&
  (sinceMs === undefined || one.ms >= sinceMs) &&
  (untilMs === undefined || one.ms < untilMs);

describe('a list of deliveries', () => {
  it('is what matches each filter and each pair of them, newest first, on all pages, and nobody else’s', async () => {
    const middle = made[180]?.ms ?? 0;
    const filters: DeliveryFilter[] = [
      {},
      ...places.map((destination) => ({ destination })),
      { destination: newId() },
      ...users.map((connection) => ({ connection })),
      ...KEYS.flatMap((recordKey) => (recordKey === null ? [] : [{ connection: users[0], recordKey }])),
      ...['activity', 'auth', 'nutrition'].map((type) => ({ type })),
      ...(['delivered', 'dead', 'pending', 'canceled'] as const).map((state) => ({ state })),
      { sinceMs: middle },
      { untilMs: middle },
      { sinceMs: middle - 60_000, untilMs: middle },
      { sinceMs: -5, untilMs: 0 },
    ];
    const pairs = filters.flatMap((one) => filters.map((other) => ({ ...one, ...other })));
    for (const filter of pairs)
      expect([filter, await listed(filter, 60)]).toEqual([
        filter,
        made.filter((one) => matches(one, filter)).map(({ id }) => id),
      ]);
    expect(await listed({ state: 'dead' }, 1)).toEqual(made.filter(({ state }) => state === 'dead').map(({ id }) => id));
  }, 60_000);

  it('by a record needs its user', async () => {
    await expect(listed({ recordKey: 'a' })).rejects.toMatchObject({ kind: 'payload' });
    await expect(listed({ recordKey: '\0', connection: newId() })).rejects.toMatchObject({ kind: 'payload' });
  });

  it('of nothing is empty', async () => {
    const none = await makeTenant(db);
    expect(await listDeliveries(db, none.environmentId, {}, { after: null, limit: 5 })).toEqual({ items: [], next: null });
  });
});
