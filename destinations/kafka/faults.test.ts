import { sharedKafka, sharedToxiproxy } from '../../test/support/servers/shared.js';
import { destinationFaults } from '../kit/faults.js';
import { defineKind } from '../kit/kind.js';
import { kafka } from './index.js';
import { AdvertisedFront } from './testing/advertised-front.js';
import { TopicReader } from './testing/topic-reader.js';

let reader: TopicReader;

destinationFaults({
  name: 'kafka',
  kind: defineKind({ spec: kafka.spec, capabilities: kafka.capabilities, load: () => Promise.resolve(kafka) }),
  make: async () => {
    const server = await sharedKafka();
    reader = await TopicReader.make(server.plaintext);
    const front = await AdvertisedFront.start(server.plaintext);
    const proxy = await (await sharedToxiproxy()).proxy(`127.0.0.1:${front.port}`);
    front.advertisedPort = proxy.port;
    return {
      proxy,
      config: { topic: reader.topic, host: proxy.host, port: proxy.port, sasl: 'none', tls: false, layout: 'inline' },
      readBack: () => reader.bodies(),
      dispose: async () => {
        await reader.close();
        await front.stop();
      },
    };
  },
  traceIds: async () => (await reader.messages()).map(({ headers }) => headers.get('event-id') ?? ''),
});
