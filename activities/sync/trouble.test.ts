import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { QueryResultRow } from 'pg';
import { startSandbox } from '../../apps/sandbox/server.js';
import type { ConnectionId, DestinationId } from '../../model/ids.js';
import { SandboxClient } from '../../providers/insiders/sandbox.fixture.js';
import { changeState } from '../../store/connections/lifecycle.js';
import { type Database, openDatabase } from '../../store/database.js';
import { Intake } from '../../store/inbox/intake.js';
import { makeDestination, notice } from '../../store/store.fixture.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { type Rig, makeRig } from '../activities.fixture.js';

let database: TestDatabase;
let db: Database;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let client: SandboxClient;
let rig: Rig;
let rider: string;
let id: ConnectionId;
let destinationId: DestinationId;
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
const connected = async (more = {}): Promise<void> => {
  rig = await makeRig(db, sandbox.url, more);
  destinationId = await makeDestination(db, rig.tenant);
  id = await rig.connect(rider, (await client.connect(rider)).tokens);
  await db.query(`UPDATE connection SET next_poll_at = now() + interval '1 hour' WHERE id = $1`, [id]);
  await db.query(`INSERT INTO coverage (connection_id, type, day) VALUES ($1, 'athlete', '1970-01-01')`, [id]);
};
beforeEach(() => connected());
afterEach(async () => {
  await client.control('DELETE', '/faults');
  await rig.close();
});

const fault = (name: string, more: object = {}) => client.control('POST', '/faults', { name, ...more });
const ride = async (): Promise<string> =>
  ((await client.control('POST', `/riders/${rider}/rides`, { minutes: 2 })) as { id: string }).id;
const told = (kind: string, objectId: string | null = null) =>
  new Intake(db).accept([
    notice(rig.tenant, rider, { kind, objectId, objectType: objectId === null ? null : 'activity', objectRevision: null }),
  ]);
const toldOfRides = async (count: number): Promise<string[]> => {
  const keys = [];
  for (let n = 0; n < count; n++) keys.push(await ride());
  for (const key of keys) await told('changed', key);
  return keys;
};
const run = () => rig.sync.run(id, AbortSignal.timeout(20_000));
const all = async <Row extends QueryResultRow>(sql: string): Promise<Row[]> => (await db.query<Row>(sql, [id])).rows;
const statuses = async () =>
  (await all<{ type: string }>(`SELECT type FROM event WHERE connection_id = $1 AND record_key IS NULL ORDER BY id`)).map(
    ({ type }) => type,
  );
const records = async () => (await all(`SELECT 1 FROM record WHERE connection_id = $1`)).length;
const connection = async () =>
  (
    await all<{ state: string; failures: number; scopes: string; lease_token: string | null }>(
      `SELECT state, failures, scopes, lease_token FROM connection WHERE id = $1`,
    )
  )[0];
const inbox = async () =>
  (await all<{ state: string }>(`SELECT state FROM inbox WHERE connection_id = $1 ORDER BY id`)).map(({ state }) => state);
const expired = () => db.query(`UPDATE credential SET access_expires_at = now() WHERE connection_id = $1`, [id]);
const later = async (): Promise<void> => {
  await db.query(`UPDATE credential SET updated_at = now() - interval '1 minute' WHERE connection_id = $1`, [id]);
  await db.query(`UPDATE inbox SET due_at = now() WHERE connection_id = $1`, [id]);
};

describe('a provider in trouble', () => {
  it('is asked again later; nothing is lost', async () => {
    await toldOfRides(2);
    await fault('server_error');
    const report = await run();
    expect(report).toMatchObject({ outcome: 'waiting', state: 'active' });
    expect(report.nextMs).toBeGreaterThan(1_000);
    expect(await connection()).toMatchObject({ failures: 1, lease_token: null });
    expect(await inbox()).toEqual(['pending', 'pending']);
    await client.control('DELETE', '/faults');
    await db.query(`UPDATE inbox SET due_at = now() WHERE connection_id = $1`, [id]);
    expect(await run()).toMatchObject({ outcome: 'synced', changed: 2 });
    expect(await connection()).toMatchObject({ failures: 0 });
    expect(await statuses()).toEqual([]);
  });

  it('that asks to slow down is left alone for as long as it said', async () => {
    await toldOfRides(1);
    await fault('rate_limited', { retryAfterSeconds: 40 });
    const { nextMs } = await run();
    expect(nextMs).toBeGreaterThan(35_000);
    expect(nextMs).toBeLessThanOrEqual(40_000);
    await client.control('DELETE', '/faults');
    await db.query(`UPDATE inbox SET due_at = now() WHERE connection_id = $1`, [id]);
    // Everybody waits, not only this call.
    expect((await run()).outcome).toBe('waiting');
  });

  it('cannot stop everybody for longer than an hour, nor one ride for longer than that', async () => {
    await toldOfRides(1);
    await fault('rate_limited', { retryAfterSeconds: 3_153_600_000, count: 1 });
    const { nextMs } = await run();
    expect(nextMs).toBeGreaterThan(3_000_000);
    expect(nextMs).toBeLessThanOrEqual(3_600_000);
    expect(
      await all(
        `SELECT max(blocked_until) <= now() + interval '1 hour' AS bound FROM rate_budget WHERE $1::uuid IS NOT NULL AND blocked_until > now()`,
      ),
    ).toEqual([{ bound: true }]);
    // Being asked to wait is no try.
    expect(await all(`SELECT attempts, state FROM inbox WHERE connection_id = $1`)).toEqual([{ attempts: 0, state: 'pending' }]);
  });

  it('with a budget for less than is to be fetched is read bit by bit', async () => {
    await rig.close();
    await connected({ requests_per_user_minute: 40 });
    await toldOfRides(24);
    const report = await run();
    expect(report.outcome).toBe('waiting');
    expect(await records()).toBe(16);
    // A minute later.
    await db.query(`UPDATE rate_budget SET tokens = 40; UPDATE inbox SET due_at = now() WHERE state = 'pending'`);
    expect(await run()).toMatchObject({ outcome: 'synced' });
    expect(await records()).toBe(24);
    expect(new Set(await inbox())).toEqual(new Set(['done']));
  });

  it('while we stop counts nothing', async () => {
    await toldOfRides(1);
    await fault('slow', { ms: 10_000 });
    const stop = new AbortController();
    const stopped = rig.sync.run(id, stop.signal);
    setTimeout(() => {
      stop.abort();
    }, 200);
    expect(await stopped).toMatchObject({ outcome: 'waiting' });
    expect(await connection()).toMatchObject({ failures: 0, lease_token: null });
    expect(await all(`SELECT attempts, due_at <= now() AS due FROM inbox WHERE connection_id = $1`)).toEqual([
      { attempts: 0, due: true },
    ]);
  });
});

describe('tokens', () => {
  it('that expired are exchanged once for all rides of a sync', async () => {
    await toldOfRides(3);
    await expired();
    expect(await run()).toMatchObject({ outcome: 'synced', changed: 3 });
    expect(await all(`SELECT revision FROM credential WHERE connection_id = $1`)).toEqual([{ revision: 2 }]);
  });

  it('that the provider calls expired before their time are exchanged as well', async () => {
    await toldOfRides(1);
    await fault('expired_token', { count: 1 });
    expect(await run()).toMatchObject({ outcome: 'synced', changed: 1 });
  });

  it('refused once ask nobody to connect again, although four fetches met it; refused twice they do, and it is told once', async () => {
    await toldOfRides(4);
    await client.control('POST', `/riders/${rider}/deauthorize`);
    await expired();
    expect(await run()).toMatchObject({ outcome: 'waiting', state: 'active' });
    expect(await connection()).toMatchObject({ state: 'active' });
    await later();
    expect(await run()).toMatchObject({ outcome: 'waiting', state: 'reauthorize' });
    await later();
    expect(await run()).toMatchObject({ outcome: 'waiting', state: 'reauthorize' });
    expect(await statuses()).toEqual(['connection_error']);
    expect(rig.woken).toEqual([destinationId]);
    // The rides wait for the athlete.
    expect(new Set(await inbox())).toEqual(new Set(['pending']));
  });
});

describe('what the athlete does at the provider', () => {
  it('withdrawn access ends the syncing, is told once, and is heard of in every state', async () => {
    for (const state of ['active', 'paused'] as const) {
      await rig.close();
      await connected();
      if (state === 'paused') await changeState(db, id, 'paused');
      await client.control('POST', `/riders/${rider}/deauthorize`);
      await told('deauthorized');
      expect(await run()).toMatchObject({ state: 'revoked' });
      await told('deauthorized');
      await run();
      expect(await statuses()).toEqual(['access_revoked']);
      expect(await connection()).toMatchObject({ state: 'revoked' });
      expect(await inbox()).toEqual(['done', 'done']);
    }
  });

  it('withdrawn access that is told after the athlete connected again ends nothing', async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    await new Intake(db).accept([
      notice(rig.tenant, rider, {
        kind: 'deauthorized',
        objectId: null,
        objectType: null,
        objectRevision: null,
        occurredAt: yesterday,
      }),
    ]);
    expect(await run()).toMatchObject({ outcome: 'synced', state: 'active' });
    expect([await statuses(), await inbox()]).toEqual([[], ['done']]);
  });

  it('scopes that changed are told with what came and went, once', async () => {
    await client.control('PUT', `/riders/${rider}/scopes`, { scopes: ['activity:read', 'offline_access'] });
    await db.query(`UPDATE connection SET scopes = 'activity:read,profile:read,offline_access' WHERE id = $1`, [id]);
    await told('scopes_changed');
    expect(await run()).toMatchObject({ outcome: 'synced' });
    expect((await connection())?.scopes.split(',').sort()).toEqual(['activity:read', 'offline_access']);
    await told('scopes_changed');
    await run();
    expect(await statuses()).toEqual(['permission_change']);
    const [event] = await all<{ body: object }>(`SELECT body FROM event WHERE connection_id = $1 AND type = 'permission_change'`);
    expect(JSON.stringify(event?.body)).toContain('"profile:read"');
  });
});

it('a paused connection is not synced, and its notices wait', async () => {
  await toldOfRides(1);
  await changeState(db, id, 'paused');
  expect(await run()).toMatchObject({ outcome: 'waiting', state: 'paused' });
  expect(await records()).toBe(0);
  await changeState(db, id, 'active');
  await db.query(`UPDATE connection SET next_poll_at = now() + interval '1 hour' WHERE id = $1`, [id]);
  expect(await run()).toMatchObject({ outcome: 'synced', changed: 1 });
});
