/** What every bucket kind keeps beyond the common contract: names, the file beside the JSON, batches, rights. Run by each kind against its real server. */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeliveryItem, Destination, DestinationIo, DestinationSession, ItemResult } from '../../destination.js';
import { EgressGuard } from '../../egress/egress.js';
import { parseConfig } from '../../config.js';
import { testItem, testUser } from '../../testing/items.js';
import { formatCases } from './format-cases.js';

export interface BucketRig {
  readonly config: Readonly<Record<string, unknown>>;
  names(prefix: string): Promise<readonly string[]>;
  read(name: string): Promise<{ bytes: Uint8Array; metadata: Readonly<Record<string, string>>; mediaType: string | undefined }>;
  /** Puts an object there that is not Freehub's. */
  put(name: string, text: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface BucketSuite<Config> {
  readonly destination: Destination<Config>;
  readonly make: () => Promise<BucketRig>;
  /** The vendor's spelling of a metadata name. */
  readonly metadataName: (name: string) => string;
  /** The same bucket with credentials that may write (and overwrite) only. Left out where the server checks no rights. */
  readonly writeOnly?: () => Readonly<Record<string, unknown>>;
}

/** Of a check that passes; a kind may add its own. */
const TESTS = {
  terra: ['reach the store', 'write an object', 'look at an object', 'delete an object'],
  hive: ['reach the store', 'write an object'],
};

const never = new AbortController().signal;
const outcomes = (results: readonly ItemResult[]): string[] =>
  results.map((result) => (result.ok ? result.outcome : `${result.problem.kind} ${result.problem.code ?? ''}`));
const START = '2026-09-21T18:00:00.000000+02:00';
const file = (text: string): DeliveryItem['original'] => {
  const original = { bytes: Buffer.from(text), mediaType: 'application/vnd.ant.fit', extension: 'fit' };
  return () => Promise.resolve(original);
};

export function bucketSuite<Config>({ destination, metadataName, writeOnly, ...suite }: BucketSuite<Config>): void {
  describe(`a bucket of ${destination.spec.id}`, () => {
    const io: DestinationIo = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'freehub-test', ambientCredentials: false };
    const sessions: DestinationSession[] = [];
    let rig: BucketRig;
    beforeAll(async () => {
      rig = await suite.make();
    }, 60_000);
    afterAll(async () => {
      await Promise.all(sessions.map((session) => session.close()));
      await io.egress.close();
      await rig.dispose();
    });

    const open = (
      more: Readonly<Record<string, unknown>> = {},
      base: Readonly<Record<string, unknown>> = rig.config,
    ): DestinationSession => {
      const session = destination.open(parseConfig(destination.spec.schema, { ...base, ...more }), io);
      sessions.push(session);
      return session;
    };
    const write = async (session: DestinationSession, ...items: readonly DeliveryItem[]): Promise<string[]> =>
      outcomes(await session.write(items, never));
    const text = async (name: string): Promise<string> => Buffer.from((await rig.read(name)).bytes).toString();

    it('names objects as Terra does and says in metadata what they are', async () => {
      const item = testItem({ key: 'Fahrt/1 ü' });
      const auth = { ...testItem({ type: 'auth' }), startTime: null };
      expect(await write(open({ prefix: 'a/b-' }), item, auth)).toEqual(['delivered', 'delivered']);
      const name = `a/b-2022-03-16/activity/${item.user.userId}-${START}.json`;
      expect([...(await rig.names('a/b-'))].sort()).toEqual([
        name,
        `a/b-2022-03-16/auth/${auth.user.userId}-2026-09-21T14:13:20.001Z.json`,
      ]);
      const held = await rig.read(name);
      expect(Buffer.from(held.bytes).equals(item.body)).toBe(true);
      expect(held.mediaType).toBe('application/json');
      expect(held.metadata).toMatchObject({
        [metadataName('event-id')]: item.traceId,
        [metadataName('record-key')]: 'Fahrt%2F1%20%C3%BC',
        [metadataName('revision')]: '1',
        [metadataName('schema')]: '2022-03-16',
      });
    });

    it('keeps two records of one instant, and each its own revisions and deletes', async () => {
      const session = open({ prefix: 'twins/' });
      const user = testUser();
      const at = (key: string, revision: number, op: DeliveryItem['op'] = 'upsert') => testItem({ key, user, revision, op });
      expect(await write(session, at('first', 1))).toEqual(['delivered']);
      expect(await write(session, at('second', 1))).toEqual(['delivered']);
      expect(await write(session, at('second', 1), at('first', 1))).toEqual(['duplicate', 'duplicate']);
      expect(await write(session, at('second', 3), at('second', 2), at('first', 2))).toEqual(['delivered', 'stale', 'delivered']);
      const held = async (): Promise<string[]> => {
        const bodies = await Promise.all((await rig.names('twins/')).map(text));
        return bodies.map((body) => body.replace(/.*"key":"(\w+)","revision":(\d+).*/, '$1 $2')).sort();
      };
      expect(await held()).toEqual(['first 2', 'second 3']);
      expect(await write(session, at('first', 3, 'delete'))).toEqual(['delivered']);
      expect(await held()).toEqual(['second 3']);
      // Terra's name is free now: the second record must not be there twice.
      expect(await write(session, at('second', 4))).toEqual(['delivered']);
      expect(await held()).toEqual(['second 4']);
      expect(await write(session, at('second', 5, 'delete'))).toEqual(['delivered']);
      expect(await held()).toEqual([]);
    });

    it('a record whose first try was cut is there once, whatever became of the name meanwhile', async () => {
      const session = open({ prefix: 'cut/' });
      const user = testUser();
      const [first, second] = [testItem({ user }), testItem({ user })];
      expect(await write(session, first)).toEqual(['delivered']);
      // Its JSON is in, under its own name, when the try ends.
      const cut = { ...second, original: () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNRESET' })) };
      expect(await write(session, cut)).toEqual(['transient ECONNRESET']);
      expect(await write(session, { ...first, op: 'delete', revision: 2 })).toEqual(['delivered']);
      // Terra's name is free now; this try is cut too.
      expect(await write(session, cut)).toEqual(['transient ECONNRESET']);
      expect(await rig.names('cut/')).toEqual([`cut/2022-03-16/activity/${user.userId}-${START}.json`]);
      expect(await write(session, second)).toEqual(['duplicate']);
      expect(await rig.names('cut/')).toHaveLength(1);
    });

    it('keeps all of 20 records that race for one name', async () => {
      const session = open({ prefix: 'race/' });
      const user = testUser();
      const items = Array.from({ length: 20 }, () => testItem({ user }));
      expect(new Set((await Promise.all(items.map((item) => write(session, item)))).flat())).toEqual(new Set(['delivered']));
      expect(await rig.names('race/')).toHaveLength(20);
      const again = await Promise.all(items.map((item) => write(session, item)));
      expect(new Set(again.flat())).toEqual(new Set(['duplicate']));
      expect(await rig.names('race/')).toHaveLength(20);
    });

    it('never overwrites what somebody else put there', async () => {
      const item = testItem();
      const name = `others/2022-03-16/activity/${item.user.userId}-${START}.json`;
      await rig.put(name, 'not yours');
      const session = open({ prefix: 'others/' });
      expect(await write(session, item)).toEqual(['delivered']);
      expect(await write(session, { ...item, op: 'delete', revision: 2 })).toEqual(['delivered']);
      expect(await rig.names('others/')).toEqual([name]);
      expect(await text(name)).toBe('not yours');
    });

    it("puts the provider's file beside an activity, newest revision only, and deletes both", async () => {
      const session = open({ prefix: 'files/' });
      const user = testUser();
      const at = (revision: number, original = `fit ${revision}`): DeliveryItem => ({
        ...testItem({ key: 'ride', user, revision }),
        original: file(original),
      });
      const broken = { ...at(1), original: () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNRESET' })) };
      // The JSON is in, the file is not: the repeat brings it.
      expect(await write(session, broken)).toEqual(['transient ECONNRESET']);
      expect(await write(session, at(1))).toEqual(['duplicate']);
      const base = `files/2022-03-16/activity/${user.userId}-${START}`;
      expect([...(await rig.names('files/'))].sort()).toEqual([`${base}.fit`, `${base}.json`]);
      expect(await write(session, at(3))).toEqual(['delivered']);
      expect(await write(session, at(2))).toEqual(['stale']);
      expect(await text(`${base}.fit`)).toBe('fit 3');
      expect(await write(session, { ...at(4), op: 'delete' })).toEqual(['delivered']);
      expect(await rig.names('files/')).toEqual([]);
      expect(await write(open({ prefix: 'nofiles/', originals: false }), at(1))).toEqual(['delivered']);
      expect(await rig.names('nofiles/')).toHaveLength(1);
    });

    formatCases({ open, write, names: (prefix) => rig.names(prefix), read: (name) => rig.read(name) });

    it('writes a batch as one object for each type and date, the same bytes each time', async () => {
      const session = open({ layout: 'hive', prefix: 'lake/' });
      const user = testUser();
      const batch = [
        testItem({ key: 'b', user, extra: '{"big":9007199254740993}' }),
        testItem({ key: 'a', user, revision: 2 }),
        testItem({ key: 'a', user, revision: 3, op: 'delete' }),
        { ...testItem({ key: 'night', user }), startTime: '2026-09-21T23:30:00-05:00' },
        testItem({ key: 'd', user, type: 'daily' }),
        { ...testItem({ key: 'empty', user, type: 'daily' }), body: Buffer.from(' { }\n') },
        { ...testItem({ key: 'list', user, type: 'daily' }), body: Buffer.from('[]') },
      ].map((item) => ({ ...item, batchId: 'batch-7' }));
      const expected = [...Array.from({ length: 6 }, () => 'delivered'), 'payload NO_OBJECT'];
      expect(await write(session, ...batch)).toEqual(expected);
      const names = [...(await rig.names('lake/'))].sort();
      expect(names).toEqual([
        'lake/type=activity/dt=2026-09-21/batch-7.ndjson.gz',
        'lake/type=activity/dt=2026-09-22/batch-7.ndjson.gz',
        'lake/type=daily/dt=2026-09-21/batch-7.ndjson.gz',
      ]);
      const [first = ''] = names;
      const before = await rig.read(first);
      const unzipped = gunzipSync(before.bytes).toString();
      const lines = unzipped.trimEnd().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { _freehub: object })._freehub)).toMatchObject([
        { op: 'upsert', record_key: 'a', revision: 2, event_id: batch[1]?.traceId, ordering_timestamp: 1_790_000_000_002 },
        { op: 'delete', record_key: 'a', revision: 3 },
        { op: 'upsert', record_key: 'b', revision: 1 },
      ]);
      expect(lines[2]).toContain('"extra":{"big":9007199254740993}}');
      expect(gunzipSync((await rig.read(names[2] ?? '')).bytes).toString()).toContain('"record_key":"empty"');
      const reversed = await write(session, ...batch.toReversed());
      expect(reversed).toEqual(expected.toReversed());
      expect([...(await rig.names('lake/'))].sort()).toEqual(names);
      expect(Buffer.from((await rig.read(first)).bytes).equals(before.bytes)).toBe(true);

      const loose = [testItem({ user }), testItem({ user })];
      expect(await write(session, ...loose)).toEqual(['delivered', 'delivered']);
      expect(await write(session, ...loose.toReversed())).toEqual(['delivered', 'delivered']);
      expect(await rig.names('lake/')).toHaveLength(names.length + 1);
    });

    it('asks for batches in layout hive only', () => {
      const config = (more: object) => parseConfig(destination.spec.schema, { ...rig.config, ...more });
      expect(destination.spec.batches?.(config({}))).toBeNull();
      expect(destination.spec.batches?.(config({ layout: 'hive', batch_max_wait_s: 5 }))).toEqual({
        maxItems: 1000,
        maxBytes: 16 << 20,
        maxWaitMs: 5000,
      });
    });

    it.each(['terra', 'hive'])('leaves nothing, however often it is checked, also at once (layout %s)', async (layout) => {
      const session = open({ prefix: 'checked/', layout });
      const reports = [await session.check(never), ...(await Promise.all([1, 2, 3, 4].map(() => session.check(never))))];
      expect(reports.flat().filter(({ ok }) => !ok)).toEqual([]);
      expect(await rig.names('checked/')).toEqual([]);
    });

    it('names each right that it tests', async () => {
      expect((await open().check(never)).map(({ name }) => name)).toEqual(expect.arrayContaining(TESTS.terra));
      expect((await open({ layout: 'hive' }).check(never)).map(({ name }) => name)).toEqual(expect.arrayContaining(TESTS.hive));
    });

    it('says that nothing was reached when nothing was heard', async () => {
      const deaf = {
        ...io,
        egress: new EgressGuard(['127.0.0.1'], {
          resolve: () => Promise.reject(Object.assign(new Error('dns'), { code: 'EAI_AGAIN' })),
        }),
      };
      const config: unknown = JSON.parse(JSON.stringify(rig.config).replaceAll('127.0.0.1', 'localhost'));
      const report = await destination.open(parseConfig(destination.spec.schema, config), deaf).check(never);
      await deaf.egress.close();
      expect(report).toMatchObject([
        { name: 'reach the store', ok: false, message: expect.stringContaining('looked up in DNS') },
      ]);
    });

    if (writeOnly)
      it('works with credentials that may only write: the last write wins, a delete is told of', async () => {
        const session = open({ prefix: 'blind/' }, writeOnly());
        const report = await session.check(never);
        expect(report.map(({ name, ok }) => [name, ok])).toEqual([
          ['reach the store', true],
          ['write an object', true],
          ['look at an object', false],
        ]);
        expect(report.at(-1)).toMatchObject({
          message: expect.stringContaining('older revision'),
          action: expect.stringContaining('without the check'),
        });
        // Batches need no more than to be written.
        const hive = await open({ prefix: 'blind/', layout: 'hive' }, writeOnly()).check(never);
        expect(hive.filter(({ ok }) => !ok)).toEqual([]);
        const user = testUser();
        const at = (revision: number, op: DeliveryItem['op'] = 'upsert') => testItem({ key: 'ride', user, revision, op });
        expect(await write(session, at(1))).toEqual(['delivered']);
        expect(await write(session, at(2))).toEqual(['delivered']);
        expect(await write(session, at(1))).toEqual(['delivered']);
        expect(await write(session, at(3, 'delete'), testItem())).toEqual(['payload DELETE_FORBIDDEN', 'delivered']);
        expect(await rig.names('blind/2022-03-16/')).toHaveLength(2);
      });
  });
}
