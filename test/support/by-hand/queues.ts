/** A queue, a topic, and a receiver of webhooks. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Admin } from '@platformatic/kafka';
import { SHARED_SERVERS } from '../servers/host.js';
import { makeTopic } from '../servers/kafka-topic.js';
import type { Target } from './target.js';

const QUEUE = 'rides';

export const sqs: Target = {
  name: 'sqs',
  kind: 'sqs',
  what: 'fauxqs',
  needs: ['fauxqs'],
  open: async (host) => {
    const { endpoint, region } = await host.shared(SHARED_SERVERS.fauxqs);
    const keys = { accessKeyId: 'any', secretAccessKey: 'any-secret' };
    const client = new SQSClient({ endpoint, region, credentials: keys, useQueueUrlAsEndpoint: false });
    const { QueueUrl: queue } = await client.send(new CreateQueueCommand({ QueueName: QUEUE }));
    client.destroy();
    return {
      config: { queue, region, endpoint, access_key_id: keys.accessKeyId, secret_access_key: keys.secretAccessKey },
      look: `curl '${endpoint}/' -d 'Action=ReceiveMessage&MaxNumberOfMessages=10&QueueUrl=${encodeURIComponent(queue ?? '')}'`,
    };
  },
};

export const kafka: Target = {
  name: 'kafka',
  kind: 'kafka',
  what: 'Apache Kafka',
  needs: ['kafka'],
  open: async (host) => {
    const { plaintext, sasl, users } = await host.shared(SHARED_SERVERS.kafka);
    const admin = new Admin({ clientId: 'by-hand', bootstrapBrokers: [plaintext] });
    await makeTopic(admin, QUEUE);
    await admin.close();
    return { config: { topic: QUEUE, brokers: [sasl], sasl: 'scram-sha-512', ...users.scram, tls: false } };
  },
};

/** Answers 200 to everything and says what came; the body is not shown, it may be large. */
export const webhook: Target = {
  name: 'webhook',
  kind: 'webhook',
  what: 'a receiver that prints a line for each event',
  needs: [],
  open: async () => {
    const server = createServer((request, response) => {
      let bytes = 0;
      request
        .on('data', (chunk: Buffer) => (bytes += chunk.byteLength))
        .on('end', () => {
          const { 'content-type': media = 'no type', 'x-terra-trace-id': trace } = request.headers;
          process.stdout.write(`webhook: ${String(bytes)} bytes of ${media}, ${String(trace ?? 'no trace id')}\n`);
          response.end('ok');
        });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return {
      config: { url: `http://127.0.0.1:${String(port)}/hook`, signing_secret: randomBytes(16).toString('hex') },
      stop: async () => {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      },
    };
  },
};
