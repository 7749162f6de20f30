import { randomBytes } from 'node:crypto';
import { sharedToxiproxy } from '../../test/support/servers/shared.js';
import { stablePort } from '../../test/support/servers/stable-port.js';
import { destinationContract } from '../kit/contract.js';
import type { ContractRig } from '../kit/contract.js';
import { defineKind } from '../kit/kind.js';
import { sqsGuide } from './guide.js';
import { sqs } from './index.js';
import { ACCOUNT, QueueReader } from './testing/queue-reader.js';
import { startSigningFront } from './testing/signing-front.js';

const WELL_OVER_A_SESSION_MS = 600_000;

async function make(layout: 'terra' | 'inline', fifo: boolean): Promise<ContractRig> {
  const reader = await QueueReader.make({ fifo, attributes: { MaximumMessageSize: '262144' } });
  const keys = { id: 'AKIATEST', secret: randomBytes(20).toString('hex') };
  const front = await startSigningFront(reader.endpoint, keys);
  const proxy = await (await sharedToxiproxy()).proxy(front.host);
  const config = {
    queue: `${ACCOUNT}/${reader.name}`,
    region: reader.region,
    endpoint: `http://${proxy.host}:${proxy.port}`,
    access_key_id: keys.id,
    secret_access_key: keys.secret,
    layout,
  };
  return {
    config,
    wrongSecret: { ...config, secret_access_key: randomBytes(20).toString('hex') },
    unreachable: { ...config, endpoint: `http://127.0.0.1:${await stablePort()}` },
    readBack: () => reader.bodies(),
    left: async (item) =>
      (await reader.messages())
        .filter(({ MessageAttributes: attributes = {} }) => attributes['event-id']?.StringValue === item.traceId)
        .map(({ Body: text = '', MessageAttributes: attributes = {}, Attributes: system = {} }) => ({
          place: `${config.endpoint}/${ACCOUNT}/${reader.name}`,
          text,
          headers: {
            ...Object.fromEntries(Object.entries(attributes).map(([name, { StringValue = '' }]) => [name, StringValue])),
            ...(fifo && {
              MessageGroupId: system.MessageGroupId ?? '',
              MessageDeduplicationId: system.MessageDeduplicationId ?? '',
            }),
          },
        })),
    // Its attributes alone are more than the queue takes.
    poison: (item) => ({ ...item, user: { ...item.user, userId: 'x'.repeat(300_000) } }),
    stall: async () => {
      await proxy.delay(WELL_OVER_A_SESSION_MS);
      return () => proxy.heal();
    },
    dispose: async () => {
      reader.close();
      await proxy.remove();
      await front.stop();
    },
  };
}

const [appends = '', throttles = ''] = sqsGuide.cannot;

for (const [layout, fifo] of [
  ['terra', false],
  ['inline', false],
  ['inline', true],
] as const)
  destinationContract({
    name: `sqs, layout ${layout}${fifo ? ', FIFO' : ''}`,
    kind: defineKind({ spec: sqs.spec, capabilities: sqs.capabilities, load: () => Promise.resolve(sqs) }),
    readme: new URL('../../docs/destinations/sqs.md', import.meta.url),
    make: () => make(layout, fifo),
    skip: { upsert: appends, delete: appends, tombstone: appends, throttled: throttles },
  });
