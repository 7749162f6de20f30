/** Queues, each by a client as a consumer has one; links are followed. */
import { ACCOUNT, QueueReader } from '../../../../destinations/sqs/testing/queue-reader.js';
import { TopicReader } from '../../../../destinations/kafka/testing/topic-reader.js';
import { sharedKafka } from '../../servers/shared.js';
import { eventOfMessage, heldNewest, type DestinationReader } from './events.js';

const ORDERING = 'ordering-timestamp';

export async function sqsReader(): Promise<DestinationReader> {
  const reader = await QueueReader.make({ attributes: { MaximumMessageSize: '262144' } });
  return {
    name: 'sqs',
    kind: 'sqs',
    config: {
      queue: `${ACCOUNT}/${reader.name}`,
      region: reader.region,
      endpoint: reader.endpoint,
      access_key_id: 'tests',
      secret_access_key: 'tests',
      layout: 'inline',
    },
    readAll: async () =>
      heldNewest(
        await Promise.all(
          (await reader.messages()).map(async ({ Body = '', MessageAttributes: attributes }) => ({
            event: await eventOfMessage(Body),
            orderingMs: Number(attributes?.[ORDERING]?.StringValue ?? Number.NaN),
          })),
        ),
      ),
    dispose: () => {
      reader.close();
      return Promise.resolve();
    },
  };
}

export async function kafkaReader(): Promise<DestinationReader> {
  const server = await sharedKafka();
  const reader = await TopicReader.make(server.plaintext);
  const { username, password } = server.users.restricted;
  await reader.allow(username, 'WRITE');
  return {
    name: 'kafka',
    kind: 'kafka',
    config: {
      topic: reader.topic,
      brokers: [server.sasl],
      username,
      password,
      sasl: 'scram-sha-256',
      tls: false,
      layout: 'inline',
    },
    readAll: async () =>
      heldNewest(
        await Promise.all(
          (await reader.messages()).map(async ({ value, headers }) => ({
            event: await eventOfMessage(value),
            orderingMs: Number(headers.get(ORDERING) ?? Number.NaN),
          })),
        ),
      ),
    dispose: () => reader.close(),
  };
}
