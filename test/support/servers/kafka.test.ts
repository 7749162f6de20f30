/** The shared broker on each of its listeners. */
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers, type ProducerOptions } from '@platformatic/kafka';
import type { KafkaAddress } from './kafka.js';
import { makeTopic } from './kafka-topic.js';
import { sharedKafka, uniqueName } from './shared.js';

jest.setTimeout(120_000);

type Access = Pick<ProducerOptions<string, string, string, string>, 'sasl' | 'tls'>;

describe('the Kafka server', () => {
  const topic = uniqueName('rides');
  let server: KafkaAddress;
  beforeAll(async () => {
    server = await sharedKafka();
    const admin = new Admin({ clientId: 'tests', bootstrapBrokers: [server.plaintext] });
    await makeTopic(admin, topic);
    await admin.close();
  });

  /** @returns the partition that it went to */
  async function produce(broker: string, access: Access = {}): Promise<number | undefined> {
    const producer = new Producer({
      clientId: 'tests',
      bootstrapBrokers: [broker],
      serializers: stringSerializers,
      retries: 0,
      connectTimeout: 3_000,
      ...access,
    });
    try {
      const sent = await producer.send({
        messages: [{ topic, key: 'user', value: 'a ride', headers: { event: '1' } }],
        acks: -1,
      });
      return sent.offsets?.[0]?.partition;
    } finally {
      await producer.close(true);
    }
  }
  const scram = (user: { username: string; password: string }): Access => ({ sasl: { mechanism: 'SCRAM-SHA-512', ...user } });

  it('takes what is sent on every listener, and gives it back', async () => {
    const { users, ca, client } = server;
    const partitions = [
      await produce(server.plaintext),
      await produce(server.sasl, { sasl: { mechanism: 'PLAIN', ...users.plain } }),
      await produce(server.sasl, { sasl: { mechanism: 'SCRAM-SHA-256', ...users.scram } }),
      await produce(server.saslSsl, { ...scram(users.scram), tls: { ca } }),
      await produce(server.mtls, { tls: { ca, cert: client.certificate, key: client.key } }),
    ];
    expect(new Set(partitions).size).toBe(1);
    const consumer = new Consumer({
      clientId: 'tests',
      groupId: uniqueName('readers'),
      bootstrapBrokers: [server.plaintext],
      deserializers: stringDeserializers,
    });
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', maxWaitTime: 100 });
    let seen = 0;
    for await (const { key, value, headers } of stream) {
      expect([key, value, headers.get('event')]).toEqual(['user', 'a ride', '1']);
      if (++seen === partitions.length) break;
    }
    await consumer.close(true);
  });

  it('refuses a wrong password, a stranger as authority, no certificate, and a user without rights', async () => {
    const { users, ca } = server;
    const refusal = async (sending: Promise<unknown>): Promise<string> =>
      inspect(await sending.catch((error: unknown) => error), { depth: 10 });
    expect(await refusal(produce(server.sasl, scram({ ...users.scram, password: 'wrong' })))).toContain(
      'SASL_AUTHENTICATION_FAILED',
    );
    expect(await refusal(produce(server.saslSsl, { ...scram(users.scram), tls: {} }))).toContain('unable to verify');
    // In TLS 1.3 the refusal comes after the handshake: with or without the alert, as the race has it.
    expect(await refusal(produce(server.mtls, { tls: { ca } }))).toMatch(/ERR_SSL_|Connection closed/);
    expect(await refusal(produce(server.saslSsl, { ...scram(users.restricted), tls: { ca } }))).toContain(
      'TOPIC_AUTHORIZATION_FAILED',
    );
  });
});
