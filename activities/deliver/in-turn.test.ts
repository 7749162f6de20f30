/** Of one record one delivery at a time goes to a destination, and what has to wait for it stands in nobody's way. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Deliverer } from '../../destinations/kit/deliverer.js';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { destinationRegistry } from '../../destinations/registry.js';
import { PRIORITY } from '../../model/delivery.js';
import type { ConnectionId, DestinationId } from '../../model/ids.js';
import { destinationPlace } from '../../store/control/destinations.js';
import type { Database } from '../../store/database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../../store/store.fixture.js';
import { commitSync } from '../../store/sync/commit.js';
import { until } from '../../test/support/until.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { keys } from '../activities.fixture.js';
import { circuitAfter, testDeliveries } from './deliveries.fixture.js';
import type { DrainPolicy } from './drain.js';

const told = z.object({ data: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
const testDatabase = useTestDatabase(20);
let db: Database;
let tenant: Tenant;
let connectionId: ConnectionId;
let id: DestinationId;
let egress: EgressGuard;
let server: Server;
/** `> name` when a ride comes, `< name` when it is answered. */
let order: string[];
/** Rides by name that are answered when they are released. */
let held: Map<string, PromiseWithResolvers<undefined>>;
const deliverers: Deliverer[] = [];
/** As another process has it. */
const deliverer = (): Deliverer => {
  const one = new Deliverer(destinationRegistry, { egress, userAgent: 'test', ambientCredentials: false });
  deliverers.push(one);
  return one;
};
beforeAll(() => {
  db = testDatabase();
  egress = new EgressGuard(['127.0.0.1']);
});
afterAll(() => egress.close());
beforeEach(async () => {
  order = [];
  held = new Map();
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const name = told.parse(JSON.parse(Buffer.concat(parts).toString())).data[0]?.metadata.name ?? '';
      order.push(`> ${name}`);
      void (held.get(name)?.promise ?? Promise.resolve()).then(() => {
        order.push(`< ${name}`);
        response.end();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant);
  id = await makeDestination(db, tenant);
  const secrets = keys.sealJson({ signing_secret: 'a secret of sixteen or more' }, destinationPlace(tenant.environmentId, id));
  await db.query(`UPDATE destination SET config = $2, secrets = $3 WHERE id = $1`, [
    id,
    { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, timeout_ms: 30_000 },
    secrets,
  ]);
});
afterEach(async () => {
  await Promise.all(deliverers.splice(0).map((one) => one.close()));
  server.closeAllConnections();
  server.close();
});

const hold = (name: string) => {
  const gate = Promise.withResolvers<undefined>();
  held.set(name, gate);
  return () => {
    gate.resolve(undefined);
  };
};
const drain = (policy: Partial<DrainPolicy> = {}) =>
  testDeliveries(db, deliverer(), { circuit: circuitAfter(5), parallel: 2, idleMs: 1_500, ...policy }).drain(id).done;
const store = (key: string, name = key, more = {}, priority: 0 | 5 = PRIORITY.live) =>
  commitSync(db, commitOf({ ...tenant, connectionId }, { records: [write(key, name, more)], priority }));
/** One ride is being sent, and what became of it meanwhile waits. */
async function sending(): Promise<{ first: ReturnType<typeof drain>; release: () => void }> {
  const release = hold('first');
  await store('r', 'first');
  const first = drain();
  await until('its request', () => order.includes('> first'));
  return { first, release };
}
const others = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await store(`other-${n}`, `other-${n}`, {}, PRIORITY.backfill);
};
const otherRequests = (): number => order.filter((line) => line.startsWith('> other')).length;

describe('a later revision waits for the one that is being sent', () => {
  it.each([
    ['a change', { providerRevision: 2 }],
    ['a deletion', { op: 'delete', providerRevision: 2 }],
  ])('%s', async (_, more) => {
    const { first, release } = await sending();
    await store('r', 'second', more);
    const second = drain();
    await others(3);
    await until('the others', () => otherRequests() === 3);
    expect(order).not.toContain('> second');
    release();
    await Promise.all([first, second]);
    expect(order.filter((line) => /first|second/.test(line))).toEqual(['> first', '< first', '> second', '< second']);
  });

  it('a ride that came back waits for its deletion', async () => {
    await store('r', 'begin');
    await drain({ idleMs: 1 });
    const release = hold('gone');
    await store('r', 'gone', { op: 'delete', providerRevision: 2 });
    const first = drain();
    await until('the deletion', () => order.includes('> gone'));
    await store('r', 'back', { providerRevision: 3 });
    const second = drain();
    await others(1);
    await until('another', () => otherRequests() === 1);
    expect(order).not.toContain('> back');
    release();
    await Promise.all([first, second]);
    expect(order.indexOf('> back')).toBeGreaterThan(order.indexOf('< gone'));
  });
});

describe('what waits holds up nobody else', () => {
  it('where one row is claimed at a time', async () => {
    await db.query(`UPDATE destination SET max_concurrency = 1 WHERE id = $1`, [id]);
    const { first, release } = await sending();
    await store('r', 'second', { op: 'delete', providerRevision: 2 });
    await others(3);
    const second = drain();
    await until('the others', () => otherRequests() === 3);
    release();
    await Promise.all([first, second]);
    expect(order.at(-1)).toBe('< second');
  });

  it('where so many may go in a second: it takes none of their share', async () => {
    await db.query(`UPDATE destination SET max_per_second = 4 WHERE id = $1`, [id]);
    const { first, release } = await sending();
    await store('r', 'second', { op: 'delete', providerRevision: 2 });
    await others(12);
    const second = drain();
    await until('the others', () => otherRequests() === 12);
    expect(order).not.toContain('> second');
    release();
    await Promise.all([first, second]);
  });

  it('where the circuit is tried with one delivery: another is taken', async () => {
    const { first, release } = await sending();
    await store('r', 'second', { op: 'delete', providerRevision: 2 });
    await others(1);
    await db.query(
      `UPDATE destination SET circuit = 'open', failures = 5, failing_since = now(), probe_at = now() WHERE id = $1`,
      [id],
    );
    const second = drain({ parallel: 1 });
    await until('the probe', () => otherRequests() === 1);
    release();
    await Promise.all([first, second]);
  });
});
