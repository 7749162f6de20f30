import { sharedToxiproxy } from '../../test/support/servers/shared.js';
import { destinationFaults } from '../kit/faults.js';
import { defineKind } from '../kit/kind.js';
import { azureblob } from './index.js';
import { TestContainer } from './testing/container.js';

destinationFaults({
  name: 'azureblob on azurite',
  kind: defineKind({ spec: azureblob.spec, capabilities: azureblob.capabilities, load: () => Promise.resolve(azureblob) }),
  make: async () => {
    const container = await TestContainer.make();
    const proxy = await (await sharedToxiproxy()).proxy(new URL(container.server.accountUrl).host);
    return {
      proxy,
      config: container.config(container.sas('rcwd'), `http://${proxy.host}:${proxy.port}`),
      readBack: () => container.texts('2022-03-16/'),
      dispose: () => container.remove(),
    };
  },
});
