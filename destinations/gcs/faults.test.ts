import { sharedToxiproxy } from '../../test/support/servers/shared.js';
import { destinationFaults } from '../kit/faults.js';
import { defineKind } from '../kit/kind.js';
import { gcs } from './index.js';
import { FakeGoogle } from './testing/fake-google.js';

destinationFaults({
  name: 'gcs on fake-gcs-server',
  kind: defineKind({ spec: gcs.spec, capabilities: gcs.capabilities, load: () => Promise.resolve(gcs) }),
  make: async () => {
    const google = await FakeGoogle.start();
    const proxy = await (await sharedToxiproxy()).proxy(new URL(google.front.url).host);
    const url = `http://${proxy.host}:${proxy.port}`;
    return {
      proxy,
      config: { bucket: google.bucket.name, service_account_key: google.accountKey(url), api_endpoint: url },
      readBack: () => google.texts('2022-03-16/'),
      dispose: () => google.front.stop(),
    };
  },
});
