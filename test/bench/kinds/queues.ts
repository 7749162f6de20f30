import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Producer } from '@platformatic/kafka';
import pLimit from 'p-limit';
import { TopicReader } from '../../../destinations/kafka/testing/topic-reader.js';
import { ACCOUNT, QueueReader } from '../../../destinations/sqs/testing/queue-reader.js';
import { sharedKafka } from '../../support/servers/shared.js';
import type { MeasuredKind } from './target.js';
import { chunksOf, textOf } from './target.js';

/** As the plug-in's session: batches under way, messages in one (SQS takes no more). */
const [SQS_AT_ONCE, SQS_BATCH] = [8, 10];

export const sqs: MeasuredKind = {
  title: 'sqs',
  kind: 'sqs',
  floor: '@aws-sdk/client-sqs, 8 batches of 10 at once',
  async open() {
    const queue = await QueueReader.make();
    const { region, endpoint, url } = queue;
    const keys = { accessKeyId: 'bench', secretAccessKey: 'secret-only-for-tests' };
    const client = new SQSClient({ region, endpoint, useQueueUrlAsEndpoint: false, maxAttempts: 1, credentials: keys });
    const limit = pLimit(SQS_AT_ONCE);
    return {
      config: {
        queue: `${ACCOUNT}/${queue.name}`,
        region,
        endpoint,
        access_key_id: keys.accessKeyId,
        secret_access_key: keys.secretAccessKey,
        layout: 'inline',
      },
      bare: (items) =>
        limit.map(chunksOf(items, SQS_BATCH), async (batch) => {
          const Entries = batch.map((item, index) => ({ Id: String(index), MessageBody: textOf(item) }));
          const { Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
          if (Failed?.length) throw new Error(`the queue refused ${Failed.length} messages: ${Failed[0]?.Code ?? ''}`);
        }),
      close: () => {
        client.destroy();
        queue.close();
        return Promise.resolve();
      },
    };
  },
};

/** Three partitions of at most 1 MB a batch: 20 KB × 100 fit whichever way the keys fall. */
const KAFKA_BATCH = 100;

export const kafka: MeasuredKind = {
  title: 'kafka',
  kind: 'kafka',
  floor: '@platformatic/kafka, idempotent sends of 100, one after the other',
  async open() {
    const { plaintext } = await sharedKafka();
    const [host, port] = plaintext.split(':');
    const reader = await TopicReader.make(plaintext);
    const producer = new Producer<Buffer, Buffer, Buffer, Buffer>({
      clientId: 'bench',
      bootstrapBrokers: [plaintext],
      idempotent: true,
      retries: 2,
    });
    const limit = pLimit(1);
    return {
      config: { topic: reader.topic, host, port: Number(port), sasl: 'none', tls: false, layout: 'inline' },
      bare: (items) =>
        limit.map(chunksOf(items, KAFKA_BATCH), (batch) =>
          producer.send({
            messages: batch.map(({ user, body }) => ({
              topic: reader.topic,
              key: Buffer.from(user.userId),
              value: Buffer.from(body),
            })),
          }),
        ),
      close: async () => {
        await producer.close(true);
        await reader.close();
      },
    };
  },
};
