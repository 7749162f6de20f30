/** What is claimed and not begun is not sent any more once somebody says so; a receiver that takes its time makes the difference. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Deliverer } from '../../destinations/kit/deliverer.js';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { destinationRegistry } from '../../destinations/registry.js';
import { type Receiver, startReceiver } from '../../destinations/webhook/testing/receiver.js';
import type { ConnectionId, DestinationId } from '../../model/ids.js';
import { beginEnding, holdDeliveries, releaseHeld } from '../../store/connections/ending.js';
import { eraseConnection } from '../../store/connections/lifecycle.js';
import { destinationPlace } from '../../store/control/destinations.js';
import { type Database, transaction } from '../../store/database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../../store/store.fixture.js';
import { commitSync } from '../../store/sync/commit.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { keys } from '../activities.fixture.js';
import { circuitAfter, testDeliveries } from './deliveries.fixture.js';
import type { Deliveries } from './deliveries.js';
import { until } from '../../test/support/until.js';

const SECRET = 'a secret of sixteen or more';
/** Of each answer; a tenth of what was seen, to keep the test short. */
const ANSWER_MS = 200;
/** In flight at once. */
const AT_ONCE = 2;
const RIDES = 120;

const testDatabase = useTestDatabase(10);
let db: Database;
let egress: EgressGuard;
let deliverer: Deliverer;
let tenant: Tenant;
let connectionId: ConnectionId;
let id: DestinationId;
let old: Receiver;
let lane: Deliveries;
let bodies: string[];
beforeAll(() => {
  db = testDatabase();
  egress = new EgressGuard(['127.0.0.1']);
  deliverer = new Deliverer(destinationRegistry, { egress, userAgent: 'test', ambientCredentials: false });
});
afterAll(async () => {
  await deliverer.close();
  await egress.close();
});
beforeEach(async () => {
  old = await startReceiver({ secret: SECRET });
  bodies = [];
  old.onBody = (body) => bodies.push(body);
  old.takeOver = (_request, response) => void setTimeout(() => response.writeHead(200).end(), ANSWER_MS);
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant);
  id = await makeDestination(db, tenant);
  const secrets = keys.sealJson({ signing_secret: SECRET }, destinationPlace(tenant.environmentId, id));
  await db.query(`UPDATE destination SET config = $2, secrets = $3, max_concurrency = $4 WHERE id = $1`, [
    id,
    { url: old.url, timeout_ms: 30_000 },
    secrets,
    AT_ONCE,
  ]);
  lane = testDeliveries(db, deliverer, { batch: 200, circuit: circuitAfter(5) });
});
afterEach(async () => {
  await lane.close(0);
  await old.stop();
});

const rides = (count: number, of = connectionId, prefix = 'r') =>
  commitSync(
    db,
    commitOf(
      { ...tenant, connectionId: of },
      { records: Array.from({ length: count }, (_, n) => write(`${prefix}${n}`, `${prefix}${n}`)) },
    ),
  );
/** In the middle of claims that have grown to what the receiver takes in two seconds. */
const underWay = (requests = 30) => until('requests', () => old.seen.requests >= requests, { everyMs: 10 });
const count = async (where: string): Promise<number> =>
  (await db.query(`SELECT 1 FROM delivery WHERE destination_id = $1 AND ${where}`, [id])).rowCount ?? 0;
/** What comes in a while. Of the first second is what was in flight, and what began before anybody looked. */
async function comes(): Promise<{ atFirst: number; then: number }> {
  const before = old.seen.requests;
  await sleep(1_000);
  const atFirst = old.seen.requests - before;
  await sleep(1_500);
  return { atFirst, then: old.seen.requests - before - atFirst };
}

describe('takes effect within a second, but for what is in flight:', () => {
  it('pausing; what was claimed waits untouched, and goes on when it is resumed', async () => {
    await rides(RIDES);
    const running = lane.drain(id).done;
    await underWay();
    await db.query(`UPDATE destination SET state = 'paused' WHERE id = $1`, [id]);
    const { atFirst, then } = await comes();
    expect(atFirst).toBeLessThanOrEqual(3 * AT_ONCE);
    expect(then).toBe(0);
    await running;
    expect(await count(`state = 'pending' AND lease_until IS NOT NULL`)).toBe(0);
    const waiting = await count(`state = 'pending' AND attempts = 0 AND due_at <= now()`);
    expect(waiting).toBe(RIDES - old.seen.requests);
    old.takeOver = undefined;
    await db.query(`UPDATE destination SET state = 'enabled' WHERE id = $1`, [id]);
    expect(await lane.drain(id).done).toMatchObject({ delivered: waiting, nextMs: null });
  });

  it('a changed address; the rest goes to the new one at once', async () => {
    const next = await startReceiver({ secret: SECRET });
    try {
      await rides(RIDES);
      const running = lane.drain(id).done;
      await underWay();
      await db.query(
        `UPDATE destination SET config = $2, config_revision = config_revision + 1, max_concurrency = NULL WHERE id = $1`,
        [id, { url: next.url }],
      );
      const { atFirst, then } = await comes();
      expect(atFirst).toBeLessThanOrEqual(3 * AT_ONCE);
      expect(then).toBe(0);
      expect(await running).toMatchObject({ delivered: RIDES, nextMs: null });
      expect(old.seen.requests + next.seen.requests).toBe(RIDES);
    } finally {
      await next.stop();
    }
  });

  it('a circuit that another process opened; nobody’s tries are used up', async () => {
    await rides(RIDES);
    const running = lane.drain(id).done;
    await underWay();
    await db.query(`UPDATE destination SET circuit = 'open', probe_at = now() + interval '1 hour' WHERE id = $1`, [id]);
    const { then } = await comes();
    expect(then).toBe(0);
    await running;
    expect(await count(`state = 'pending' AND attempts = 0`)).toBe(RIDES - old.seen.requests);
  });
});

describe('health data goes nowhere after', () => {
  it('its destination was deleted: what is in flight is broken off', async () => {
    await rides(RIDES);
    const running = lane.drain(id).done;
    await underWay();
    let broken = 0;
    let answered = 0;
    let hanging = 0;
    old.takeOver = (request, response) => {
      hanging += 1;
      request.socket.once('close', () => (broken += 1));
      setTimeout(() => {
        answered += 1;
        response.end();
      }, 20_000).unref();
    };
    await until('all of them', () => hanging === AT_ONCE);
    await db.query(`UPDATE delivery SET state = 'canceled', lease_until = NULL WHERE destination_id = $1 AND state = 'pending'`, [
      id,
    ]);
    await db.query(`DELETE FROM destination WHERE id = $1`, [id]);
    const { then } = await comes();
    expect(then).toBe(0);
    await running;
    expect([broken > 0, answered]).toEqual([true, 0]);
    expect(await count(`state = 'pending'`)).toBe(0);
  });

  it('its user is disconnected: who disconnects waits for what is in flight only, and others’ rides go on', async () => {
    const other = await makeConnection(db, tenant);
    await rides(RIDES);
    await rides(10, other, 'other');
    const running = lane.drain(id).done;
    await underWay();
    await transaction(db, (tx) => beginEnding(tx, connectionId));
    await until('nothing in flight', async () => (await transaction(db, (tx) => holdDeliveries(tx, connectionId))) === 0, {
      timeoutMs: 20_000,
    });
    const sent = (): number => bodies.filter((body) => body.includes('"name":"r')).length;
    const before = sent();
    await transaction(db, (tx) => eraseConnection(tx, connectionId));
    expect(await running).toMatchObject({ nextMs: null });
    expect(sent()).toBe(before);
    expect(await count(`connection_id = '${other}' AND state = 'delivered'`)).toBe(10);
    expect(await count(`connection_id = '${connectionId}'`)).toBe(0);
  });

  it('its user was erased although a receiver did not answer in time: it is broken off', async () => {
    old.takeOver = () => undefined;
    await rides(1);
    const running = lane.drain(id).done;
    await until('its request', () => old.seen.requests === 1);
    const begun = performance.now();
    await transaction(db, (tx) => eraseConnection(tx, connectionId));
    await running;
    // Not after the 30 s that the receiver has.
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('but a user who connects again meanwhile keeps what waits', async () => {
    await rides(RIDES);
    const running = lane.drain(id).done;
    await underWay();
    await transaction(db, (tx) => beginEnding(tx, connectionId));
    await until('nothing in flight', async () => (await transaction(db, (tx) => holdDeliveries(tx, connectionId))) === 0);
    await running;
    await transaction(db, (tx) => releaseHeld(tx, connectionId));
    old.takeOver = undefined;
    await lane.drain(id).done;
    expect(await count(`state = 'delivered'`)).toBe(RIDES);
  });
});
