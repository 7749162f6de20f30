import { jest } from '@jest/globals';
import { destinationContract } from '../kit/contract.js';
import type { ContractRig } from '../kit/contract.js';
import { defineKind } from '../kit/kind.js';
import { closedUrl, Front } from '../kit/objects/testing/front.js';
import { bucketCannot } from '../kit/objects/guide.js';
import { s3 } from './index.js';
import { FULL_RIGHTS, TestBucket } from './testing/bucket.js';

const SLOW_DOWN =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

// Reading a thousand objects back takes its time.
jest.setTimeout(60_000);

async function make(): Promise<ContractRig> {
  const bucket = await TestBucket.make();
  const front = await Front.before(bucket.server.endpoint);
  // No more rights than the docs ask for.
  const [user] = await bucket.users(FULL_RIGHTS);
  const config = bucket.config(user, front.url);
  return {
    config,
    wrongSecret: { ...config, secret_access_key: 'not-the-secret-of-this-key' },
    unreachable: { ...config, endpoint: await closedUrl() },
    readBack: () => bucket.texts('2022-03-16/'),
    left: async (item) => {
      const names = (await bucket.names('2022-03-16/')).filter((name) => name.includes(item.user.userId));
      return Promise.all(
        names.map(async (place) => {
          const { bytes, metadata } = await bucket.read(place);
          return { place, text: Buffer.from(bytes).toString(), headers: metadata };
        }),
      );
    },
    poison: (item) => ({ ...item, user: { ...item.user, userId: 'u'.repeat(1024) } }),
    stall: () => front.stall(),
    throttle: () => {
      front.intercept = () => ({
        status: 503,
        headers: { 'retry-after': '7', 'content-type': 'application/xml' },
        body: SLOW_DOWN,
      });
      return Promise.resolve({
        retryAfterMs: 7000,
        release: () => {
          front.intercept = () => undefined;
          return Promise.resolve();
        },
      });
    },
    dispose: () => front.stop(),
  };
}

destinationContract({
  name: 's3 on versitygw',
  kind: defineKind({ spec: s3.spec, capabilities: s3.capabilities, load: () => Promise.resolve(s3) }),
  readme: new URL('../../docs/destinations/s3.md', import.meta.url),
  make,
  skip: { tombstone: bucketCannot.tombstone },
});
