import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ACTIVITY_FORMATS } from '../../model/activity-format.js';
import type { DeliveryItem, ItemResult } from '../kit/destination.js';
import { EgressGuard } from '../kit/egress/egress.js';
import { testItem, testUser } from '../kit/testing/items.js';
import { uniqueName } from '../../test/support/servers/shared.js';
import { classifySqs, entryProblem } from './classify.js';
import { sqs } from './index.js';
import { cutIntoRounds } from './message.js';
import { targetOf } from './queue.js';
import { sqsSpec } from './spec.js';
import { ACCOUNT, QueueReader } from './testing/queue-reader.js';
import { startSigningFront } from './testing/signing-front.js';
import type { SigningFront } from './testing/signing-front.js';

jest.setTimeout(60_000);

const never = new AbortController().signal;
const brief = (results: readonly ItemResult[]): string[] =>
  results.map((result) => (result.ok ? result.outcome : `${result.problem.kind} ${result.problem.code ?? ''}`));

describe('sqs', () => {
  const egress = new EgressGuard(['127.0.0.1']);
  let reader: QueueReader;
  let fifo: QueueReader;
  let front: SigningFront;
  let plain: Record<string, unknown>;
  beforeAll(async () => {
    reader = await QueueReader.make({ attributes: { MaximumMessageSize: '100000' } });
    fifo = await QueueReader.make({ fifo: true });
    front = await startSigningFront(reader.endpoint, { id: 'AKIATEST', secret: 'secret-of-the-test' });
    plain = {
      queue: `${ACCOUNT}/${reader.name}`,
      region: reader.region,
      endpoint: `http://${front.host}`,
      access_key_id: 'AKIATEST',
      secret_access_key: 'secret-of-the-test',
      layout: 'inline',
    };
  });
  afterEach(() => {
    front.answer = undefined;
  });
  afterAll(async () => {
    reader.close();
    fifo.close();
    await egress.close();
    await front.stop();
  });

  const session = (config: Record<string, unknown>, ambientCredentials = false) =>
    sqs.open(sqsSpec.schema.parse(config), { egress, userAgent: 'test', ambientCredentials });
  async function write(config: Record<string, unknown>, items: readonly DeliveryItem[]): Promise<string[]> {
    const open = session(config);
    const results = await open.write(items, never);
    await open.close();
    return brief(results);
  }

  test('what is too large for the queue comes as a link; Terra’s message has no more than Terra’s', async () => {
    const items = [10, 150_000, 300_000].map((length) => testItem({ extra: JSON.stringify('x'.repeat(length)) }));
    expect(await write(plain, items)).toEqual(['delivered', 'delivered', 'delivered']);
    const bodies = (await reader.messages()).map(({ Body: text = '' }) => text);
    const links = bodies.filter((text) => text.startsWith('{"status"')).map((text) => JSON.parse(text) as object);
    expect(links).toHaveLength(2);
    expect(links[0]).toMatchObject({ content_type: 'application/json', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const terra = testItem();
    expect(await write({ ...plain, layout: 'terra' }, [terra])).toEqual(['delivered']);
    expect((await reader.messages()).map(({ Body: text }) => text)).toContain(
      `{"status":"success","type":"s3_payload","url":"https://payloads.example/${terra.key}/1","expires_in":604800}`,
    );
  });

  test('characters that SQS refuses are spelled in ASCII, and attributes say what it is about', async () => {
    const item = testItem({ extra: JSON.stringify('\ufffe🚴\uffff日本'), revision: 3 });
    expect(await write(plain, [item])).toEqual(['delivered']);
    const message = (await reader.messages()).find(({ Body: text = '' }) => text.includes(item.key));
    expect(message?.Body).toContain('\\ufffe\\ud83d\\udeb4\\uffff日本');
    expect(JSON.parse(message?.Body ?? '')).toEqual(JSON.parse(Buffer.from(item.body).toString()));
    expect(Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue: value }]) => [name, value])).toEqual(
      expect.arrayContaining([
        ['event-id', item.traceId],
        ['revision', '3'],
        ['schema', '2022-03-16'],
        ['content-type', 'application/json'],
        ['user-id', item.user.userId],
      ]),
    );
  });

  test('a Bundle of FHIR says what it is', async () => {
    const text = '{"resourceType":"Bundle","type":"transaction","of":"sqs"}';
    const item: DeliveryItem = { ...testItem(), body: Buffer.from(text), content: ACTIVITY_FORMATS.fhir };
    expect(await write(plain, [item])).toEqual(['delivered']);
    const message = (await reader.messages()).find(({ Body }) => Body === text);
    expect(message?.MessageAttributes?.['content-type']?.StringValue).toBe('application/fhir+json');
  });

  test('of a batch that is taken in part only the rest fails', async () => {
    const bad = { ...testItem(), body: Buffer.from('{"type":"activity","text":"\u0001"}') };
    const good = [testItem(), testItem()] as const;
    expect(await write(plain, [good[0], bad, good[1]])).toEqual(['delivered', 'payload InvalidMessageContents', 'delivered']);
  });

  test('FIFO: a repeat is dropped by the queue, and a user’s events stay in order', async () => {
    const user = testUser();
    const items = Array.from({ length: 45 }, (_, index) => testItem({ user, revision: index + 1 }));
    const config = { ...plain, queue: `arn:aws:sqs:${fifo.region}:${ACCOUNT}:${fifo.name}`, region: undefined };
    expect(new Set(await write(config, items))).toEqual(new Set(['delivered']));
    expect(new Set(await write(config, items))).toEqual(new Set(['delivered']));
    const revisions = (await fifo.messages()).map(({ MessageAttributes: told }) => Number(told?.revision?.StringValue));
    expect(revisions).toEqual(items.map(({ revision }) => revision));
  });

  test('FIFO: nothing overtakes a batch that has to come again', async () => {
    let calls = 0;
    front.answer = (operation) =>
      operation === 'SendMessageBatch' && ++calls === 2 ? { status: 503, code: 'ServiceUnavailable' } : undefined;
    const config = { ...plain, queue: `${ACCOUNT}/${fifo.name}` };
    const results = await write(
      config,
      Array.from({ length: 30 }, () => testItem()),
    );
    expect(results.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'delivered'));
    expect(new Set(results.slice(10))).toEqual(new Set(['transient ServiceUnavailable']));
  });

  test('FIFO: what is sent again of a user is not overtaken by a later one of the same batch; other users go on', async () => {
    const queue = await QueueReader.make({ fifo: true });
    const [user, other] = [testUser(), testUser()];
    const items = [1, 2, 3, 4].flatMap((revision) => [testItem({ user, revision }), testItem({ user: other, revision })]);
    const config = { ...plain, queue: `${ACCOUNT}/${queue.name}` };
    const order = async () =>
      (await queue.messages())
        .filter(({ MessageAttributes: told }) => told?.['user-id']?.StringValue === user.userId)
        .map(({ MessageAttributes: told }) => Number(told?.revision?.StringValue));
    // Of the second revision SQS says that it could not be taken just now.
    front.failEntry = (entry) => entry.includes(user.userId) && entry.includes('\\"revision\\":2') && 'InternalError';
    const results = await write(config, items);
    front.failEntry = undefined;
    const trouble = 'transient InternalError';
    expect(results).toEqual(['delivered', 'delivered', trouble, 'delivered', trouble, 'delivered', trouble, 'delivered']);
    expect(await order()).toEqual([1]);
    const left = items.filter((_item, index) => results[index] !== 'delivered');
    expect(new Set(await write(config, left))).toEqual(new Set(['delivered']));
    expect(await order()).toEqual([1, 2, 3, 4]);
    queue.close();
  });

  test('FIFO: ten users in a request, a user once', () => {
    const message = (groupId: string, bytes = 1) => ({ groupId, bytes });
    const groups = (batches: readonly (readonly { groupId: string }[])[]) =>
      batches.map((batch) => batch.map(({ groupId }) => groupId).join(''));
    expect(
      groups(
        cutIntoRounds(
          ['a', 'a', 'b', 'a', 'c', 'b'].map((group) => message(group)),
          100,
        ),
      ),
    ).toEqual(['abc', 'ab', 'a']);
    expect(
      groups(
        cutIntoRounds(
          Array.from('abcdefghijkl').map((group) => message(group)),
          100,
        ),
      ),
    ).toEqual(['abcdefghij', 'kl']);
    expect(groups(cutIntoRounds([message('a', 60), message('b', 60), message('c', 40), message('b', 1)], 100))).toEqual([
      'ac',
      'b',
      'b',
    ]);
  });

  test('the least rights pass the check; a queue that takes less than the setting does not', async () => {
    const few = session({ ...plain, max_message_bytes: 50_000 });
    front.answer = (operation) => (operation === 'GetQueueAttributes' ? { status: 400, code: 'AccessDenied' } : undefined);
    expect((await few.check(never)).filter(({ ok }) => !ok)).toEqual([]);
    front.answer = undefined;
    expect((await few.check(never)).filter(({ ok }) => !ok)).toEqual([]);
    // Readers see nothing of it.
    const before = (await reader.messages()).length;
    expect((await few.check(never)).map(({ name }) => name)).toContain('be allowed to send');
    expect(await reader.messages()).toHaveLength(before);
    expect((await session(plain).check(never)).filter(({ ok }) => !ok)).toMatchObject([
      { name: 'take messages of max_message_bytes', message: expect.stringContaining('100000') },
    ]);
  });

  test.each([
    ['which is all', [], 'be allowed to send'],
    ['and for its attributes', ['GetQueueAttributes'], 'find the queue'],
  ])('check fails when the key has no right to send, %s', async (_case, more, name) => {
    front.answer = (operation) =>
      ['SendMessageBatch', ...more].includes(operation) ? { status: 400, code: 'AccessDeniedException' } : undefined;
    const report = await session({ ...plain, max_message_bytes: 50_000 }).check(never);
    expect(report.filter(({ ok }) => !ok)).toMatchObject([{ name, action: expect.stringContaining('sqs:SendMessage') }]);
    expect(report.at(-1)?.ok).toBe(false);
  });

  test('the check passes where contents are refused in other words; its message is JSON wherever one is taken', async () => {
    const sent: string[] = [];
    front.failEntry = (entry) => {
      sent.push((JSON.parse(entry) as { MessageBody: string }).MessageBody);
      return 'InvalidAttributeValue';
    };
    const report = await session({ ...plain, max_message_bytes: 50_000 }).check(never);
    front.failEntry = undefined;
    expect(report.filter(({ ok }) => !ok)).toEqual([]);
    expect(sent.map((text): unknown => JSON.parse(text))).toMatchObject([{ type: 'freehub-check' }]);
  });

  test('check of a FIFO queue, and of one that is not there', async () => {
    expect((await session({ ...plain, queue: `${ACCOUNT}/${fifo.name}` }).check(never)).filter(({ ok }) => !ok)).toEqual([]);
    front.answer = (operation) => (operation === 'GetQueueAttributes' ? { status: 400, code: 'AccessDenied' } : undefined);
    const report = await session({ ...plain, queue: `${ACCOUNT}/${uniqueName('none')}` }).check(never);
    expect(report.filter(({ ok }) => !ok)).toMatchObject([{ name: 'find the queue' }]);
  });

  test('the credentials of the server are not lent', async () => {
    const config = { ...plain, access_key_id: undefined, secret_access_key: undefined, credentials: 'ambient' };
    expect(await write(config, [testItem()])).toEqual(['config AMBIENT_REFUSED']);
    expect(await session(config).check(never)).toMatchObject([
      { name: 'be known to AWS', ok: false, action: expect.stringContaining('FREEHUB_AMBIENT_CREDENTIALS') },
    ]);
  });

  test.each<[string, number, string]>([
    ['InvalidClientTokenId', 403, 'auth InvalidClientTokenId'],
    ['ExpiredTokenException', 400, 'auth ExpiredTokenException'],
    ['AccessDeniedException', 400, 'config AccessDeniedException'],
    ['QueueDoesNotExist', 400, 'config QueueDoesNotExist'],
    ['KmsAccessDenied', 400, 'config KmsAccessDenied'],
    ['KmsThrottled', 400, 'rate_limited KmsThrottled'],
    ['RequestThrottled', 400, 'rate_limited RequestThrottled'],
    ['ThrottlingException', 400, 'rate_limited ThrottlingException'],
    ['InternalFailure', 500, 'transient InternalFailure'],
    ['NobodyKnows', 503, 'transient 503'],
    ['NobodyKnows', 400, 'config 400'],
  ])('answer %s (%i) is %s', async (code, status, expected) => {
    front.answer = () => ({ status, code });
    expect(await write(plain, [testItem(), testItem()])).toEqual([expected, expected]);
  });

  test('a queue that is not there, as observed', async () => {
    expect(await write({ ...plain, queue: `${ACCOUNT}/${uniqueName('none')}` }, [testItem()])).toEqual([
      'config QueueDoesNotExist',
    ]);
  });

  test('of an entry: a known code, else whose fault it is', () => {
    expect(entryProblem('AWS.SimpleQueueService.InternalError', false)).toMatchObject({
      kind: 'transient',
      code: 'InternalError',
    });
    expect(entryProblem('Odd', true).kind).toBe('payload');
    expect(entryProblem('Odd', false).kind).toBe('transient');
    expect(classifySqs(new TypeError('x is not a function'))).toBeUndefined();
  });

  test.each([
    ['https://sqs.eu-west-1.amazonaws.com/123456789012/rides', 'https://sqs.eu-west-1.amazonaws.com/123456789012/rides', false],
    ['arn:aws:sqs:eu-west-1:123456789012:rides.fifo', 'https://sqs.eu-west-1.amazonaws.com/123456789012/rides.fifo', true],
    ['arn:aws-cn:sqs:cn-north-1:123456789012:rides', 'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/rides', false],
  ])('%s', (queue, url, isFifo) => {
    expect(targetOf({ queue })).toMatchObject({ url, isFifo });
  });

  test.each([
    'rides',
    'https://user:x@sqs.eu-west-1.amazonaws.com/123456789012/rides',
    'https://example.com/rides',
    'arn:aws:s3:::b',
  ])('queue refused: %s', (queue) => {
    expect(sqsSpec.schema.safeParse({ ...plain, queue }).success).toBe(false);
  });
});
