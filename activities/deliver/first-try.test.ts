/** From the store to a real bucket: what is surely new costs one request, and what may have been written before is looked for. */
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Deliverer } from '../../destinations/kit/deliverer.js';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { Front } from '../../destinations/kit/objects/testing/front.js';
import { destinationRegistry } from '../../destinations/registry.js';
import { TestBucket } from '../../destinations/s3/testing/bucket.js';
import type { ConnectionId, DestinationId } from '../../model/ids.js';
import { destinationPlace } from '../../store/control/destinations.js';
import type { Database } from '../../store/database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../../store/store.fixture.js';
import { commitSync } from '../../store/sync/commit.js';
import { sharedToxiproxy } from '../../test/support/servers/shared.js';
import type { FaultProxy } from '../../test/support/servers/toxiproxy-client.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { keys } from '../activities.fixture.js';
import { testDeliveries } from './deliveries.fixture.js';

const testDatabase = useTestDatabase(20);
const asked: string[] = [];
let db: Database;
let egress: EgressGuard;
let deliverer: Deliverer;
let bucket: TestBucket;
let front: Front;
let proxy: FaultProxy;
let tenant: Tenant;
let connectionId: ConnectionId;
let id: DestinationId;
beforeAll(async () => {
  db = testDatabase();
  egress = new EgressGuard(['127.0.0.1']);
  deliverer = new Deliverer(
    destinationRegistry,
    { egress, userAgent: 'test', ambientCredentials: false },
    { writeTimeoutMs: 5_000 },
  );
  bucket = await TestBucket.make();
  front = await Front.before(bucket.server.endpoint);
  front.intercept = ({ method = '', url = '' }) =>
    void asked.push(/-[0-9a-f]{8}\.json/.test(url) ? `${method} own name` : method);
  proxy = await (await sharedToxiproxy()).proxy(new URL(front.url).host);
}, 120_000);
afterAll(async () => {
  await deliverer.close();
  await egress.close();
  await proxy.remove();
  await front.stop();
  bucket.administrator.destroy();
});
beforeEach(async () => {
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant);
  id = await makeDestination(db, tenant);
  const config = { ...bucket.config(bucket.server, `http://${proxy.host}:${proxy.port}`), originals: false };
  const secrets = keys.sealJson(config, destinationPlace(tenant.environmentId, id));
  await db.query(`UPDATE destination SET kind = 's3', secrets = $2 WHERE id = $1`, [id, secrets]);
  asked.length = 0;
  // The first write of a session shows what the store keeps.
  const other = await makeConnection(db, tenant);
  await commitSync(db, commitOf({ ...tenant, connectionId: other }, { records: [write('first', 'first')] }));
  await drain();
  expect(asked.splice(0)).toEqual(['HEAD', 'PUT', 'PUT']);
});

const store = (text: string) => commitSync(db, commitOf({ ...tenant, connectionId }, { records: [write('ride', text)] }));
const drain = () => testDeliveries(db, deliverer, { parallel: 1 }).drain(id).done;
const held = async () => (await bucket.names('2022-03-16/')).filter((name) => name.includes(connectionId));
const state = async () => {
  const { rows } = await db.query<{ state: string }>(
    `SELECT state FROM delivery WHERE destination_id = $1 AND connection_id = $2 ORDER BY id`,
    [id, connectionId],
  );
  return rows.map((row) => row.state);
};

it('a new record is one request, its next revision looks', async () => {
  await store('one');
  await drain();
  expect(asked.splice(0)).toEqual(['PUT']);
  await store('two');
  await drain();
  expect(asked).toEqual(['PUT', 'HEAD', 'PUT', 'HEAD own name']);
  expect(await held()).toHaveLength(1);
}, 60_000);

it('a repeat of a try whose answer was cut looks', async () => {
  await store('one');
  await proxy.cutAnswers();
  await drain();
  expect(await state()).toEqual(['pending']);
  // It is in all the same.
  expect(await held()).toHaveLength(1);
  await proxy.heal();
  asked.length = 0;
  await db.query(`UPDATE delivery SET due_at = now() WHERE destination_id = $1 AND state = 'pending'`, [id]);
  await drain();
  expect(asked).toEqual(['PUT', 'HEAD', 'HEAD own name']);
  expect([await state(), (await held()).length]).toEqual([['delivered'], 1]);
}, 60_000);

it('a repeat of a try whose process died before it could write anything down looks', async () => {
  await store('one');
  // Claimed by one that is gone.
  await db.query(
    `UPDATE delivery SET lease_until = now() - interval '1 second', fresh = false WHERE destination_id = $1 AND state = 'pending'`,
    [id],
  );
  await drain();
  expect(asked).toEqual(['PUT', 'HEAD own name']);
  expect(await held()).toHaveLength(1);
}, 60_000);
