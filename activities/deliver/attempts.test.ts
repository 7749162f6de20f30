/** What is kept of a try, and what becomes of a dead letter that an operator edits: against a real receiver. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Deliverer } from '../../destinations/kit/deliverer.js';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { destinationRegistry } from '../../destinations/registry.js';
import { type Receiver, signatureMatches, startReceiver } from '../../destinations/webhook/testing/receiver.js';
import { type ConnectionId, type DeliveryId, type DestinationId, newId } from '../../model/ids.js';
import { eraseConnection } from '../../store/connections/lifecycle.js';
import { ControlStore, controlDataSource } from '../../store/control/control-store.js';
import { listAttempts } from '../../store/control/deliveries.js';
import { destinationPlace } from '../../store/control/destinations.js';
import { editDelivery } from '../../store/control/edit-delivery.js';
import { redriveOne } from '../../store/control/redrive.js';
import { type Database, openDatabase, transaction } from '../../store/database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../../store/store.fixture.js';
import { commitSync } from '../../store/sync/commit.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { keys } from '../activities.fixture.js';
import { circuitAfter, testDeliveries } from './deliveries.fixture.js';
import type { DrainPolicy } from './drain.js';

const SECRET = 'a secret of sixteen or more';
const TOKEN = 'token-0123456789-of-the-receiver';
let database: TestDatabase;
let db: Database;
let control: DataSource;
let store: ControlStore;
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
  control = await new DataSource(controlDataSource(database.url)).initialize();
  store = new ControlStore(control);
  egress = new EgressGuard(['127.0.0.1']);
  deliverer = new Deliverer(destinationRegistry, { egress, userAgent: 'test', ambientCredentials: false });
}, 120_000);
afterAll(async () => {
  await deliverer.close();
  await egress.close();
  await control.destroy();
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
  const secrets = keys.sealJson(
    { signing_secret: SECRET, headers: { authorization: `Bearer ${TOKEN}` } },
    destinationPlace(tenant.environmentId, id),
  );
  await db.query(`UPDATE destination SET config = $2, secrets = $3 WHERE id = $1`, [
    id,
    { url: `${receiver.url}/hooks?apikey=in-the-query` },
    secrets,
  ]);
});
afterEach(() => receiver.stop());

const drain = (policy: Partial<DrainPolicy> = {}) =>
  testDeliveries(db, deliverer, { circuit: circuitAfter(100), ...policy }).drain(id).done;
const commit = (text: string) => commitSync(db, commitOf({ ...tenant, connectionId }, { records: [write('ride', text)] }));
const newest = async (): Promise<DeliveryId> =>
  (await db.query<{ id: DeliveryId }>(`SELECT id FROM delivery WHERE destination_id = $1 ORDER BY id DESC LIMIT 1`, [id])).rows[0]
    ?.id ?? newId();
const tries = async () => listAttempts(db, await newest());
/** All that is stored of this environment's tries, as text. */
const stored = async (): Promise<string> =>
  (
    await db.query<{ text: string }>(
      `SELECT coalesce(string_agg(a::text, '\n'), '') AS text FROM attempt a WHERE environment_id = $1`,
      [tenant.environmentId],
    )
  ).rows[0]?.text ?? '';
const edits = async () =>
  (await db.query(`SELECT 1 FROM event WHERE edited_from IS NOT NULL AND environment_id = $1`, [tenant.environmentId])).rowCount;
const deadLetter = async (text = 'too much'): Promise<DeliveryId> => {
  await commit(text);
  await drain();
  return newest();
};
const edit = (delivery: DeliveryId, body: Record<string, unknown> | null) =>
  editDelivery(store, tenant.environmentId, delivery, body, 'ann');
const redrive = async (delivery: DeliveryId) => {
  await redriveOne(store, tenant.environmentId, delivery, 'ann');
  return drain();
};

describe('a try', () => {
  it('that went well keeps what was asked and the status', async () => {
    await commit('fine');
    await drain();
    expect(await tries()).toMatchObject([
      { ok: true, code: '200', request: { line: `POST ${receiver.url}/hooks?apikey=***` }, answer: { line: '200' } },
    ]);
    expect((await tries())[0]?.request).not.toHaveProperty('headers');
  });

  it('that was refused keeps both sides, without secrets, signatures and the event', async () => {
    let signature = '';
    receiver.takeOver = (request, response) => {
      signature = String(request.headers['terra-signature']);
      const echo = `${String(request.headers.authorization)} ${signature} ${SECRET} ${String(request.url)} \u0000\u001b[31mred\u202e <b>`;
      response
        .writeHead(400, { 'set-cookie': 'session=abc-in-a-cookie', 'x-request-id': 'r-1', 'x-echo': signature })
        .end(echo + 'é'.repeat(4_000));
    };
    await commit('a ride nobody else may read');
    await drain();
    const [one] = await tries();
    expect(one).toMatchObject({ ok: false, code: '400', answer: { line: '400', isCut: true } });
    expect(one?.request?.headers).toEqual(
      expect.arrayContaining([
        { name: 'authorization', value: '***' },
        { name: 'content-type', value: 'application/json' },
        { name: 'terra-signature', value: expect.stringMatching(/^t=\d+,v1=\*\*\*$/) },
      ]),
    );
    expect(one?.answer?.headers).toEqual(
      expect.arrayContaining([
        { name: 'set-cookie', value: '***' },
        { name: 'x-request-id', value: 'r-1' },
      ]),
    );
    expect(one?.answer?.body).toMatch(/^Bearer \*\*\* t=\d+,v1=\*\*\* \*\*\* \/hooks\?apikey=\*\*\* \[31mred <b>é+$/);
    expect(Buffer.byteLength(one?.answer?.body ?? '')).toBeLessThanOrEqual(2_048);
    const text = await stored();
    const digest = signature.split('v1=')[1] ?? 'none';
    for (const secret of [SECRET, TOKEN, digest, 'in-the-query', 'abc-in-a-cookie', 'a ride nobody'])
      expect(text).not.toContain(secret);
  });

  it('that nobody answered says what was asked', async () => {
    receiver.takeOver = (request) => request.socket.resetAndDestroy();
    await commit('fine');
    await drain();
    expect(await tries()).toMatchObject([{ ok: false, request: { line: expect.stringMatching(/^POST /) }, answer: null }]);
  });

  it('keeps of an answer its status alone where the operator wants no more', async () => {
    receiver.answer = { status: 500, headers: { 'x-request-id': 'r-1' }, body: 'what it thinks' };
    await commit('fine');
    await drain({ keepAnswers: false });
    expect((await tries())[0]).toMatchObject({ request: { headers: expect.any(Array) }, answer: { line: '500' } });
    expect((await tries())[0]?.answer).toEqual({ line: '500' });
    expect(await stored()).not.toContain('what it thinks');
  });

  it('tells a body that is compressed, or broke off, as far as it is text', async () => {
    receiver.answer = { status: 500, headers: { 'content-encoding': 'gzip' }, body: 'not gzip at all' };
    await commit('fine');
    await drain();
    expect((await tries())[0]?.answer?.body).toBeUndefined();
    receiver.takeOver = (_, response) => {
      response.writeHead(500, { 'content-length': '100' }).write('half a sen');
      setTimeout(() => response.destroy(), 20);
    };
    await db.query(`UPDATE delivery SET due_at = now() WHERE destination_id = $1`, [id]);
    await drain();
    expect((await tries())[1]).toMatchObject({ answer: { body: 'half a sen', isCut: true } });
  });
});

describe('an edited dead letter', () => {
  const EDITED = { type: 'activity', user: { user_id: 'u' }, data: [{ metadata: { name: 'mended' } }] };

  it('sends what the operator wrote, signed and keyed as before, and goes back on request', async () => {
    const dead = await deadLetter();
    const before = await db.query(`SELECT revision, record_key, type FROM delivery WHERE id = $1`, [dead]);
    await edit(dead, { ...EDITED, note: 'first' });
    await edit(dead, EDITED);
    // Only the newest edit is kept.
    expect(await edits()).toBe(1);
    expect(await redrive(dead)).toMatchObject({ delivered: 1, dead: 0 });
    expect(bodies).toEqual([JSON.stringify(EDITED)]);
    const { headers } = receiver.seen;
    expect(signatureMatches(String(headers['terra-signature']), JSON.stringify(EDITED), SECRET)).toBe(true);
    expect(headers['x-terra-trace-id']).toBe(dead);
    expect((await db.query(`SELECT revision, record_key, type FROM delivery WHERE id = $1`, [dead])).rows).toEqual(before.rows);
    const { rows } = await db.query<{ ms: string }>(`SELECT ordering_ms::text AS ms FROM record WHERE connection_id = $1`, [
      connectionId,
    ]);
    expect(headers['x-terra-ordering-timestamp']).toBe(rows[0]?.ms);
  });

  it('that is undone sends what Freehub builds', async () => {
    const dead = await deadLetter();
    await edit(dead, EDITED);
    await edit(dead, null);
    expect(await edits()).toBe(0);
    expect(await redrive(dead)).toMatchObject({ dead: 1 });
  });

  it('never looks newer than a revision that came after it', async () => {
    const dead = await deadLetter();
    await commit('a newer one');
    await drain();
    const newer = Number(receiver.seen.headers['x-terra-ordering-timestamp']);
    expect(bodies).toHaveLength(1);
    await edit(dead, EDITED);
    await redrive(dead);
    expect(bodies[1]).toBe(JSON.stringify(EDITED));
    expect(Number(receiver.seen.headers['x-terra-ordering-timestamp'])).toBeLessThan(newer);
  });

  it('goes with its user, as do its tries', async () => {
    const dead = await deadLetter();
    await edit(dead, EDITED);
    await transaction(db, (tx) => eraseConnection(tx, connectionId));
    expect(await stored()).toBe('');
    expect(await edits()).toBe(0);
  });

  it('is in the partition of the event that it stands for', async () => {
    const dead = await deadLetter();
    await edit(dead, EDITED);
    const { rows } = await db.query(
      `SELECT count(DISTINCT uuid_extract_timestamp(e.id))::int AS times, count(DISTINCT e.tableoid)::int AS partitions FROM event e WHERE connection_id = $1`,
      [connectionId],
    );
    expect(rows).toEqual([{ times: 1, partitions: 1 }]);
  });

  it('is refused where it is no dead letter, or no JSON', async () => {
    await commit('fine');
    await expect(edit(await newest(), EDITED)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(edit(newId(), EDITED)).rejects.toMatchObject({ kind: 'missing' });
    await drain();
    receiver.answer = { status: 413 };
    await commit('again');
    await drain();
    await db.query(`UPDATE destination SET format = 'fit' WHERE id = $1`, [id]);
    await expect(edit(await newest(), EDITED)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('fit'),
    });
    await db.query(`DELETE FROM destination WHERE id = $1`, [id]);
    await expect(edit(await newest(), EDITED)).rejects.toMatchObject({ message: expect.stringContaining('deleted') });
  });
});
