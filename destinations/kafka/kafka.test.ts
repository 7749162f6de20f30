import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { sharedKafka, uniqueName } from '../../test/support/servers/shared.js';
import type { KafkaAddress } from '../../test/support/servers/kafka.js';
import { ACTIVITY_FORMATS } from '../../model/activity-format.js';
import type { DeliveryItem, ItemResult } from '../kit/destination.js';
import { EgressGuard } from '../kit/egress/egress.js';
import { testItem, testUser } from '../kit/testing/items.js';
import { classifyKafka } from './classify.js';
import { kafka } from './index.js';
import { kafkaSpec } from './spec.js';
import { TopicReader } from './testing/topic-reader.js';

jest.setTimeout(60_000);

const never = new AbortController().signal;
const brief = (results: readonly ItemResult[]): string[] =>
  results.map((result) => (result.ok ? result.outcome : `${result.problem.kind} ${result.problem.code ?? ''}`));
const addressOf = (broker: string) => ({ host: broker.split(':')[0], port: Number(broker.split(':')[1]) });

describe('kafka', () => {
  let server: KafkaAddress;
  let reader: TopicReader;
  let plain: Record<string, unknown>;
  beforeAll(async () => {
    server = await sharedKafka();
    reader = await TopicReader.make(server.plaintext);
    plain = { topic: reader.topic, ...addressOf(server.plaintext), sasl: 'none', tls: false };
  });
  afterAll(() => reader.close());

  const session = (config: Record<string, unknown>, egress = new EgressGuard(['127.0.0.1'])) =>
    kafka.open(kafkaSpec.schema.parse(config), { egress, userAgent: 'test', ambientCredentials: false });
  async function write(config: Record<string, unknown>, items: readonly DeliveryItem[], egress?: EgressGuard): Promise<string[]> {
    const open = session(config, egress);
    const results = await open.write(items, never);
    await open.close();
    return brief(results);
  }
  async function failedCheck(config: Record<string, unknown>, egress?: EgressGuard) {
    const open = session(config, egress);
    const failed = (await open.check(never)).filter(({ ok }) => !ok);
    await open.close();
    return failed;
  }
  const messageOf = async (item: DeliveryItem) =>
    (await reader.messages()).filter(({ headers }) => headers.get('event-id') === item.traceId);

  test('logs in in every way: PLAIN, SCRAM over TLS, client certificate, none', async () => {
    const { users, ca, client } = server;
    const ways = [
      plain,
      { ...plain, ...addressOf(server.sasl), sasl: 'plain', ...users.plain },
      { ...plain, ...addressOf(server.saslSsl), tls: true, ca, sasl: 'scram-sha-256', ...users.scram },
      { ...plain, ...addressOf(server.saslSsl), tls: true, ca, sasl: 'scram-sha-512', ...users.scram },
      { ...plain, ...addressOf(server.mtls), tls: true, ca, client_certificate: client.certificate, client_key: client.key },
      { ...plain, host: undefined, brokers: ['127.0.0.1:1', server.plaintext] },
    ];
    for (const config of ways) {
      expect(await failedCheck(config)).toEqual([]);
      expect(await write(config, [testItem()])).toEqual(['delivered']);
    }
  });

  test.each(['gzip', 'zstd', 'lz4', 'snappy'])('compresses by %s', async (compression) => {
    const item = testItem({ extra: JSON.stringify('x'.repeat(5000)) });
    expect(await write({ ...plain, compression, layout: 'inline' }, [item])).toEqual(['delivered']);
    expect((await messageOf(item)).map(({ value }) => value)).toEqual([Buffer.from(item.body).toString()]);
  });

  test("terra: Terra's message, and headers that say what it is about", async () => {
    const item = testItem({ revision: 7 });
    const health = { ...testItem({ type: 'healthcheck' }) };
    expect(await write(plain, [item, health])).toEqual(['delivered', 'delivered']);
    const [message] = await messageOf(item);
    expect(message?.value).toBe(
      `{"status":"success","type":"s3_payload","url":"https://payloads.example/${item.key}/7","expires_in":604800}`,
    );
    expect(message?.key).toBe(item.user.userId);
    expect(Object.fromEntries(message?.headers ?? [])).toEqual({
      'event-id': item.traceId,
      revision: '7',
      schema: '2022-03-16',
      type: 'activity',
      'user-id': item.user.userId,
      'ordering-timestamp': String(item.orderingTimestampMs),
      reference: item.reference,
      'content-type': 'application/json',
    });
    expect((await messageOf(health)).map(({ value }) => value)).toEqual([Buffer.from(health.body).toString()]);
  });

  test('inline: what is too large for the setting, or for the topic itself, comes as a link with its hash', async () => {
    const strict = await TopicReader.make(server.plaintext, { 'max.message.bytes': '20000' });
    const items = [10, 30_000, 200_000, 20].map((length) => testItem({ extra: JSON.stringify('x'.repeat(length)) }));
    const config = { ...plain, topic: strict.topic, layout: 'inline', max_message_bytes: 100_000 };
    expect(await write(config, items)).toEqual(['delivered', 'delivered', 'delivered', 'delivered']);
    const messages = await strict.messages();
    expect(messages).toHaveLength(4);
    const links = messages.filter(({ value }) => value.startsWith('{"status"')).map(({ value }) => JSON.parse(value) as object);
    expect(links).toHaveLength(2);
    expect(links[0]).toMatchObject({ content_type: 'application/json', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await failedCheck(config)).toMatchObject([{ name: 'take messages of max_message_bytes' }]);
    await strict.close();
  });

  test('a Bundle of FHIR says what it is, by its header or beside its link', async () => {
    const bundle = (length: number): DeliveryItem => ({
      ...testItem(),
      body: Buffer.from(`{"resourceType":"Bundle","note":"${'x'.repeat(length)}"}`),
      content: ACTIVITY_FORMATS.fhir,
    });
    const [small, large] = [bundle(10), bundle(200_000)];
    const config = { ...plain, layout: 'inline', max_message_bytes: 100_000 };
    expect(await write(config, [small, large])).toEqual(['delivered', 'delivered']);
    const [inline] = await messageOf(small);
    expect([inline?.value, inline?.headers.get('content-type')]).toEqual([
      Buffer.from(small.body).toString(),
      'application/fhir+json',
    ]);
    const [link] = await messageOf(large);
    expect(link?.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(link?.value ?? '')).toMatchObject({ type: 's3_payload', content_type: 'application/fhir+json' });
  });

  test('events of a user stay in order, also around one that is refused', async () => {
    const user = testUser();
    const items = Array.from({ length: 300 }, (_, index) => testItem({ user, revision: index + 1 }));
    expect(new Set(await write({ ...plain, layout: 'inline', max_message_bytes: 10_000 }, items))).toEqual(
      new Set(['delivered']),
    );
    const revisions = (await reader.messages())
      .filter(({ key }) => key === user.userId)
      .map(({ headers }) => Number(headers.get('revision')));
    expect(revisions).toEqual(items.map(({ revision }) => revision));
  });

  test('one that is refused leaves its neighbours stored once', async () => {
    const items = Array.from({ length: 60 }, () => testItem());
    const poison = { ...testItem(), user: testUser({ userId: 'x'.repeat(1_100_000) }) };
    const results = await write(plain, [...items.slice(0, 30), poison, ...items.slice(30)]);
    expect(results.filter((outcome) => outcome !== 'delivered')).toEqual(['payload MESSAGE_TOO_LARGE']);
    for (const item of items) expect(await messageOf(item)).toHaveLength(1);
  });

  test('a broker that is advertised at an address that is not allowed is refused, though the first one is', async () => {
    // The broker answers under a name that is allowed, and advertises 127.0.0.1, which is not.
    const config = { ...plain, host: 'localhost' };
    const egress = new EgressGuard(['localhost']);
    expect(await write(config, [testItem()], egress)).toEqual(['config EGRESS_BLOCKED']);
    expect(await failedCheck(config, egress)).toMatchObject([
      {
        name: 'reach the brokers that hold the topic',
        message: expect.stringContaining('127.0.0.1'),
        action: expect.any(String),
      },
    ]);
  });

  test('without TLS only where the operator allows it', async () => {
    const egress = new EgressGuard([], { resolve: () => Promise.resolve(['93.184.216.34']) });
    expect(await write({ ...plain, host: 'kafka.example.com' }, [testItem()], egress)).toEqual(['config EGRESS_PLAIN_HTTP']);
  });

  describe('errors, as observed', () => {
    test.each<[string, () => Record<string, unknown>, string]>([
      ['a wrong password', () => ({ ...scram(), password: 'wrong' }), 'auth SASL_AUTHENTICATION_FAILED'],
      ['no such topic', () => ({ ...plain, topic: uniqueName('none') }), 'config UNKNOWN_TOPIC_OR_PARTITION'],
      ['a user without rights', () => ({ ...scram(), ...server.users.restricted }), 'config TOPIC_AUTHORIZATION_FAILED'],
      [
        'an authority that is not known',
        () => ({ ...scram(), ...addressOf(server.saslSsl), tls: true }),
        'config UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      ],
      ['no TLS where TLS is spoken', () => ({ ...scram(), ...addressOf(server.saslSsl) }), 'transient PLT_KFK_AUTHENTICATION'],
      ['nobody there', () => ({ ...plain, port: 1 }), 'transient ECONNREFUSED'],
    ])('%s', async (_name, config, expected) => {
      expect(await write(config(), [testItem()])).toEqual([expected]);
      const [failed] = await failedCheck(config());
      expect(failed?.action?.length).toBeGreaterThan(20);
    });
    const scram = () => ({ ...plain, ...addressOf(server.sasl), sasl: 'scram-sha-512', ...server.users.scram });

    test.each<[string, () => object]>([
      ['a listener that wants a log-in', () => addressOf(server.sasl)],
      ['a listener that wants TLS', () => addressOf(server.mtls)],
    ])('without sasl and tls at %s the check says to set them', async (_name, where) => {
      const open = session({ ...plain, ...where() });
      const report = await open.check(never);
      await open.close();
      expect(report.map(({ name, ok }) => [name, ok])).toEqual([
        ['reach a broker', true],
        ['log in', false],
      ]);
      expect(report.at(-1)?.action).toMatch(/^Set sasl .* tls/);
    });

    test('a foreign error is none of ours', () => {
      expect(classifyKafka(new TypeError('x is not a function'))).toBeUndefined();
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['no broker', { host: undefined }],
    ['both host and brokers', { brokers: ['a:1'] }],
    ['no password', { sasl: 'plain', username: 'me' }],
  ])('config refused: %s', (_name, part) => {
    expect(kafkaSpec.schema.safeParse({ ...plain, ...part }).success).toBe(false);
  });
});
