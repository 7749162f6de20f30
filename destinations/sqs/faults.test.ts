import { sharedToxiproxy } from '../../test/support/servers/shared.js';
import { destinationFaults } from '../kit/faults.js';
import { defineKind } from '../kit/kind.js';
import { sqs } from './index.js';
import { ACCOUNT, QueueReader } from './testing/queue-reader.js';

let reader: QueueReader;

destinationFaults({
  name: 'sqs on fauxqs',
  kind: defineKind({ spec: sqs.spec, capabilities: sqs.capabilities, load: () => Promise.resolve(sqs) }),
  make: async () => {
    reader = await QueueReader.make();
    const proxy = await (await sharedToxiproxy()).proxy(new URL(reader.endpoint).host);
    return {
      proxy,
      config: {
        queue: `${ACCOUNT}/${reader.name}`,
        region: reader.region,
        endpoint: `http://${proxy.host}:${proxy.port}`,
        access_key_id: 'tests',
        secret_access_key: 'tests',
        layout: 'inline',
      },
      readBack: () => reader.bodies(),
      dispose: () => {
        reader.close();
        return Promise.resolve();
      },
    };
  },
  traceIds: async () => (await reader.messages()).map(({ MessageAttributes: told }) => told?.['event-id']?.StringValue ?? ''),
});
