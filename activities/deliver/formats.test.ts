/** Activities as FIT and FHIR, from the store to a receiver that checks signatures. */
import { hash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Deliverer } from '../../destinations/kit/deliverer.js';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { destinationRegistry } from '../../destinations/registry.js';
import { TopicReader } from '../../destinations/kafka/testing/topic-reader.js';
import { TestBucket } from '../../destinations/s3/testing/bucket.js';
import { type Receiver, startReceiver } from '../../destinations/webhook/testing/receiver.js';
import type { FhirBundle } from '../../formats/fhir/resources.js';
import { brokenRules } from '../../formats/fhir/testing/rules.js';
import { decodeFit } from '../../formats/fit/decode/decode.js';
import type { DestinationFormat } from '../../model/activity-format.js';
import { type ConnectionId, type DestinationId, newId } from '../../model/ids.js';
import { USER_EXAMPLE } from '../../model/terra/examples/user.js';
import { authEvent } from '../../model/terra/index.js';
import { destinationPlace } from '../../store/control/destinations.js';
import type { Database } from '../../store/database.js';
import { emitEvent } from '../../store/outbox/emit.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../../store/store.fixture.js';
import { type RawWrite, type RecordWrite, commitSync } from '../../store/sync/commit.js';
import { sharedKafka } from '../../test/support/servers/shared.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { keys } from '../activities.fixture.js';
import { testDeliveries } from './deliveries.fixture.js';
import { rideOf, storedRide } from '../convert/ride.fixture.js';

const SECRET = 'a secret of sixteen or more';
const testDatabase = useTestDatabase(20);
let db: Database;
let receiver: Receiver;
let deliverer: Deliverer;
let egress: EgressGuard;
let tenant: Tenant;
let connectionId: ConnectionId;
let id: DestinationId;
let seen: { readonly bytes: Buffer; readonly headers: Receiver['seen']['headers'] }[];
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
  receiver = await startReceiver({ secret: SECRET });
  seen = [];
  receiver.onBody = (_, bytes) => seen.push({ bytes, headers: receiver.seen.headers });
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant);
  id = await makeDestination(db, tenant);
});
afterEach(() => receiver.stop());

const wants = (format: DestinationFormat) => becomes('webhook', { url: receiver.url, signing_secret: SECRET }, format);
/** The destination, of another kind. */
async function becomes(kind: string, config: Readonly<Record<string, unknown>>, format: DestinationFormat): Promise<void> {
  const secrets = keys.sealJson(config, destinationPlace(tenant.environmentId, id));
  await db.query(`UPDATE destination SET kind = $2, secrets = $3, format = $4 WHERE id = $1`, [id, kind, secrets, format]);
}
const drain = () => testDeliveries(db, deliverer, { parallel: 1 }).drain(id).done;
const store = (records: readonly RecordWrite[], raws: readonly RawWrite[] = []) =>
  commitSync(db, commitOf({ ...tenant, connectionId }, { records, raws }));
/** Receiver's next turn: everything that waits is due. */
const hurry = () => db.query(`UPDATE delivery SET due_at = now() WHERE destination_id = $1 AND state = 'pending'`, [id]);
const bundles = (): FhirBundle[] => seen.map(({ bytes }) => JSON.parse(bytes.toString()) as FhirBundle);
const raw = (text: string): RawWrite => ({
  id: newId(),
  type: 'activity',
  key: 'ride',
  part: 'detail',
  contentHash: hash('sha256', text, 'buffer'),
  body: zstdCompressSync(Buffer.from(text)),
});

describe('a destination that wants FIT', () => {
  it('gets the ride as a signed FIT file, and is told beside it whose it is', async () => {
    await wants('fit');
    await store([storedRide('Fahrt 1', rideOf(250))]);
    await drain();
    expect(seen).toHaveLength(1);
    expect(seen[0]?.headers).toMatchObject({
      'content-type': 'application/vnd.ant.fit',
      'x-freehub-type': 'activity',
      'x-freehub-user-id': connectionId,
      'x-freehub-record-key': 'Fahrt%201',
      'x-freehub-revision': '1',
    });
    const [ride] = decodeFit(seen[0]?.bytes ?? new Uint8Array());
    expect(ride?.samples.micros).toHaveLength(121);
    expect(new Set(ride?.samples.channels.powerWatts)).toEqual(new Set([250]));
    expect(ride?.startMicros).toBe(rideOf(250).startMicros);
  });

  it('gets a deletion, other types and other events as JSON', async () => {
    await wants('fit');
    const ride = storedRide('ride', rideOf(250));
    await store([ride]);
    await drain();
    const body = Buffer.from(ride.summary);
    await store([{ ...ride, op: 'delete', providerRevision: 2, body: zstdCompressSync(body), bodyBytes: body.length }]);
    await store([write('day', 'x', { type: 'daily' })]);
    await emitEvent(db, { ...tenant, connectionId, reference: newId(), body: authEvent(USER_EXAMPLE) });
    await drain();
    const [first, ...others] = seen;
    expect(first?.headers['content-type']).toBe('application/vnd.ant.fit');
    expect(others).toHaveLength(3);
    for (const { bytes, headers } of others) {
      expect(headers['content-type']).toBe('application/json');
      expect(headers['x-freehub-type']).toBeUndefined();
      expect(JSON.parse(bytes.toString())).toMatchObject({ type: expect.any(String) });
    }
  });
});

describe('a destination that wants FHIR', () => {
  it('gets a transaction of the ride that keeps every rule and names its source', async () => {
    await wants('fhir');
    const part = raw('what the provider said');
    await store([storedRide('ride', rideOf(250), { rawIds: [part.id] })], [part]);
    await drain();
    expect(seen[0]?.headers['content-type']).toBe('application/fhir+json');
    const [bundle] = bundles();
    if (!bundle) throw new Error('nothing came');
    expect(bundle.type).toBe('transaction');
    expect(brokenRules(bundle)).toEqual([]);
    const text = JSON.stringify(bundle);
    expect(text).toContain(hash('sha256', 'what the provider said'));
    expect(bundle.entry[0]?.resource).toMatchObject({
      resourceType: 'Patient',
      identifier: [{ system: 'urn:freehub:user', value: connectionId }],
    });
    expect(text).toContain('INSIDERS/ride');
  });

  it('gets the same bytes at each try, a corrected revision, and the deletion', async () => {
    await wants('fhir');
    const answers = [503, 503];
    const tries: string[] = [];
    receiver.takeOver = (_, response) => void response.writeHead(answers.pop() ?? 200).end();
    const record = storedRide('ride', rideOf(250));
    await store([record]);
    await drain();
    receiver.takeOver = undefined;
    await hurry();
    await drain();
    tries.push(seen[0]?.bytes.toString() ?? '');
    // A replay, long after: the delivery is another one, the revision the same.
    await db.query(`UPDATE delivery SET state = 'pending', attempts = 0, due_at = now() WHERE destination_id = $1`, [id]);
    await drain();
    tries.push(seen[1]?.bytes.toString() ?? '');
    expect(tries[0]?.length).toBeGreaterThan(1000);
    expect(tries[1]).toBe(tries[0]);

    seen = [];
    await store([storedRide('ride', rideOf(180), { providerRevision: 2 })]);
    await drain();
    const [corrected] = bundles();
    const statuses = corrected?.entry.flatMap(({ resource }) =>
      resource?.resourceType === 'Observation' ? [resource.status] : [],
    );
    expect(new Set(statuses)).toEqual(new Set(['corrected']));

    seen = [];
    const body = Buffer.from(record.summary);
    await store([{ ...record, op: 'delete', providerRevision: 3, body: zstdCompressSync(body), bodyBytes: body.length }]);
    await drain();
    const [gone] = bundles();
    expect(gone?.entry.length).toBeGreaterThan(10);
    expect(new Set(gone?.entry.map(({ request }) => request?.method))).toEqual(new Set(['DELETE']));
    const put = corrected?.entry.flatMap(({ request }) =>
      request?.method === 'PUT' && /^(Observation|Provenance)/.test(request.url) ? [request.url] : [],
    );
    expect(gone?.entry.map(({ request }) => request?.url)).toEqual(expect.arrayContaining(put ?? []));
  });

  it('loses only the activity that cannot be written, and says why', async () => {
    await wants('fhir');
    const text = Buffer.from('{"metadata":{"summary_id":"odd","type":"surfing?"}}');
    await store([storedRide('good', rideOf(250)), write('odd', 'odd', { body: zstdCompressSync(text), bodyBytes: text.length })]);
    await drain();
    expect(seen).toHaveLength(1);
    const { rows } = await db.query<{ record_key: string; state: string; problem: object | null }>(
      `SELECT record_key, state, problem FROM delivery WHERE destination_id = $1 ORDER BY 1`,
      [id],
    );
    expect(rows).toMatchObject([
      { record_key: 'good', state: 'delivered' },
      {
        record_key: 'odd',
        state: 'dead',
        problem: { kind: 'payload', code: 'TERRA_SHAPE', message: expect.stringMatching(/metadata/) },
      },
    ]);
    const { rows: destinations } = await db.query(`SELECT circuit, failures FROM destination WHERE id = $1`, [id]);
    expect(destinations).toEqual([{ circuit: 'closed', failures: 0 }]);
  });
});

describe('other kinds', () => {
  it('a bucket holds the ride as FIT until it is deleted', async () => {
    const bucket = await TestBucket.make();
    await becomes('s3', bucket.config(bucket.server), 'fit');
    const record = storedRide('ride', rideOf(250));
    await store([record]);
    await drain();
    const names = await bucket.names();
    expect(names).toEqual([`2022-03-16/activity/${connectionId}-${record.startTime}.fit`]);
    const { bytes, mediaType } = await bucket.read(names[0] ?? '');
    expect(mediaType).toBe('application/vnd.ant.fit');
    expect(decodeFit(bytes)[0]?.samples.micros).toHaveLength(121);
    const body = Buffer.from(record.summary);
    await store([{ ...record, op: 'delete', providerRevision: 2, body: zstdCompressSync(body), bodyBytes: body.length }]);
    await drain();
    expect(await bucket.names()).toEqual([]);
    bucket.administrator.destroy();
  }, 60_000);

  it('a topic has the ride as FHIR', async () => {
    const { plaintext } = await sharedKafka();
    const reader = await TopicReader.make(plaintext);
    const [host, port] = plaintext.split(':');
    await becomes('kafka', { topic: reader.topic, host, port: Number(port), sasl: 'none', tls: false, layout: 'inline' }, 'fhir');
    await store([storedRide('ride', rideOf(250))]);
    await drain();
    const [message] = await reader.messages();
    expect(message?.headers.get('content-type')).toBe('application/fhir+json');
    expect(brokenRules(JSON.parse(message?.value ?? '') as FhirBundle)).toEqual([]);
    await reader.close();
  }, 60_000);
});
