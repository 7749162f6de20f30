/** What S3 adds to the common contract: rights, regions, stores without conditions. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseConfig } from '../kit/config.js';
import type { DeliveryItem, DestinationSession } from '../kit/destination.js';
import { EgressGuard } from '../kit/egress/egress.js';
import { bucketSuite } from '../kit/objects/testing/suite.js';
import { Front } from '../kit/objects/testing/front.js';
import { testItem, testUser } from '../kit/testing/items.js';
import { classifyS3 } from './classify.js';
import { s3 } from './index.js';
import { FULL_RIGHTS, TestBucket } from './testing/bucket.js';
import { startCarelessStore } from './testing/careless-store.js';

jest.setTimeout(60_000);
const never = new AbortController().signal;

let writer: Readonly<Record<string, unknown>>;
bucketSuite({
  destination: s3,
  writeOnly: () => writer,
  metadataName: (name) => name,
  make: async () => {
    const bucket = await TestBucket.make();
    const [user, blind] = await bucket.users(FULL_RIGHTS, ['s3:PutObject']);
    writer = bucket.config(blind);
    return {
      config: bucket.config(user),
      names: (prefix) => bucket.names(prefix),
      read: (name) => bucket.read(name),
      put: async (Key, Body) => {
        await bucket.administrator.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body }));
      },
      dispose: () => Promise.resolve(),
    };
  },
});

describe('S3', () => {
  const io = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'freehub-test', ambientCredentials: false };
  let bucket: TestBucket;
  let front: Front;
  const open = (config: object): DestinationSession => s3.open(parseConfig(s3.spec.schema, config), io);
  const write = async (session: DestinationSession, ...items: DeliveryItem[]) =>
    (await session.write(items, never)).map((result) => (result.ok ? result.outcome : result.problem.code));
  beforeAll(async () => {
    bucket = await TestBucket.make();
    front = await Front.before(bucket.server.endpoint);
  });
  afterAll(async () => {
    await front.stop();
    await io.egress.close();
  });

  it('remembers a store without conditional writes, and looks before it writes', async () => {
    const conditional: string[] = [];
    front.intercept = ({ headers, method = '' }) => {
      if (headers['if-none-match'] === undefined && headers['if-match'] === undefined) return undefined;
      conditional.push(method);
      return { status: 501, body: '<Error><Code>NotImplemented</Code></Error>' };
    };
    const session = open(bucket.config(bucket.server, front.url));
    const user = testUser();
    const at = (key: string, revision: number, op: DeliveryItem['op'] = 'upsert') => testItem({ key, user, revision, op });
    expect((await session.check(never)).map(({ ok, message }) => [ok, message?.includes('conditional')])).toEqual([
      [true, undefined],
      [true, true],
      [true, undefined],
      [true, undefined],
    ]);
    expect(await write(session, at('a', 2))).toEqual(['delivered']);
    expect(await write(session, at('a', 1), at('b', 1))).toEqual(['stale', 'delivered']);
    expect(await write(session, at('a', 3))).toEqual(['delivered']);
    expect(await write(session, at('a', 4, 'delete'))).toEqual(['delivered']);
    expect(conditional).toEqual(['PUT', 'PUT', 'PUT', 'DELETE']); // of the check, and the first of each in the session
    const held = await bucket.texts('2022-03-16/');
    expect(held).toHaveLength(1);
    expect(held[0]).toContain('"key":"b"');
    front.intercept = () => undefined;
  });

  it('finds out that a store ignores conditions without a word, and looks before it writes', async () => {
    const store = await startCarelessStore();
    const config = bucket.config(bucket.server, store.url);
    const user = testUser();
    const at = (key: string, revision: number, op: DeliveryItem['op'] = 'upsert') => testItem({ key, user, revision, op });
    const [, written] = await open(config).check(never);
    expect(written).toMatchObject({ ok: true, message: expect.stringContaining('conditional') });
    expect(store.held.size).toBe(0);
    // Two rides of one instant, in one write and in two.
    expect(await write(open(config), at('a', 2), at('b', 1))).toEqual(['delivered', 'delivered']);
    expect(await write(open(config), at('c', 1))).toEqual(['delivered']);
    expect(store.held.size).toBe(3);
    const session = open(config);
    expect(await write(session, at('a', 1), at('b', 1))).toEqual(['stale', 'duplicate']);
    expect(await write(session, at('a', 3), at('d', 1), at('e', 1))).toEqual(['delivered', 'delivered', 'delivered']);
    expect(await write(session, at('a', 2), at('b', 2, 'delete'))).toEqual(['stale', 'delivered']);
    const kept = [...store.held.values()].map(({ bytes }) =>
      /"key":"(.)","revision":(.)/.exec(bytes.toString())?.slice(1).join(''),
    );
    expect(kept.sort()).toEqual(['a3', 'c1', 'd1', 'e1']);
    await store.stop();
  });

  it('tries again when another write under the same name is just under way', async () => {
    let refusals = 3;
    front.intercept = ({ method }) => {
      if (method !== 'PUT' || (refusals -= 1) < 0) return undefined;
      return { status: 409, body: '<Error><Code>ConditionalRequestConflict</Code></Error>' };
    };
    expect(await write(open(bucket.config(bucket.server, front.url)), testItem())).toEqual(['delivered']);
  });

  it('asks once for what is surely new, and looks for its own name else', async () => {
    const asked: string[] = [];
    front.intercept = ({ method = '' }) => void asked.push(method);
    const session = open({ ...bucket.config(bucket.server, front.url), originals: false });
    expect(await write(session, { ...testItem(), isFirstTry: true })).toEqual(['delivered']);
    // The first write shows that this store keeps conditions.
    expect(asked.splice(0)).toEqual(['HEAD', 'PUT', 'PUT']);
    expect(await write(session, { ...testItem(), isFirstTry: true })).toEqual(['delivered']);
    expect(asked.splice(0)).toEqual(['PUT']);
    expect(await write(session, testItem())).toEqual(['delivered']);
    expect(asked.splice(0)).toEqual(['PUT', 'HEAD']);
    expect(await write(session, { ...testItem({ revision: 2 }), isFirstTry: true })).toEqual(['delivered']);
    expect(asked).toEqual(['PUT', 'HEAD']);
    front.intercept = () => undefined;
  });

  it('a try that is cut before it has left its own name leaves it with the next', async () => {
    const session = open(bucket.config(bucket.server, front.url));
    const user = testUser();
    const [first, second] = [testItem({ user }), testItem({ user })];
    expect(await write(session, first)).toEqual(['delivered']);
    expect(await write(session, { ...second, original: () => Promise.reject(new Error('cut')) })).toEqual([undefined]);
    expect(await write(session, { ...first, op: 'delete', revision: 2 })).toEqual(['delivered']);
    front.intercept = ({ method, url = '' }) =>
      method === 'HEAD' && /-[0-9a-f]{8}\.json/.test(url) ? { status: 503, body: '' } : undefined;
    expect(await write(session, second)).toEqual(['503']);
    front.intercept = () => undefined;
    expect((await bucket.texts('2022-03-16/')).filter((text) => text.includes(user.userId))).toHaveLength(2);
    expect(await write(session, second)).toEqual(['duplicate']);
    expect((await bucket.texts('2022-03-16/')).filter((text) => text.includes(user.userId))).toHaveLength(1);
  });

  it.each([
    ['a bucket that is not there', { bucket: 'no-such-bucket-here' }, 'NoSuchBucket', /make the bucket/i],
    ['a wrong region', { region: 'us-west-2' }, 'AuthorizationHeaderMalformed', /region to that of the bucket/],
    ['a key that nobody knows', { access_key_id: 'nobody' }, 'InvalidAccessKeyId', /access_key_id/],
    ['a wrong secret', { secret_access_key: 'wrong' }, 'SignatureDoesNotMatch', /secret_access_key/],
  ])('tells of %s and what to do', async (_case, change, code, action) => {
    const session = open({ ...bucket.config(bucket.server), ...change });
    const [reached, failed, ...rest] = await session.check(never);
    expect(reached).toMatchObject({ ok: true });
    expect(failed?.ok).toBe(false);
    expect(failed?.action).toMatch(action);
    expect(rest).toEqual([]);
    expect(await write(session, testItem())).toEqual([code]);
    // It begins with a look, whose answer has no body; without a bucket there is nothing to delete.
    expect(await write(session, testItem({ op: 'delete' }))).toEqual([code === 'NoSuchBucket' ? 'delivered' : code]);
  });

  it('tells of the right to delete that is missing', async () => {
    const [keeper] = await bucket.users(['s3:PutObject', 's3:GetObject']);
    const report = await open(bucket.config(keeper)).check(never);
    expect(report.map(({ name, ok }) => [name, ok]).at(-1)).toEqual(['delete an object', false]);
    expect(report.at(-1)?.action).toContain('s3:DeleteObject');
    expect(report.filter(({ ok }) => !ok)).toHaveLength(1);
  });

  it('tells that something else answers', async () => {
    front.intercept = () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' });
    const stranger = await open(bucket.config(bucket.server, front.url)).check(never);
    front.intercept = () => undefined;
    expect(stranger.filter(({ ok }) => !ok)).toMatchObject([{ message: expect.stringContaining('does not answer as S3 does') }]);
  });

  it('tells of a right that is missing', async () => {
    const [reader] = await bucket.users(['s3:GetObject']);
    const session = open(bucket.config(reader));
    const [, failed] = await session.check(never);
    expect(failed?.ok).toBe(false);
    expect(failed?.action).toContain('s3:PutObject');
    const [result] = await session.write([testItem()], never);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'auth', code: 'AccessDenied' } });
  });

  it('asks for the fields that its kind of credentials needs', () => {
    const valid = (change: object): string[] => {
      const parsed = s3.spec.schema.safeParse({ ...bucket.config(bucket.server), ...change });
      return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
    };
    expect(valid({ access_key_id: undefined })).toEqual(['access_key_id']);
    expect(valid({ credentials: 'role' })).toEqual(['role_arn']);
    expect(valid({ endpoint: 'http://me:secret@127.0.0.1' })).toEqual(['endpoint']);
    expect(valid({ prefix: '../x' })).toEqual(['prefix']);
    expect(valid({ credentials: 'role', role_arn: 'arn:aws:iam::123456789012:role/freehub' })).toEqual([]);
  });

  it('a role without keys needs the credentials of the server', () => {
    const config = {
      bucket: 'rides',
      region: 'eu-west-1',
      credentials: 'role',
      role_arn: 'arn:aws:iam::123456789012:role/freehub',
    };
    expect(() => open(config)).toThrow(expect.objectContaining({ kind: 'config', code: 'AMBIENT_REFUSED' }));
    const ambient = { ...bucket.config(bucket.server), credentials: 'ambient' };
    expect(() => open(ambient)).toThrow(expect.objectContaining({ code: 'AMBIENT_REFUSED' }));
  });

  it.each([
    ['ExpiredToken', 400, 'auth'],
    ['PermanentRedirect', 301, 'config'],
    ['KMS.DisabledException', 400, 'config'],
    ['EntityTooLarge', 400, 'payload'],
    ['InternalError', 500, 'transient'],
    ['SlowDown', 503, 'rate_limited'],
    ['WhatIsThis', 507, 'transient'],
    ['Unknown', 403, 'auth'],
  ])('%s (%d) is %s', (name, httpStatusCode, kind) => {
    const error = Object.assign(new Error('quotes a ride'), { name, $metadata: { httpStatusCode } });
    expect(classifyS3(error)).toMatchObject({ kind });
    expect(classifyS3(error)?.message).not.toContain('ride');
  });
});
