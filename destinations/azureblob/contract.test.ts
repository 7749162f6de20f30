import { jest } from '@jest/globals';
import { destinationContract } from '../kit/contract.js';
import type { ContractRig } from '../kit/contract.js';
import { defineKind } from '../kit/kind.js';
import { bucketCannot } from '../kit/objects/guide.js';
import { closedUrl, Front } from '../kit/objects/testing/front.js';
import { azureblob } from './index.js';
import { TestContainer } from './testing/container.js';

// Reading a thousand blobs back takes its time.
jest.setTimeout(60_000);

async function make(): Promise<ContractRig> {
  const container = await TestContainer.make();
  const front = await Front.before(container.server.accountUrl);
  const config = container.config(container.sas('rcwd'), front.url);
  const otherKey = Buffer.alloc(64, 7).toString('base64');
  return {
    config,
    wrongSecret: { ...config, sas_token: container.sas('rcwd', 3_600_000, otherKey) },
    unreachable: container.config(config.sas_token, await closedUrl()),
    readBack: () => container.texts('2022-03-16/'),
    left: async (item) => {
      const names = (await container.names('2022-03-16/')).filter((name) => name.includes(item.user.userId));
      return Promise.all(
        names.map(async (place) => {
          const { bytes, metadata } = await container.read(place);
          return {
            place,
            text: Buffer.from(bytes).toString(),
            headers: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.replaceAll('_', '-'), value])),
          };
        }),
      );
    },
    poison: (item) => ({ ...item, user: { ...item.user, userId: 'u'.repeat(1024) } }),
    stall: () => front.stall(),
    throttle: () => {
      front.intercept = () => ({ status: 503, headers: { 'retry-after': '7', 'x-ms-error-code': 'ServerBusy' } });
      return Promise.resolve({
        retryAfterMs: 7000,
        release: () => {
          front.intercept = () => undefined;
          return Promise.resolve();
        },
      });
    },
    dispose: async () => {
      await front.stop();
      await container.remove();
    },
  };
}

destinationContract({
  name: 'azureblob on azurite',
  kind: defineKind({ spec: azureblob.spec, capabilities: azureblob.capabilities, load: () => Promise.resolve(azureblob) }),
  readme: new URL('../../docs/destinations/azureblob.md', import.meta.url),
  make,
  skip: { tombstone: bucketCannot.tombstone },
});
