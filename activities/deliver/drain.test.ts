import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { QueryResultRow } from 'pg';
import { Deliverer } from '../../destinations/kit/deliverer.js';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { destinationRegistry } from '../../destinations/registry.js';
import { type Receiver, startReceiver } from '../../destinations/webhook/testing/receiver.js';
import { type ConnectionId, type DestinationId, newId } from '../../model/ids.js';
import { USER_EXAMPLE } from '../../model/terra/examples/user.js';
import { authEvent } from '../../model/terra/index.js';
import { destinationPlace } from '../../store/control/destinations.js';
import { type Database, openDatabase } from '../../store/database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../../store/store.fixture.js';
import { commitSync } from '../../store/sync/commit.js';
import { emitEvent } from '../../store/outbox/emit.js';
import { cancelOrphans } from '../../store/outbox/orphans.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { keys } from '../activities.fixture.js';
import { circuitAfter, testDeliveries } from './deliveries.fixture.js';
import type { DrainPolicy } from './drain.js';
import { until } from '../../test/support/until.js';

const SECRET = 'a secret of sixteen or more';
let database: TestDatabase;
let db: Database;
let receiver: Receiver;
let deliverer: Deliverer;
let egress: EgressGuard;
let tenant: Tenant;
let connectionId: ConnectionId;
let id: DestinationId;
let bodies: string[];
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 10, name: 'test', onError: () => undefined });
  egress = new EgressGuard(['127.0.0.1']);
  deliverer = new Deliverer(destinationRegistry, { egress, userAgent: 'test', ambientCredentials: false });
}, 120_000);
afterAll(async () => {
  await deliverer.close();
  await egress.close();
  await db.end();
  await database.dispose();
});
beforeEach(async () => {
  receiver = await startReceiver({ secret: SECRET });
  bodies = [];
  receiver.onBody = (body) => bodies.push(body);
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant);
  id = await makeDestination(db, tenant);
  const secrets = keys.sealJson({ signing_secret: SECRET }, destinationPlace(tenant.environmentId, id));
  await db.query(`UPDATE destination SET config = $2, secrets = $3 WHERE id = $1`, [id, { url: receiver.url }, secrets]);
});
afterEach(() => receiver.stop());

const deliveries = (policy: Partial<DrainPolicy> = {}) => testDeliveries(db, deliverer, { circuit: circuitAfter(5), ...policy });
const drain = (policy: Partial<DrainPolicy> = {}) => deliveries(policy).drain(id).done;
const store = (names: readonly string[], more = {}) =>
  commitSync(db, commitOf({ ...tenant, connectionId }, { records: names.map((name) => write(name, name, more)) }));
const all = async <Row extends QueryResultRow>(sql: string): Promise<Row[]> => (await db.query<Row>(sql, [id])).rows;
const states = () =>
  all<{ state: string; attempts: number; kind: string | null }>(
    `SELECT state, attempts, problem->>'kind' AS kind FROM delivery WHERE destination_id = $1 ORDER BY record_key`,
  );
const circuit = async () =>
  (
    await all<{ circuit: string; state: string; failures: number }>(
      `SELECT circuit, state, failures FROM destination WHERE id = $1`,
    )
  )[0];
const due = () => db.query(`UPDATE delivery SET due_at = now() WHERE destination_id = $1 AND state = 'pending'`, [id]);
const cooled = () => db.query(`UPDATE destination SET probe_at = now() - interval '1 second' WHERE id = $1`, [id]);

describe('draining', () => {
  it('delivers all that is due, each once, and reports', async () => {
    const names = Array.from({ length: 70 }, (_, n) => `ride-${n}`);
    await store(names);
    await emitEvent(db, { ...tenant, connectionId, reference: newId(), body: authEvent(USER_EXAMPLE) });
    expect(await drain()).toEqual({ delivered: 71, retried: 0, dead: 0, nextMs: null });
    expect(bodies).toHaveLength(71);
    const told = bodies.flatMap(
      (body) => (JSON.parse(body) as { data?: { metadata: { name: string } }[] }).data?.[0]?.metadata.name ?? [],
    );
    expect(told.sort()).toEqual(names.sort());
  });

  it('is joined, not doubled, by whoever asks meanwhile; it is woken by what comes', async () => {
    const lane = deliveries({ idleMs: 2_000 });
    await store(['one']);
    const first = lane.drain(id);
    expect(lane.wake(id)).toBe(false);
    expect(lane.drain(id).done).toBe(first.done);
    await store(['two']);
    lane.wake(id);
    expect(await first.done).toMatchObject({ delivered: 2 });
    expect(lane.isRunning(id)).toBe(false);
  });

  it('tells a workflow every now and then what has come to pass since, and goes on by itself', async () => {
    const lane = deliveries({ idleMs: 1_500 });
    await store(['one']);
    const session = lane.drain(id).done;
    expect(await lane.drainFor(id, 600).done).toEqual({ delivered: 1, retried: 0, dead: 0, nextMs: 0 });
    await store(['two', 'three']);
    expect(await lane.drainFor(id, 600).done).toEqual({ delivered: 2, retried: 0, dead: 0, nextMs: 0 });
    expect(await lane.drainFor(id, 60_000).done).toEqual({ delivered: 0, retried: 0, dead: 0, nextMs: null });
    expect(await session).toMatchObject({ delivered: 3 });
  });

  it('in slices of bounded size delivers what is larger than a slice as well', async () => {
    await store(['a', 'b', 'c']);
    expect(await drain({ maxBytes: 10 })).toMatchObject({ delivered: 3 });
  });

  it('ends what a commit still made for a destination that was deleted meanwhile', async () => {
    await store(['one', 'two']);
    await db.query(`DELETE FROM destination WHERE id = $1`, [id]);
    expect(await cancelOrphans(db)).toBe(2);
    expect((await states()).map(({ state }) => state)).toEqual(['canceled', 'canceled']);
  });

  it('does nothing while the destination is paused, and is not needed for one that is gone', async () => {
    await store(['a']);
    await db.query(`UPDATE destination SET state = 'paused' WHERE id = $1`, [id]);
    expect(await drain()).toMatchObject({ delivered: 0, nextMs: null });
    expect(await deliveries().drain(newId()).done).toMatchObject({ delivered: 0, nextMs: null });
  });
});

describe('a receiver in trouble', () => {
  it('gets an event ten times on the schedule, then it is a dead letter with its last answer', async () => {
    receiver.answer = { status: 500 };
    await store(['a']);
    for (let tried = 1; tried <= 10; tried++) {
      await drain({ circuit: circuitAfter(1_000) });
      if (tried < 10) expect(await states()).toEqual([{ state: 'pending', attempts: tried, kind: 'transient' }]);
      await due();
    }
    expect(await states()).toEqual([{ state: 'dead', attempts: 10, kind: 'transient' }]);
    expect(receiver.seen.requests).toBe(10);
    expect(
      await all(
        `SELECT n, ok, code FROM attempt a JOIN delivery d ON d.id = a.delivery_id WHERE d.destination_id = $1 ORDER BY n DESC LIMIT 1`,
      ),
    ).toEqual([{ n: 10, ok: false, code: '500' }]);
  });

  it('that asks to wait is left alone for so long', async () => {
    receiver.answer = { status: 429, headers: { 'retry-after': '90' } };
    await store(['a']);
    const { nextMs, retried } = await drain();
    expect(retried).toBe(1);
    expect(nextMs).toBeGreaterThan(80_000);
    expect(nextMs).toBeLessThanOrEqual(90_000);
  });

  it('opens its circuit; one probe goes first, and then all of it', async () => {
    receiver.answer = { status: 503 };
    await store(Array.from({ length: 30 }, (_, n) => `r${n}`));
    await drain();
    expect(await circuit()).toMatchObject({ circuit: 'open', state: 'enabled' });
    const tried = receiver.seen.requests;
    await due();
    expect(await drain()).toMatchObject({ delivered: 0 });
    expect(receiver.seen.requests).toBe(tried);
    await cooled();
    await drain();
    expect(receiver.seen.requests).toBe(tried + 1);
    delete (receiver as { answer?: unknown }).answer;
    await due();
    await cooled();
    expect(await drain()).toMatchObject({ delivered: 30 });
    expect(await circuit()).toEqual({ circuit: 'closed', state: 'enabled', failures: 0 });
  });

  it('that wants no more is disabled at once, and its events wait', async () => {
    receiver.answer = { status: 410 };
    await store(['a', 'b']);
    await drain();
    expect(await circuit()).toMatchObject({ state: 'disabled' });
    expect(await states()).toEqual([
      { state: 'pending', attempts: 0, kind: 'config' },
      { state: 'pending', attempts: 0, kind: 'config' },
    ]);
  });

  it('that refuses one event gets the others: the one is a dead letter', async () => {
    receiver.takeOver = undefined;
    await store(['fine', 'too much', 'fine too']);
    expect(await drain()).toMatchObject({ delivered: 2, dead: 1 });
    expect((await states()).filter(({ state }) => state === 'dead')).toEqual([{ state: 'dead', attempts: 1, kind: 'payload' }]);
    expect(await circuit()).toMatchObject({ circuit: 'closed', failures: 0 });
  });
});

describe('our own trouble', () => {
  it("secrets that do not open are the destination's, told once, and use up no try", async () => {
    await db.query(`UPDATE destination SET secrets = '\\x00' WHERE id = $1`, [id]);
    await store(['a', 'b']);
    expect(await drain()).toMatchObject({ delivered: 0, dead: 0 });
    expect(await circuit()).toMatchObject({ circuit: 'open' });
    expect(
      await all(
        `SELECT (count(*) FILTER (WHERE attempts = 0 AND state = 'pending' AND lease_until IS NULL))::int AS waiting FROM delivery WHERE destination_id = $1`,
      ),
    ).toEqual([{ waiting: 2 }]);
  });

  it('a deletion goes after what is being sent of its ride, by itself', async () => {
    const release = receiver.stall();
    await store(['a']);
    const lane = deliveries({ parallel: 2, idleMs: 2_000 });
    const running = lane.drain(id).done;
    await until('its request', () => receiver.seen.requests === 1);
    await store(['a'], { op: 'delete', providerRevision: 2 });
    await store(['b']);
    lane.wake(id);
    await until('the request of another ride', () => receiver.seen.requests === 2);
    await sleep(600);
    expect(receiver.seen.requests).toBe(2);
    await release();
    expect(await running).toMatchObject({ delivered: 3, retried: 0, nextMs: null });
    expect((await states()).map(({ state, attempts }) => [state, attempts])).toEqual(
      Array.from({ length: 3 }, () => ['delivered', 1]),
    );
  });

  it('a shutdown cuts what is under way and gives it back, uncounted', async () => {
    const release = receiver.stall();
    await store(['a', 'b']);
    const lane = deliveries();
    const running = lane.drain(id).done;
    await until('both requests', () => receiver.seen.requests === 2);
    await lane.close(100);
    expect(await running).toMatchObject({ delivered: 0, retried: 0, dead: 0 });
    expect(await states()).toEqual([
      { state: 'pending', attempts: 0, kind: 'canceled' },
      { state: 'pending', attempts: 0, kind: 'canceled' },
    ]);
    expect(lane.wake(id)).toBe(false);
    await release();
    expect(await drain()).toMatchObject({ delivered: 2 });
  });

  it('a shutdown waits for what ends in time', async () => {
    const release = receiver.stall();
    await store(['a']);
    const lane = deliveries();
    const running = lane.drain(id).done;
    await until('its request', () => receiver.seen.requests === 1);
    setTimeout(() => void release(), 100);
    await lane.close(5_000);
    expect(await running).toMatchObject({ delivered: 1 });
  });
});
