/** What the contract suite does not ask of the Firestore kind: its documents, collisions, large ones, races. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DocumentData, DocumentReference } from '@google-cloud/firestore';
import type { DeliveryItem } from '../kit/destination.js';
import { EgressGuard } from '../kit/egress/egress.js';
import { testItem, testUser } from '../kit/testing/items.js';
import { firestore } from './index.js';
import { firestoreSpec } from './spec.js';
import { GrpcFront } from './testing/grpc-front.js';
import { startFirestoreRig, wholeOf } from './testing/rig.js';
import type { FirestoreRig } from './testing/rig.js';

const never = new AbortController().signal;

describe('firestore on the stand-in', () => {
  const io = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'test', ambientCredentials: false };
  let rig: FirestoreRig;
  let front: GrpcFront;
  let config: object;
  let session: ReturnType<typeof firestore.open>;

  beforeAll(async () => {
    rig = await startFirestoreRig();
    front = await GrpcFront.start(rig.host, 'owner');
    config = { collection: rig.collection, project_id: rig.projectId, emulator_host: front.host };
    session = firestore.open(firestoreSpec.schema.parse(config), io);
  }, 60_000);
  afterAll(async () => {
    await session.close();
    await front.stop();
    await rig.dispose();
  });

  const write = async (...items: readonly DeliveryItem[]): Promise<string[]> =>
    (await session.write(items, never)).map((result) =>
      result.ok ? result.outcome : `${result.problem.kind} ${result.problem.code ?? ''}`,
    );
  const referenceOf = (item: DeliveryItem, type = 'activity'): DocumentReference =>
    rig.firestore.doc(`${rig.collection}/2022-03-16/${type}/${item.user.userId}-${item.startTime ?? ''}.json`);
  const read = async (reference: DocumentReference): Promise<DocumentData | undefined> => (await reference.get()).data();
  const ofUser = async (item: DeliveryItem, type?: string): Promise<DocumentData[]> =>
    (await Promise.all((await rig.documents(type)).filter(({ id }) => id.startsWith(item.user.userId)).map(read))).map(
      (data) => data ?? {},
    );
  const partsOf = async (reference: DocumentReference): Promise<string[]> =>
    (await reference.collection('parts').get()).docs.map(({ id }) => id).sort();

  test('a document is the event, with its mark', async () => {
    const item = testItem({ extra: '{"nested":[[1,2],[3]],"a.b":1,"$c":2}' });
    expect(await write(item)).toEqual(['delivered']);
    expect(await read(referenceOf(item))).toEqual({
      ...(JSON.parse(Buffer.from(item.body).toString()) as object),
      extra: { nested: [{ values: [1, 2] }, { values: [3] }], 'a.b': 1, $c: 2 },
      _freehub: {
        key: item.key,
        type: 'activity',
        user_id: item.user.userId,
        revision: 1,
        ordering_timestamp: item.orderingTimestampMs,
        event_id: item.traceId,
      },
    });
  });

  test('other events are in user_events, and two types with one key are two', async () => {
    const user = testUser();
    const [auth, deauth] = ['auth', 'deauth'].map((type) => testItem({ type, user, key: 'k' }));
    expect(await write(...[auth ?? testItem(), deauth ?? testItem()])).toEqual(['delivered', 'delivered']);
    expect((await ofUser(auth ?? testItem(), 'user_events')).map(({ type }): unknown => type).sort()).toEqual(['auth', 'deauth']);
  });

  test('a document that the server fails on falls alone; a server that is down is not asked for each', async () => {
    // Straight to the stand-in, which fails on integers beyond ±2^53.
    const straight = firestore.open(firestoreSpec.schema.parse({ ...config, emulator_host: rig.host }), io);
    const wide = () => testItem({ extra: '[9007199254740993,9223372036854775807,-9223372036854775808]' });
    const items = Array.from({ length: 40 }, (_, index) => (index % 13 === 5 ? wide() : testItem()));
    const results = await straight.write(items, never);
    await straight.close();
    expect(results.map((result) => (result.ok ? 'ok' : result.problem.code))).toEqual(
      items.map((_item, index) => (index % 13 === 5 ? 'UNKNOWN' : 'ok')),
    );
    front.answer = (method) => (method === 'Commit' ? { status: 2 } : undefined);
    front.calls.length = 0;
    const down = await write(...Array.from({ length: 64 }, () => testItem()));
    front.answer = () => undefined;
    expect(new Set(down)).toEqual(new Set(['transient UNKNOWN']));
    expect(front.calls.filter((method) => method === 'Commit').length).toBeLessThan(40);
  });

  test('the credentials of the server are not lent, and the check says whose setting that is', async () => {
    const ambient = { collection: rig.collection, credentials: 'ambient', project_id: rig.projectId };
    const refused = firestore.open(firestoreSpec.schema.parse(ambient), io);
    expect(await refused.check(never)).toMatchObject([
      { ok: false, action: expect.stringContaining('FREEHUB_AMBIENT_CREDENTIALS') },
    ]);
    await refused.close();
  });

  test('a user id with a slash leads nowhere else', async () => {
    const item = testItem({ user: { userId: `a/b/${testUser().userId}` } });
    expect(await write(item)).toEqual(['delivered']);
    const id = `${item.user.userId.replaceAll('/', '%2F')}-${item.startTime ?? ''}.json`;
    expect((await rig.documents()).map((one) => one.id)).toContain(id);
  });

  test('records that begin in one instant all survive, and each keeps its place', async () => {
    const user = testUser();
    const items = ['a', 'b', 'c'].map((key) => testItem({ user, key }));
    const [first = testItem()] = items;
    expect(await write(...items)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(await write(...items)).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(await write({ ...first, op: 'delete', revision: 2 })).toEqual(['delivered']);
    expect(await write(...['b', 'c'].map((key) => testItem({ user, key, revision: 2 })))).toEqual(['delivered', 'delivered']);
    const left = await ofUser(first);
    expect(left.map(({ key, revision }) => `${String(key)}${String(revision)}`).sort()).toEqual(['b2', 'c2']);
    expect(await read(referenceOf(first))).toBeUndefined();
  });

  test('a document that Freehub did not write is never touched', async () => {
    const item = testItem();
    await referenceOf(item).set({ from: 'Terra' });
    expect(await write(item)).toEqual(['delivered']);
    expect(await read(referenceOf(item))).toEqual({ from: 'Terra' });
    expect(await ofUser(item)).toHaveLength(2);
    expect(await write({ ...item, op: 'delete', revision: 2 })).toEqual(['delivered']);
    expect(await ofUser(item)).toEqual([{ from: 'Terra' }]);
  });

  const ride = (user: DeliveryItem['user'], revision: number, samples: number): DeliveryItem =>
    testItem({
      user,
      key: 'ride',
      revision,
      extra: JSON.stringify({
        name: 'ride',
        hr_samples: Array.from({ length: samples }, (_, index) => ({ bpm: Math.random() * 200, at: index })),
      }),
    });

  test('a large ride is put together again, and its parts go with it', async () => {
    const user = testUser();
    const [first, second, small] = [ride(user, 1, 200_000), ride(user, 2, 120_000), ride(user, 3, 10)];
    expect(await write(first, testItem())).toEqual(['delivered', 'delivered']);
    const reference = referenceOf(first);
    const document = await read(reference);
    expect(document).toMatchObject({ extra: { name: 'ride' }, _freehub: { revision: 1 } });
    const parts = await partsOf(reference);
    expect(parts.length).toBeGreaterThan(1);
    expect(document?.['_freehub']).toMatchObject({ parts: parts.length });
    expect(await wholeOf(reference)).toBe(Buffer.from(first.body).toString());
    expect(await write(second)).toEqual(['delivered']);
    expect((await partsOf(reference)).every((id) => id.startsWith('2-'))).toBe(true);
    expect(await wholeOf(reference)).toBe(Buffer.from(second.body).toString());
    expect(await write(first)).toEqual(['stale']);
    expect(await write(small)).toEqual(['delivered']);
    expect(await partsOf(reference)).toEqual([]);
    expect(await write({ ...ride(user, 4, 1), op: 'delete' }, second)).toEqual(['delivered', 'stale']);
    expect(await read(reference)).toBeUndefined();
  }, 60_000);

  test('a delete takes the parts along', async () => {
    const item = ride(testUser(), 1, 50_000);
    await write(item);
    expect(await partsOf(referenceOf(item))).not.toEqual([]);
    await write({ ...item, op: 'delete', revision: 2 });
    expect(await partsOf(referenceOf(item))).toEqual([]);
  });

  test('what a document cannot hold is whole in its parts', async () => {
    const item = testItem({ extra: `{"__x__":1,"deep":${'{"a":'.repeat(30)}1${'}'.repeat(30)}}` });
    expect(await write(item)).toEqual(['delivered']);
    expect(await wholeOf(referenceOf(item))).toBe(Buffer.from(item.body).toString());
  });

  test('what cannot be stored is refused alone', async () => {
    const deep = testItem({ extra: `${'['.repeat(20_000)}${']'.repeat(20_000)}` });
    const long = testItem({ user: { userId: 'u'.repeat(1500) } });
    expect(await write(testItem(), deep, { ...testItem(), body: Buffer.from('[]') }, long, testItem())).toEqual([
      'delivered',
      'payload TOO_DEEP',
      'payload NOT_JSON',
      'payload NAME_TOO_LONG',
      'delivered',
    ]);
  });

  test('of 20 revisions that race, the newest is left', async () => {
    for (let round = 0; round < 3; round += 1) {
      const user = testUser();
      const at = (revision: number): DeliveryItem => testItem({ user, key: 'ride', revision });
      await Promise.all(Array.from({ length: 20 }, (_, index) => write(at(1 + ((index * 7) % 20)))));
      expect((await ofUser(at(1))).map(({ revision }): unknown => revision)).toEqual([20]);
    }
  }, 60_000);

  test('a delete that races with older writes wins', async () => {
    for (let round = 0; round < 10; round += 1) {
      const user = testUser();
      const at = (revision: number): DeliveryItem => testItem({ user, key: 'ride', revision });
      await write(at(1));
      await Promise.all([write(at(2)), write({ ...at(3), op: 'delete' }), write(at(2))]);
      expect(await ofUser(at(1))).toEqual([]);
    }
  }, 60_000);

  test('a write is two calls, and FIRESTORE_EMULATOR_HOST leads nowhere else', async () => {
    process.env['FIRESTORE_EMULATOR_HOST'] = '127.0.0.1:1';
    try {
      const own = firestore.open(firestoreSpec.schema.parse(config), io);
      front.calls.length = 0;
      const [result] = await own.write(
        Array.from({ length: 50 }, () => testItem()),
        never,
      );
      expect(result).toEqual({ ok: true, outcome: 'delivered' });
      expect(front.calls).toEqual(['BatchGetDocuments', 'Commit']);
      await own.close();
    } finally {
      delete process.env['FIRESTORE_EMULATOR_HOST'];
    }
  });

  test('credentials of this machine are not lent', async () => {
    const ambient = firestore.open(firestoreSpec.schema.parse({ credentials: 'ambient', project_id: 'acme-fitness' }), io);
    const [result] = await ambient.write([testItem()], never);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'config', code: 'AMBIENT_REFUSED' } });
    await ambient.close();
  });

  test('a check leaves nothing behind', async () => {
    expect((await session.check(never)).map(({ name, ok }) => [name, ok])).toEqual([
      ['reach the database', true],
      ['read a document', true],
      ['write and delete a document', true],
    ]);
    expect((await rig.firestore.doc(`${rig.collection}/_freehub_check`).get()).exists).toBe(false);
  });
});
