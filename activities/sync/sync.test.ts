import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { QueryResultRow } from 'pg';
import { startSandbox } from '../../apps/sandbox/server.js';
import { type ConnectionId, newId } from '../../model/ids.js';
import { SandboxClient } from '../../providers/insiders/sandbox.fixture.js';
import { type Database, openDatabase } from '../../store/database.js';
import { Intake } from '../../store/inbox/intake.js';
import { notice } from '../../store/store.fixture.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { type Rig, makeRig } from '../activities.fixture.js';

let database: TestDatabase;
let db: Database;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let client: SandboxClient;
let rig: Rig;
let rider: string;
let id: ConnectionId;
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 10, name: 'test', onError: () => undefined });
  sandbox = await startSandbox({ port: 0, riders: 1, days: 0, limits: null });
  client = new SandboxClient(sandbox.url);
  rider = await client.firstRider();
}, 120_000);
afterAll(async () => {
  await sandbox.close();
  await db.end();
  await database.dispose();
});
beforeEach(async () => {
  rig = await makeRig(db, sandbox.url);
  id = await rig.connect(rider, (await client.connect(rider)).tokens);
  await db.query(`UPDATE connection SET next_poll_at = now() + interval '1 hour' WHERE id = $1`, [id]);
  await db.query(`INSERT INTO coverage (connection_id, type, day) VALUES ($1, 'athlete', '1970-01-01')`, [id]);
});
afterEach(async () => {
  await client.control('DELETE', '/faults');
  await rig.close();
});

const ride = async (): Promise<string> =>
  ((await client.control('POST', `/riders/${rider}/rides`, { minutes: 2 })) as { id: string }).id;
const change = (key: string, name: string) => client.control('PATCH', `/rides/${key}`, { name });
const told = (objectId: string | null, more: object = {}) =>
  new Intake(db).accept([
    notice(rig.tenant, rider, { objectId, objectType: objectId === null ? null : 'activity', objectRevision: null, ...more }),
  ]);
const run = () => rig.sync.run(id, AbortSignal.timeout(20_000));
const all = async <Row extends QueryResultRow>(sql: string): Promise<Row[]> => (await db.query<Row>(sql, [id])).rows;
const events = () =>
  all<{ op: string; key: string; revision: number }>(
    `SELECT op, record_key AS key, revision FROM event WHERE connection_id = $1 AND record_key IS NOT NULL ORDER BY id`,
  );
const inbox = async () =>
  (await all<{ state: string }>(`SELECT state FROM inbox WHERE connection_id = $1 ORDER BY id`)).map(({ state }) => state);
/** Reads of the provider's data. */
const requests = async (): Promise<number> => {
  const { requests: by } = (await client.control('GET', '/stats')) as { requests: Record<string, number> };
  return Object.entries(by).reduce((sum, [route, count]) => (route.includes('/v1/') ? sum + count : sum), 0);
};

describe('a sync of notices', () => {
  it('fetches each ride once at its newest, however often and in whatever order it was told', async () => {
    const key = await ride();
    await change(key, 'Evening ride');
    for (const objectRevision of [2, 1, 2]) await told(key, { objectRevision });
    expect(await run()).toMatchObject({ outcome: 'synced', found: 1, changed: 1 });
    expect(await events()).toEqual([{ op: 'upsert', key, revision: 1 }]);
    expect(await inbox()).toEqual(['done', 'done', 'done']);
    expect(await all(`SELECT provider_revision AS v FROM record WHERE connection_id = $1`)).toEqual([{ v: 2 }]);
  });

  it('asks the provider nothing about a revision that is held', async () => {
    const key = await ride();
    await told(key, { objectRevision: 1 });
    await run();
    const before = await requests();
    await told(key, { objectRevision: 1 });
    expect(await run()).toMatchObject({ found: 0, changed: 0 });
    expect(await requests()).toBe(before);
    expect(await inbox()).toEqual(['done', 'done']);
  });

  it('that name more rides than a lease or a batch holds takes them all, each once', async () => {
    const keys: string[] = [];
    for (let n = 0; n < 20; n++) keys.push(await ride());
    for (const key of keys) await told(key, { objectRevision: 1 });
    expect(await run()).toMatchObject({ found: 20, changed: 20 });
    expect((await events()).map(({ key }) => key).sort()).toEqual(keys.sort());
    expect(new Set(await inbox())).toEqual(new Set(['done']));
  });

  it('ends a deleted ride with an event; what was never held ends without', async () => {
    const [known, unknown] = [await ride(), await ride()];
    await told(known, { objectRevision: 1 });
    await run();
    await client.control('DELETE', `/rides/${known}`);
    await told(known, { kind: 'deleted', objectRevision: 2 });
    await told(unknown, { kind: 'deleted', objectRevision: 2 });
    expect(await run()).toMatchObject({ changed: 1 });
    expect(await events()).toEqual([
      { op: 'upsert', key: known, revision: 1 },
      { op: 'delete', key: known, revision: 2 },
    ]);
    // The change that was told too late does not bring it back.
    await told(known, { objectRevision: 1 });
    await told(known, { objectRevision: null });
    expect(await run()).toMatchObject({ changed: 0 });
    expect(
      await all(
        `SELECT 1 FROM raw_payload WHERE connection_id = $1 AND record_key = (SELECT record_key FROM record WHERE connection_id = $1)`,
      ),
    ).toEqual([]);
  });

  it('takes a ride that is gone when it is fetched for deleted', async () => {
    const key = await ride();
    await told(key, { objectRevision: 1 });
    await run();
    await client.control('DELETE', `/rides/${key}`);
    await told(key, { objectRevision: 2 });
    await run();
    expect((await events()).map(({ op }) => op)).toEqual(['upsert', 'delete']);
  });

  it('believes the highest revision: what was deleted may have come back', async () => {
    const key = await ride();
    await change(key, 'two');
    await change(key, 'three');
    await told(key, { objectRevision: 3, occurredAt: '2026-01-01T00:00:03Z' });
    await told(key, { objectRevision: 2, kind: 'deleted', occurredAt: '2026-01-01T00:00:02Z' });
    await run();
    expect(await events()).toEqual([{ op: 'upsert', key, revision: 1 }]);
  });
});

describe('a ride that cannot be read', () => {
  it('is a dead notice with its raw answer kept, and holds up no other', async () => {
    const [bad, good] = [await ride(), await ride()];
    await told(bad, { objectRevision: 1 });
    await told(good, { objectRevision: 1 });
    // Another provider would answer so: the type of the object is none that can be fetched.
    await db.query(`UPDATE inbox SET object_type = 'daily' WHERE object_id = $1`, [bad]);
    expect(await run()).toMatchObject({ outcome: 'synced', changed: 1 });
    expect((await inbox()).sort()).toEqual(['dead', 'done']);
    expect((await events()).map(({ key }) => key)).toEqual([good]);
  });
});

describe('a poll', () => {
  beforeEach(() => db.query(`UPDATE connection SET next_poll_at = now() WHERE id = $1`, [id]));

  it('finds what no webhook told, once', async () => {
    const key = await ride();
    expect(await run()).toMatchObject({ outcome: 'synced' });
    expect((await events()).map((event) => event.key)).toContain(key);
    const before = (await events()).length;
    await db.query(`UPDATE connection SET next_poll_at = now() WHERE id = $1`, [id]);
    expect(await run()).toMatchObject({ outcome: 'synced', changed: 0 });
    expect(await events()).toHaveLength(before);
    expect(
      await all(
        `SELECT last_polled_at IS NOT NULL AS polled, next_poll_at > now() + interval '50 minutes' AS later FROM connection WHERE id = $1`,
      ),
    ).toEqual([{ polled: true, later: true }]);
  });
});

it('looks again when the next poll is due, although it was only told', async () => {
  await db.query(`UPDATE connection SET next_poll_at = now() + interval '1 minute' WHERE id = $1`, [id]);
  const { outcome, nextMs } = await run();
  expect(outcome).toBe('synced');
  expect(nextMs).toBeGreaterThan(30_000);
  expect(nextMs).toBeLessThanOrEqual(60_000);
});

it('of what is not there is nothing, of what somebody else syncs comes again', async () => {
  expect(await rig.sync.run(newId<ConnectionId>(), AbortSignal.timeout(5_000))).toMatchObject({
    outcome: 'gone',
  });
  await db.query(
    `UPDATE connection SET lease_until = now() + interval '1 minute', lease_token = gen_random_uuid() WHERE id = $1`,
    [id],
  );
  expect(await run()).toMatchObject({ outcome: 'busy', nextMs: 5_000 });
});
