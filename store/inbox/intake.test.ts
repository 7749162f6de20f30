import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { type Database, openDatabase } from '../database.js';
import { type Tenant, makeConnection, makeTenant, notice } from '../store.fixture.js';
import { Intake } from './intake.js';

let database: TestDatabase;
let db: Database;
let tenant: Tenant;
let intake: Intake;
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 4, name: 'test', onError: () => undefined });
  tenant = await makeTenant(db);
  intake = new Intake(db);
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});

interface InboxRow {
  readonly state: string;
  readonly connection_id: string | null;
  readonly problem: { kind: string } | null;
}
const rowsOf = async (eventId: string): Promise<InboxRow[]> =>
  (
    await db.query<InboxRow & pg.QueryResultRow>(`SELECT state, connection_id, problem FROM inbox WHERE provider_event_id = $1`, [
      eventId,
    ])
  ).rows;

describe('a notice', () => {
  it('is stored for its connection; a repeat is accepted and changes nothing', async () => {
    const connectionId = await makeConnection(db, tenant, { providerUserId: 'u1' });
    const first = notice(tenant, 'u1', { body: Buffer.from('{}') });
    expect(await intake.accept([first])).toEqual({ connectionIds: [connectionId] });
    expect(await intake.accept([first, first])).toEqual({ connectionIds: [] });
    expect(await rowsOf(first.eventId)).toEqual([{ state: 'pending', connection_id: connectionId, problem: null }]);
  });

  it('of a user that nobody connected is kept as ignored, with the reason', async () => {
    const unknown = notice(tenant, 'nobody');
    expect(await intake.accept([unknown])).toEqual({ connectionIds: [] });
    expect(await intake.accept([unknown])).toEqual({ connectionIds: [] });
    expect(await rowsOf(unknown.eventId)).toMatchObject([
      { state: 'ignored', connection_id: null, problem: { kind: 'missing' } },
    ]);
  });

  it('reaches every connection of the account, and none of another environment', async () => {
    const other = await makeTenant(db);
    const ids = [
      await makeConnection(db, tenant, { providerUserId: 'shared', referenceId: 'a' }),
      await makeConnection(db, tenant, { providerUserId: 'shared', referenceId: 'b' }),
    ];
    await makeConnection(db, other, { providerUserId: 'shared' });
    const { connectionIds } = await intake.accept([notice(tenant, 'shared')]);
    expect([...connectionIds].sort()).toEqual([...ids].sort());
  });
});

describe('many notices', () => {
  it('in one call are stored in one go: 100 of a provider, and more than a batch holds', async () => {
    const connectionId = await makeConnection(db, tenant, { providerUserId: 'busy' });
    for (const count of [100, 500]) {
      const many = Array.from({ length: count }, (_, n) => notice(tenant, 'busy', { objectId: `act-${n}` }));
      expect(await intake.accept(many)).toEqual({ connectionIds: [connectionId] });
      const { rows } = await db.query<{ count: number }>(`SELECT count(*)::int FROM inbox WHERE provider_event_id = ANY ($1)`, [
        many.map(({ eventId }) => eventId),
      ]);
      expect(rows[0]?.count).toBe(count);
    }
  });

  it('from many callers at once each answer for their own, and share commits', async () => {
    const users = Array.from({ length: 120 }, (_, n) => `crowd-${n}`);
    const ids = new Map<string, string>();
    for (const user of users) ids.set(user, await makeConnection(db, tenant, { providerUserId: user }));
    const answers = await Promise.all(users.map((user) => intake.accept([notice(tenant, user)])));
    expect(answers.map(({ connectionIds }) => connectionIds)).toEqual(users.map((user) => [ids.get(user)]));
    const { rows } = await db.query<{ commits: number }>(
      `SELECT count(DISTINCT received_at)::int AS commits FROM inbox WHERE provider_user_id LIKE 'crowd-%'`,
    );
    expect(rows[0]?.commits).toBeLessThan(20);
  });

  it('with a bad one among them: only its own request is refused', async () => {
    const connectionId = await makeConnection(db, tenant, { providerUserId: 'neighbour' });
    const good = () => intake.accept([notice(tenant, 'neighbour')]);
    const bad = () => intake.accept([notice(tenant, 'neighbour', { occurredAt: '2026-13-45' })]);
    const settled = await Promise.allSettled([good(), good(), bad(), good(), bad(), good()]);
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(settled[3]).toMatchObject({ value: { connectionIds: [connectionId] } });
  });

  it('while the database is away are all refused after one wait, not after one each', async () => {
    // A pool whose only connection is in use looks like a server that does not answer.
    const away = new pg.Pool({ connectionString: database.url, max: 1, connectionTimeoutMillis: 1_000 });
    const held = await away.connect();
    const stuck = new Intake(away, 200, 1);
    const begun = performance.now();
    const settled = await Promise.allSettled(Array.from({ length: 30 }, () => stuck.accept([notice(tenant, 'u1')])));
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
    expect(performance.now() - begun).toBeLessThan(15_000);
    held.release();
    expect((await stuck.accept([notice(tenant, 'u1')])).connectionIds).toHaveLength(1);
    await away.end();
  });
});
