/** What Google Cloud Storage adds to the common contract: keys, tokens, answers. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseConfig } from '../kit/config.js';
import type { DestinationSession } from '../kit/destination.js';
import { sharedGcs } from '../../test/support/servers/shared.js';
import { EgressGuard } from '../kit/egress/egress.js';
import { bucketSuite } from '../kit/objects/testing/suite.js';
import { testItem } from '../kit/testing/items.js';
import { GcsRefusal, refusalOf } from './answer.js';
import { classifyGcs } from './classify.js';
import { gcs } from './index.js';
import { FakeGoogle } from './testing/fake-google.js';

jest.setTimeout(60_000);
const never = new AbortController().signal;
const configOf = (google: FakeGoogle) => ({
  bucket: google.bucket.name,
  service_account_key: google.accountKey(),
  api_endpoint: google.front.url,
});

bucketSuite({
  destination: gcs,
  metadataName: (name) => name,
  make: async () => {
    const google = await FakeGoogle.start();
    return {
      config: configOf(google),
      names: (prefix) => google.names(prefix),
      read: (name) => google.read(name),
      put: (name, text) => google.bucket.file(name).save(text, { resumable: false }),
      dispose: () => google.front.stop(),
    };
  },
});

describe('Google Cloud Storage', () => {
  const io = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'freehub-test', ambientCredentials: false };
  let google: FakeGoogle;
  const open = (change: object = {}): DestinationSession =>
    gcs.open(parseConfig(gcs.spec.schema, { ...configOf(google), ...change }), io);
  beforeAll(async () => {
    google = await FakeGoogle.start();
  });
  afterAll(async () => {
    await google.front.stop();
    await io.egress.close();
  });

  it('fetches one token for many writes, and a new one when it was revoked', async () => {
    const session = open();
    const write = async () => (await session.write([testItem(), testItem(), testItem()], never)).map(({ ok }) => ok);
    expect(await write()).toEqual([true, true, true]);
    expect(await write()).toEqual([true, true, true]);
    expect(google.granted).toBe(1);
    google.revoke();
    expect(await write()).toEqual([true, true, true]);
    expect(google.granted).toBe(2);
  });

  it('refuses the credentials of the server unless its operator lends them', () => {
    expect(() => open({ credentials: 'ambient', service_account_key: undefined })).toThrow(
      expect.objectContaining({ kind: 'config', code: 'AMBIENT_REFUSED' }),
    );
  });

  it('names the setting by which the operator lends them', () => {
    expect(() => open({ credentials: 'ambient', service_account_key: undefined })).toThrow('FREEHUB_AMBIENT_CREDENTIALS');
  });

  it('writes to an emulator without a key or token', async () => {
    const { endpoint } = await sharedGcs();
    const session = open({ service_account_key: undefined, api_endpoint: endpoint, emulator: true, prefix: 'emulated/' });
    expect((await session.check(never)).every(({ ok }) => ok)).toBe(true);
    const granted = google.granted;
    expect((await session.write([testItem()], never)).map(({ ok }) => ok)).toEqual([true]);
    expect(await google.names('emulated/')).toHaveLength(1);
    expect(google.granted).toBe(granted);
  });

  it.each<[string, object, RegExp]>([
    ['without an address', { api_endpoint: undefined }, /^api_endpoint: (is missing: it )?must be given for an emulator/],
    ['at Google', { api_endpoint: 'https://storage.googleapis.com' }, /^emulator: must be false for Google/],
    ['at a private endpoint of Google', { api_endpoint: 'https://storage-x.p.googleapis.com.' }, /^emulator: must be false/],
    ['with ambient credentials', { credentials: 'ambient' }, /^credentials: must not be ambient/],
    ['with a key', { service_account_key: '{}' }, /^service_account_key: must be left out/],
  ])('refuses an emulator %s', (_case, change, told) => {
    expect(() => open({ service_account_key: undefined, emulator: true, ...change })).toThrow(told);
  });

  it('takes a key as an object', async () => {
    const key: unknown = JSON.parse(google.accountKey());
    expect((await open({ service_account_key: key }).check(never)).every(({ ok }) => ok)).toBe(true);
  });

  it.each([
    ['no JSON', () => 'secret'],
    ['a file that names a program', () => JSON.stringify({ type: 'external_account', credential_source: { executable: {} } })],
    ['a token endpoint that is not Google’s', () => google.accountKey('https://tokens.example')],
    ['a broken private key', () => google.accountKey(google.front.url, 'broken')],
  ])('refuses a key: %s', (_case, key) => {
    expect(() => open({ service_account_key: key() })).toThrow(/^service_account_key: must/);
  });

  it('tells of a bucket that is not there and what to do', async () => {
    const session = open({ bucket: 'no-such-bucket-here' });
    const [reached, failed] = await session.check(never);
    expect(reached?.ok).toBe(true);
    expect(failed).toMatchObject({ ok: false, action: 'Make the bucket, or correct bucket.' });
    const [result] = await session.write([testItem()], never);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'config', code: 'notFound' } });
  });

  it('goes on without a look where only writing is allowed', async () => {
    google.answer = ({ method }) => (method === 'POST' ? undefined : { status: 403, body: '{}' });
    const item = testItem({ revision: 2 });
    const session = open({ prefix: 'blind/' });
    expect((await session.check(never)).at(-1)).toMatchObject({ name: 'look at an object', ok: false });
    expect(await google.names('blind/')).toEqual(['blind/.freehub-check']);
    const outcomes = async (...items: (typeof item)[]) =>
      (await session.write(items, never)).map((result) => (result.ok ? result.outcome : result.problem.code));
    expect(await outcomes(item)).toEqual(['delivered']);
    expect(await outcomes({ ...item, revision: 3 })).toEqual(['delivered']);
    expect(await outcomes({ ...item, revision: 4, op: 'delete' })).toEqual(['DELETE_FORBIDDEN']);
    google.answer = () => undefined;
  });

  it('removes its object also after a look that was refused', async () => {
    google.answer = ({ method }) => (method === 'GET' ? { status: 403, body: '{}' } : undefined);
    const report = await open({ prefix: 'unseen/' }).check(never);
    google.answer = () => undefined;
    expect(report.at(-1)).toMatchObject({ name: 'look at an object', ok: false });
    expect(await google.names('unseen/')).toEqual([]);
  });

  it('tells of the right to delete that is missing', async () => {
    google.answer = ({ method }) => (method === 'DELETE' ? { status: 403, body: '{}' } : undefined);
    const report = await open({ prefix: 'kept/' }).check(never);
    google.answer = () => undefined;
    expect(report.at(-1)).toMatchObject({
      name: 'delete an object',
      ok: false,
      action: expect.stringContaining('objects.delete'),
    });
  });

  it.each([
    ['rateLimitExceeded', 403, 'rate_limited'],
    ['insufficientPermissions', 403, 'auth'],
    ['authError', 401, 'auth'],
    ['invalid_grant', 400, 'auth'],
    ['backendError', 503, 'transient'],
    ['retentionPolicyNotMet', 403, 'payload'],
    ['whatIsThis', 502, 'transient'],
    ['invalid', 400, 'payload'],
  ])('%s (%d) is %s', (reason, status, kind) => {
    const text = JSON.stringify({ error: { errors: [{ reason, message: 'quotes a ride' }] } });
    const refusal = refusalOf(status, undefined, text);
    expect(refusal).toEqual(new GcsRefusal(status, reason, undefined));
    expect(classifyGcs(refusal)).toMatchObject({ kind });
    expect(classifyGcs(refusal)?.message).not.toContain('ride');
  });
});
