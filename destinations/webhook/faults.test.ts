import { randomBytes } from 'node:crypto';
import { sharedToxiproxy } from '../../test/support/servers/shared.js';
import { destinationFaults } from '../kit/faults.js';
import { defineKind } from '../kit/kind.js';
import { webhook } from './index.js';
import { startReceiver } from './testing/receiver.js';

const traces: string[] = [];

destinationFaults({
  name: 'webhook',
  kind: defineKind({ spec: webhook.spec, capabilities: webhook.capabilities, load: () => Promise.resolve(webhook) }),
  traceIds: () => Promise.resolve(traces),
  async make() {
    const secret = randomBytes(16).toString('hex');
    const receiver = await startReceiver({ secret });
    const bodies: string[] = [];
    receiver.onBody = (body) => {
      bodies.push(body);
      traces.push(String(receiver.seen.headers['x-terra-trace-id']));
    };
    const toxiproxy = await sharedToxiproxy();
    const proxy = await toxiproxy.proxy(new URL(receiver.url).host);
    return {
      proxy,
      config: { url: `http://${proxy.host}:${String(proxy.port)}/hooks/terra`, signing_secret: secret, timeout_ms: 1500 },
      readBack: () => Promise.resolve(bodies),
      dispose: () => receiver.stop(),
    };
  },
});
