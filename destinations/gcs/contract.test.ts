import { jest } from '@jest/globals';
import { destinationContract } from '../kit/contract.js';
import type { ContractRig } from '../kit/contract.js';
import { defineKind } from '../kit/kind.js';
import { bucketCannot } from '../kit/objects/guide.js';
import { closedUrl } from '../kit/objects/testing/front.js';
import { gcs } from './index.js';
import { FakeGoogle } from './testing/fake-google.js';

// Reading a thousand objects back takes its time.
jest.setTimeout(60_000);

async function make(): Promise<ContractRig> {
  const google = await FakeGoogle.start();
  const config = { bucket: google.bucket.name, service_account_key: google.accountKey(), api_endpoint: google.front.url };
  const nobody = await closedUrl();
  return {
    config,
    wrongSecret: { ...config, service_account_key: google.strangerKey() },
    unreachable: { ...config, service_account_key: google.accountKey(nobody), api_endpoint: nobody },
    readBack: () => google.texts('2022-03-16/'),
    left: async (item) => {
      const names = (await google.names('2022-03-16/')).filter((name) => name.includes(item.user.userId));
      return Promise.all(
        names.map(async (place) => {
          const { bytes, metadata } = await google.read(place);
          return { place, text: Buffer.from(bytes).toString(), headers: metadata };
        }),
      );
    },
    poison: (item) => ({ ...item, user: { ...item.user, userId: 'u'.repeat(1024) } }),
    stall: () => google.front.stall(),
    throttle: () => {
      google.answer = () => ({ status: 429, headers: { 'retry-after': '7' }, body: '{}' });
      return Promise.resolve({
        retryAfterMs: 7000,
        release: () => {
          google.answer = () => undefined;
          return Promise.resolve();
        },
      });
    },
    dispose: () => google.front.stop(),
  };
}

destinationContract({
  name: 'gcs on fake-gcs-server',
  kind: defineKind({ spec: gcs.spec, capabilities: gcs.capabilities, load: () => Promise.resolve(gcs) }),
  readme: new URL('../../docs/destinations/gcs.md', import.meta.url),
  make,
  skip: { tombstone: bucketCannot.tombstone },
});
