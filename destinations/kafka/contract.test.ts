import { destinationContract } from '../kit/contract.js';
import type { ContractRig } from '../kit/contract.js';
import { defineKind } from '../kit/kind.js';
import { sharedKafka, sharedToxiproxy } from '../../test/support/servers/shared.js';
import { stablePort } from '../../test/support/servers/stable-port.js';
import { kafkaGuide } from './guide.js';
import { kafka } from './index.js';
import { AdvertisedFront } from './testing/advertised-front.js';
import { TopicReader } from './testing/topic-reader.js';

const WELL_OVER_A_SESSION_MS = 600_000;

/** Real Kafka, SCRAM, a user with the least rights; all connections, the advertised ones too, through a fault proxy. */
async function make(layout: 'terra' | 'inline'): Promise<ContractRig> {
  const server = await sharedKafka();
  const reader = await TopicReader.make(server.plaintext);
  const { username, password } = server.users.restricted;
  await reader.allow(username, 'WRITE');
  const front = await AdvertisedFront.start(server.sasl);
  const proxy = await (await sharedToxiproxy()).proxy(`127.0.0.1:${front.port}`);
  front.advertisedPort = proxy.port;
  const config = {
    topic: reader.topic,
    host: proxy.host,
    port: proxy.port,
    username,
    password,
    sasl: 'scram-sha-256',
    tls: false,
    layout,
  };
  return {
    config,
    wrongSecret: { ...config, password: 'not-the-password' },
    unreachable: { ...config, port: await stablePort() },
    readBack: () => reader.bodies(),
    left: async (item) =>
      (await reader.messages())
        .filter(({ headers }) => headers.get('event-id') === item.traceId)
        .map(({ key, value, headers }) => ({
          place: reader.topic,
          text: value,
          headers: { key, ...Object.fromEntries(headers) },
        })),
    // Its key alone is more than the topic takes.
    poison: (item) => ({ ...item, user: { ...item.user, userId: 'x'.repeat(1_100_000) } }),
    stall: async () => {
      await proxy.delay(WELL_OVER_A_SESSION_MS);
      return () => proxy.heal();
    },
    dispose: async () => {
      await reader.close();
      await proxy.remove();
      await front.stop();
    },
  };
}

const [appends = '', throttles = ''] = kafkaGuide.cannot;

for (const layout of ['terra', 'inline'] as const)
  destinationContract({
    name: `kafka, layout ${layout}`,
    kind: defineKind({ spec: kafka.spec, capabilities: kafka.capabilities, load: () => Promise.resolve(kafka) }),
    readme: new URL('../../docs/destinations/kafka.md', import.meta.url),
    make: () => make(layout),
    skip: { upsert: appends, delete: appends, tombstone: appends, throttled: throttles },
  });
