import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { destinationContract } from '../kit/contract.js';
import type { ContractRig } from '../kit/contract.js';
import { defineKind } from '../kit/kind.js';
import { webhook } from './index.js';
import { startReceiver } from './testing/receiver.js';

async function make(): Promise<ContractRig> {
  const secret = randomBytes(16).toString('hex');
  const receiver = await startReceiver({ secret });
  const bodies: string[] = [];
  receiver.onBody = (body) => bodies.push(body);
  const config = {
    url: `${receiver.url}/hooks/terra`,
    signing_secret: secret,
    headers: { authorization: `Bearer ${randomBytes(12).toString('hex')}` },
  };
  const closed = await startReceiver({ secret });
  await closed.stop();
  return {
    config,
    wrongSecret: { ...config, signing_secret: randomBytes(16).toString('hex') },
    unreachable: { ...config, url: `${closed.url}/hooks/terra` },
    readBack: () => Promise.resolve(bodies),
    left: (item) => {
      const { headers } = receiver.seen;
      expect(headers['x-terra-trace-id']).toBe(item.traceId);
      const told = Object.fromEntries(
        ['content-type', 'terra-reference', 'x-terra-trace-id', 'x-terra-ordering-timestamp'].map((name) => [
          name,
          String(headers[name]),
        ]),
      );
      return Promise.resolve([{ place: `POST ${config.url}`, text: bodies.at(-1) ?? '', headers: told }]);
    },
    poison: (item) => ({
      ...item,
      body: Buffer.from(Buffer.from(item.body).toString().replace('"extra":null', '"extra":"too much"')),
    }),
    stall: () => Promise.resolve(receiver.stall()),
    throttle: () => {
      receiver.answer = { status: 429, headers: { 'retry-after': '7' } };
      return Promise.resolve({
        retryAfterMs: 7000,
        release: () => {
          receiver.answer = undefined;
          return Promise.resolve();
        },
      });
    },
    dispose: () => receiver.stop(),
  };
}

const appends = 'a webhook appends: receivers drop repeats by trace id and order by timestamp';

destinationContract({
  name: 'webhook',
  kind: defineKind({ spec: webhook.spec, capabilities: webhook.capabilities, load: () => Promise.resolve(webhook) }),
  readme: new URL('../../docs/destinations/webhook.md', import.meta.url),
  make,
  skip: { upsert: appends, delete: appends },
});
