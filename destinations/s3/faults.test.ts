import { sharedToxiproxy } from '../../test/support/servers/shared.js';
import { destinationFaults } from '../kit/faults.js';
import { defineKind } from '../kit/kind.js';
import { s3 } from './index.js';
import { FULL_RIGHTS, TestBucket } from './testing/bucket.js';

destinationFaults({
  name: 's3 on versitygw',
  kind: defineKind({ spec: s3.spec, capabilities: s3.capabilities, load: () => Promise.resolve(s3) }),
  make: async () => {
    const bucket = await TestBucket.make();
    const proxy = await (await sharedToxiproxy()).proxy(new URL(bucket.server.endpoint).host);
    const [user] = await bucket.users(FULL_RIGHTS);
    return {
      proxy,
      config: bucket.config(user, `http://${proxy.host}:${proxy.port}`),
      readBack: () => bucket.texts('2022-03-16/'),
      dispose: () => Promise.resolve(),
    };
  },
});
