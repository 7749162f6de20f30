/** What the contract suite does not ask of a webhook: the wire, and receivers that misbehave. */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ACTIVITY_FORMATS } from '../../model/activity-format.js';
import type { DeliveryItem, ItemResult } from '../kit/destination.js';
import { EgressGuard } from '../kit/egress/egress.js';
import { testItem } from '../kit/testing/items.js';
import { webhook } from './index.js';
import { terraSignature } from './signature.js';
import { signatureMatches, startReceiver } from './testing/receiver.js';
import type { Receiver } from './testing/receiver.js';

const secret = 'current-secret-of-the-receiver';
const previous = 'previous-secret-of-the-receiver';
const never = new AbortController().signal;
const usual = { signing_secret: secret, delivery: 'push', inline_bytes: 20_000_000, timeout_ms: 2000 } as const;

describe('webhook', () => {
  const io = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'freehub-test', ambientCredentials: false };
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver({ secret });
  });
  afterEach(() => {
    receiver.answer = undefined;
    receiver.takeOver = undefined;
  });
  afterAll(async () => {
    await io.egress.close();
    await receiver.stop();
  });

  const post = async (
    item: DeliveryItem = testItem(),
    config: Partial<Parameters<typeof webhook.open>[0]> = {},
  ): Promise<ItemResult> => {
    const session = webhook.open({ ...usual, url: `${receiver.url}/hooks`, ...config }, io);
    const [result] = await session.write([item], never);
    await session.close();
    if (!result) throw new Error('no result');
    return result;
  };
  const problemOf = (result: ItemResult) => (result.ok ? undefined : result.problem);

  test('signs as Terra does', () => {
    const body = Buffer.from('{"type":"healthcheck","status":"success"}');
    expect(terraSignature(body, ['test_signing_secret'], 1_723_808_700_999)).toBe(
      't=1723808700,v1=d2dc8931792a25d17db23d7e4e8e53e153ba79eb9614dcdbc28db95054a8e6d7',
    );
  });

  test('sends the headers of Terra, both names of the signature, and the own ones', async () => {
    const item = testItem();
    expect(await post(item, { headers: { Authorization: 'Bearer abc' }, previous_signing_secret: previous })).toMatchObject({
      ok: true,
      code: '200',
    });
    const { headers } = receiver.seen;
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(item.body.byteLength),
      'terra-reference': item.reference,
      'x-terra-trace-id': item.traceId,
      'x-terra-ordering-timestamp': String(item.orderingTimestampMs),
      authorization: 'Bearer abc',
      'user-agent': 'freehub-test',
    });
    expect(headers['x-terra-signature']).toBe(headers['terra-signature']);
    const signature = String(headers['terra-signature']);
    expect(signature.match(/v1=/g)).toHaveLength(2);
    for (const key of [secret, previous]) expect(signatureMatches(signature, Buffer.from(item.body).toString(), key)).toBe(true);
  });

  test('a check sends its healthcheck itself, in ping mode too', async () => {
    const bodies: string[] = [];
    receiver.onBody = (body) => bodies.push(body);
    const session = webhook.open({ ...usual, url: `${receiver.url}/hooks`, delivery: 'ping' }, io);
    expect((await session.check(never)).map(({ ok }) => ok)).toEqual([true, true]);
    await session.close();
    expect(bodies.map((body): unknown => JSON.parse(body))).toEqual([{ type: 'healthcheck', status: 'success' }]);
  });

  test.each([
    ['in ping mode', { delivery: 'ping' }],
    ['of an event that is too large to post', { inline_bytes: 1_000 }],
  ] as const)('%s sends a signed link, anew on each try, under the same trace id', async (_, config) => {
    const item = testItem({ key: 'act-1', extra: `"${'x'.repeat(2_000)}"` });
    const bodies: string[] = [];
    receiver.onBody = (body) => bodies.push(body);
    for (let turn = 0; turn < 2; turn += 1) expect(await post(item, config)).toMatchObject({ ok: true });
    const link = { type: 's3_payload', status: 'success', url: 'https://payloads.example/act-1/1', expires_in: 300 };
    expect(bodies.map((body): unknown => JSON.parse(body))).toEqual([link, link]);
    expect(receiver.seen.headers['x-terra-trace-id']).toBe(item.traceId);
    expect(signatureMatches(String(receiver.seen.headers['terra-signature']), String(bodies[1]), secret)).toBe(true);
  });

  test('sends a file as it is, signed as its bytes, and a link to it as JSON', async () => {
    const body = Buffer.from([0x0e, 0x20, 0xff, 0x00, 0xc3, 0x28]);
    const item: DeliveryItem = { ...testItem({ key: 'Fahrt/1', revision: 3 }), body, content: ACTIVITY_FORMATS.fit };
    const bodies: Buffer[] = [];
    receiver.onBody = (_, bytes) => bodies.push(bytes);
    expect(await post(item)).toMatchObject({ ok: true });
    expect(bodies).toEqual([body]);
    expect(receiver.seen.headers).toMatchObject({
      'content-type': 'application/vnd.ant.fit',
      'x-freehub-type': 'activity',
      'x-freehub-user-id': item.user.userId,
      'x-freehub-record-key': 'Fahrt%2F1',
      'x-freehub-revision': '3',
    });
    expect(await post(item, { delivery: 'ping' })).toMatchObject({ ok: true });
    expect(receiver.seen.headers['content-type']).toBe('application/json');
    expect(JSON.parse(bodies[1]?.toString() ?? '')).toMatchObject({ type: 's3_payload' });
  });

  test('keeps the connection for the next event', async () => {
    await post();
    const before = receiver.seen.connections;
    for (let turn = 0; turn < 5; turn += 1) await post();
    expect(receiver.seen.connections).toBe(before);
  });

  test('a receiver that closes each connection gets every event', async () => {
    receiver.answer = { status: 200, headers: { connection: 'close' } };
    const session = webhook.open({ ...usual, url: receiver.url, timeout_ms: 5000 }, io);
    const results = await session.write(
      Array.from({ length: 100 }, () => testItem()),
      never,
    );
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
  });

  test.each([
    [301, 'config', undefined],
    [302, 'config', undefined],
    [400, 'transient', undefined],
    [401, 'transient', undefined],
    [404, 'transient', undefined],
    [408, 'transient', undefined],
    [409, 'transient', undefined],
    [410, 'config', undefined],
    [413, 'payload', undefined],
    [425, 'transient', undefined],
    [429, 'rate_limited', 3000],
    [500, 'transient', 3000],
    [503, 'transient', 3000],
  ] as const)('status %i is %s', async (status, kind, waitMs) => {
    receiver.answer = { status, headers: waitMs === undefined ? {} : { 'retry-after': '3' } };
    expect(problemOf(await post())).toMatchObject({ kind, code: String(status), retryAfterMs: waitMs });
  });

  test('a redirect to a metadata address is not followed', async () => {
    receiver.answer = { status: 307, headers: { location: 'http://169.254.169.254/latest/meta-data/' } };
    const before = receiver.seen.requests;
    expect(problemOf(await post())).toMatchObject({ kind: 'config', code: '307' });
    expect(receiver.seen.requests).toBe(before + 1);
  });

  test('a head that does not come in time is transient', async () => {
    receiver.takeOver = () => undefined;
    expect(problemOf(await post(testItem(), { timeout_ms: 500 }))).toMatchObject({ kind: 'transient', code: 'DEADLINE' });
  });

  test('an answer that is not as long as it says is transient', async () => {
    const other = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => {
          socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello');
        });
    });
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    expect(problemOf(await post(testItem(), { url: `http://127.0.0.1:${port}` }))).toMatchObject({ kind: 'transient' });
    other.close();
  });

  test('once the status is 2xx, a body that drips, breaks or never ends does not matter', async () => {
    receiver.takeOver = (_request, response) => response.writeHead(200).write('slow');
    expect(await post(testItem(), { timeout_ms: 500 })).toMatchObject({ ok: true });
    receiver.takeOver = (_request, response) => {
      response.writeHead(202, { 'content-length': '100' }).write('cut');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await post()).toMatchObject({ ok: true, code: '202' });
    let sent = 0;
    receiver.takeOver = (_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    expect(await post()).toMatchObject({ ok: true });
    expect(sent).toBeLessThan(16 << 20);
  });

  test('a connection that is reset, and an answer that is not HTTP, are transient', async () => {
    receiver.takeOver = (request) => request.socket.resetAndDestroy();
    expect(problemOf(await post())).toMatchObject({ kind: 'transient' });
    const sockets: Socket[] = [];
    const other = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined).end('220 smtp.example.com\r\n');
    });
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    const plain = problemOf(await post(testItem(), { url: `http://127.0.0.1:${port}` }));
    expect(plain).toMatchObject({ kind: 'transient' });
    const tls = problemOf(await post(testItem(), { url: `https://127.0.0.1:${port}` }));
    expect(['config', 'transient']).toContain(tls?.kind);
    for (const socket of sockets) socket.destroy();
    other.close();
  });

  test('a check of an address that we refuse says only what is to be done about that', async () => {
    const strict = { ...io, egress: new EgressGuard() };
    const session = webhook.open({ ...usual, url: 'https://127.0.0.1:1/hooks' }, strict);
    const [reached] = await session.check(never);
    await session.close();
    await strict.egress.close();
    expect(reached).toEqual({
      name: 'reach the receiver',
      ok: false,
      message: expect.stringContaining('FREEHUB_EGRESS_ALLOW'),
    });
  });

  test('an address that is no public web address, or holds a password, or reserved headers, are refused', () => {
    const valid = { url: 'https://example.com/hooks', signing_secret: secret };
    const faults = (change: object): string[] => {
      const result = webhook.spec.schema.safeParse({ ...valid, ...change });
      return result.success ? [] : result.error.issues.map(({ path }) => path.join('.'));
    };
    expect(faults({})).toEqual([]);
    expect(faults({ url: 'ftp://example.com' })).toEqual(['url']);
    expect(faults({ url: 'https://user:secret@example.com' })).toEqual(['url']);
    expect(faults({ headers: { 'Terra-Signature': 'x' } })).toEqual(['headers.Terra-Signature']);
    expect(faults({ headers: { 'x-a': 'b\r\nhost: c' } })).toEqual(['headers.x-a']);
    expect(faults({ timeout_ms: 100 })).toEqual(['timeout_ms']);
  });
});
