/** What the contract suite does not ask of the MongoDB kind: its documents, collisions, moved records, large ones. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import type { DeliveryItem } from '../kit/destination.js';
import { EgressGuard } from '../kit/egress/egress.js';
import { testItem, testUser } from '../kit/testing/items.js';
import { mongodb } from './index.js';
import { mongoSpec } from './spec.js';
import { startMongoRig } from './testing/rig.js';
import type { MongoRig } from './testing/rig.js';

const never = new AbortController().signal;

describe('mongodb on mongo-java-server', () => {
  const io = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'test', ambientCredentials: false };
  let rig: MongoRig;
  let database: Db;
  let session: ReturnType<typeof mongodb.open>;

  beforeAll(async () => {
    rig = await startMongoRig();
    ({ database } = rig);
    session = mongodb.open(mongoSpec.schema.parse(rig.config), io);
  }, 60_000);
  afterAll(async () => {
    await session.close();
    await rig.proxy.remove();
    await rig.dispose();
  });

  const write = async (...items: readonly DeliveryItem[]): Promise<string[]> =>
    (await session.write(items, never)).map((result) =>
      result.ok ? result.outcome : `${result.problem.kind} ${result.problem.code ?? ''}`,
    );
  const documentsOf = (item: DeliveryItem, collection = 'activity'): Promise<Document[]> =>
    database.collection(collection).find({ '_freehub.user_id': item.user.userId }).sort({ '_freehub.key': 1 }).toArray();
  const idsOf = async (item: DeliveryItem): Promise<unknown[]> => (await documentsOf(item)).map(({ _id }): unknown => _id);

  test('a document is the event, with its mark', async () => {
    const item = testItem({ extra: '{"nested":[[1,2],[3]],"a.b":1,"$c":2}' });
    expect(await write(item)).toEqual(['delivered']);
    const [document] = await documentsOf(item);
    expect(document).toEqual({
      _id: { user_id: item.user.userId, start_time: item.startTime },
      ...(JSON.parse(Buffer.from(item.body).toString()) as object),
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

  test('an event with an _id and a mark of its own is still found by ours', async () => {
    const item = testItem();
    expect(await write({ ...item, body: Buffer.from('{"_id":7,"_freehub":8,"type":"activity"}') })).toEqual(['delivered']);
    expect(await idsOf(item)).toEqual([{ user_id: item.user.userId, start_time: item.startTime }]);
  });

  test('collections and ids of athletes and other events', async () => {
    const user = testUser();
    const athlete = testItem({ type: 'athlete', user, key: 'athlete' });
    const auth = { ...testItem({ type: 'auth', user }), startTime: null };
    expect(await write(athlete, auth)).toEqual(['delivered', 'delivered']);
    expect((await documentsOf(athlete, 'athlete')).map(({ _id }): unknown => _id)).toEqual([user.userId]);
    expect((await documentsOf(auth, 'user_events')).map(({ _id }): unknown => _id)).toEqual([
      { user_id: user.userId, event_time: new Date(auth.orderingTimestampMs).toISOString() },
    ]);
  });

  test('athletes of two users with one key are two', async () => {
    const [a, b] = [testItem({ type: 'athlete', key: 'me' }), testItem({ type: 'athlete', key: 'me' })];
    expect(await write(a, b)).toEqual(['delivered', 'delivered']);
    expect([await documentsOf(a, 'athlete'), await documentsOf(b, 'athlete')].map(({ length }) => length)).toEqual([1, 1]);
  });

  test('records that begin in one instant all survive, and each keeps its place', async () => {
    const user = testUser();
    const items = ['a', 'b', 'c'].map((key) => testItem({ user, key }));
    expect(await write(...items)).toEqual(['delivered', 'delivered', 'delivered']);
    const [first = testItem()] = items;
    const before = await idsOf(first);
    expect(before).toHaveLength(3);
    expect(await write(...items)).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(await write(...items.map((item) => testItem({ user, key: item.key, revision: 2 })))).toEqual(
      Array(3).fill('delivered'),
    );
    expect(await idsOf(first)).toEqual(before);
    expect((await documentsOf(first)).map(({ revision }): unknown => revision)).toEqual([2, 2, 2]);
  });

  test('one that had to make room takes the place that became free, and is there once', async () => {
    const user = testUser();
    const [a, b] = [testItem({ user, key: 'a' }), testItem({ user, key: 'b' })];
    await write(a);
    await write(b);
    await write({ ...a, op: 'delete', revision: 2 });
    expect(await write(b)).toEqual(['delivered']);
    expect(await idsOf(b)).toEqual([{ user_id: user.userId, start_time: b.startTime }]);
  });

  test('a document that Freehub did not write is never touched', async () => {
    const item = testItem();
    const _id = { user_id: item.user.userId, start_time: item.startTime };
    await database.collection<{ _id: object; from: string }>('activity').insertOne({ _id, from: 'Terra' });
    expect(await write(item)).toEqual(['delivered']);
    expect(await database.collection<{ _id: object }>('activity').findOne({ _id })).toEqual({ _id, from: 'Terra' });
    expect(await idsOf(item)).toEqual([{ ..._id, key: item.key }]);
  });

  const movedTo = (item: DeliveryItem, startTime: string): DeliveryItem => ({ ...item, startTime });

  test('a record whose start moved is at its new place only, and does not go back', async () => {
    const user = testUser();
    const at = (revision: number, hour: number): DeliveryItem =>
      movedTo(testItem({ user, key: 'ride', revision }), `2026-09-21T${hour}:00:00.000000+02:00`);
    expect(await write(at(1, 10))).toEqual(['delivered']);
    expect(await write(at(2, 11))).toEqual(['delivered']);
    expect(await write(at(1, 10))).toEqual(['stale']);
    expect(await idsOf(at(2, 11))).toEqual([{ user_id: user.userId, start_time: at(2, 11).startTime }]);
    expect(await write({ ...at(3, 12), op: 'delete' })).toEqual(['delivered']);
    expect(await write(at(2, 11))).toEqual(['stale']);
    expect(await idsOf(at(1, 10))).toEqual([]);
  });

  test('of 20 revisions that move and race, the newest is left, alone', async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = testUser();
      const at = (revision: number): DeliveryItem =>
        movedTo(testItem({ user, key: 'ride', revision }), `2026-09-21T1${revision % 4}:00:00.000000+02:00`);
      await Promise.all(Array.from({ length: 20 }, (_, index) => write(at(1 + ((index * 7) % 20)))));
      expect((await documentsOf(at(1))).map(({ revision }): unknown => revision)).toEqual([20]);
    }
  });

  test('a delete that races with a move wins', async () => {
    for (let round = 0; round < 20; round += 1) {
      const user = testUser();
      const at = (revision: number): DeliveryItem =>
        movedTo(testItem({ user, key: 'ride', revision }), `2026-09-21T1${revision}:00:00.000000+02:00`);
      await write(at(1));
      await Promise.all([write(at(2)), write({ ...at(3), op: 'delete' }), write(at(2))]);
      expect(await idsOf(at(1))).toEqual([]);
    }
  });

  test('a document beyond 15.5 MB leaves its samples out and says where the whole is', async () => {
    const samples = Array.from({ length: 1_500_000 }, (_, index) => index);
    const item = testItem({ extra: JSON.stringify({ name: 'ride', hr_samples: samples }) });
    expect(await write(item, testItem())).toEqual(['delivered', 'delivered']);
    const [document] = await documentsOf(item);
    expect(document).toMatchObject({
      extra: { name: 'ride' },
      _freehub: { truncated: true, payload_url: `https://payloads.example/${item.key}/1` },
    });
  });

  test('what cannot be encoded is refused alone', async () => {
    const bad = ['{"a\\u0000b":1}', '{"_bsontype":"ObjectId"}', `${'['.repeat(20_000)}${']'.repeat(20_000)}`].map((extra) =>
      testItem({ extra }),
    );
    const results = await write(testItem(), ...bad, { ...testItem(), body: Buffer.from('[]') }, testItem());
    expect(results).toEqual([
      'delivered',
      'payload INVALID_BSON',
      'payload INVALID_BSON',
      'payload TOO_DEEP',
      'payload NOT_JSON',
      'delivered',
    ]);
  });

  test('a connection that breaks in the middle of a write is told by name', async () => {
    const item = testItem();
    await write(testItem());
    await rig.proxy.cutAnswers();
    try {
      expect(await write(item)).toEqual(['transient WRITE_BROKEN']);
    } finally {
      await rig.proxy.heal();
    }
    expect(await write(item)).toEqual([expect.stringMatching(/^(delivered|duplicate)$/)]);
  });

  test('a check leaves nothing behind but empty collections', async () => {
    const other = await startMongoRig();
    const checking = mongodb.open(mongoSpec.schema.parse(other.config), io);
    expect((await checking.check(never)).map(({ name, ok }) => [name, ok])).toEqual([
      ['reach the servers', true],
      ['log in', true],
      ['write, read and delete a document', true],
      ['make the indexes', true],
    ]);
    await checking.close();
    expect(await other.readBack()).toEqual([]);
    expect(await other.database.collection('freehub_tombstones').countDocuments()).toBe(0);
    await other.proxy.remove();
    await other.dispose();
  });
});
