import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Database, openDatabase } from '../../store/database.js';
import { makeConnection, makeDestination, makeTenant } from '../../store/store.fixture.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { Reconciler } from './reconciler.js';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 2, name: 'test', onError: () => undefined });
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});

it('tells a new Temporal of open backfills and destinations before the many connections, and of backfills again among them', async () => {
  const tenant = await makeTenant(db);
  for (let n = 0; n < 201; n++) await makeConnection(db, tenant);
  await makeDestination(db, tenant);
  const open = async () =>
    db.query(
      `INSERT INTO backfill (environment_id, provider, types, range_start, range_end, requested_by) VALUES ($1, 'INSIDERS', '{activity}', now() - interval '1 day', now(), 'test')`,
      [tenant.environmentId],
    );
  await open();
  // What Temporal is told, in order; the driver's own ways are tested against a real server.
  const told: string[] = [];
  const tell = (what: string) => (): Promise<boolean> => {
    told.push(what);
    return Promise.resolve(true);
  };
  let rebuilt: object | null = null;
  const reconciler = new Reconciler({
    db,
    link: { namespaceId: () => Promise.resolve('a-new-one') },
    driver: {
      connection: tell('connection'),
      destination: tell('destination'),
      backfill: tell('backfill'),
      housekeeping: tell('housekeeping'),
    },
    perSecond: 1_000_000,
    everyMs: 0,
    onError: () => undefined,
    onRebuilt: (counts) => (rebuilt = counts),
  });
  await reconciler.round();
  expect(told.slice(0, 4)).toEqual(['housekeeping', 'backfill', 'destination', 'connection']);
  expect(told.filter((one) => one === 'connection')).toHaveLength(201);
  // A page of 200 connections is over.
  expect(told.slice(203, 206)).toEqual(['housekeeping', 'backfill', 'connection']);
  expect(rebuilt).toEqual({ connections: 201, destinations: 1 });
});
