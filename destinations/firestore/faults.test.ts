import { sharedToxiproxy } from '../../test/support/servers/shared.js';
import { destinationFaults } from '../kit/faults.js';
import { defineKind } from '../kit/kind.js';
import { firestore } from './index.js';
import { startFirestoreRig } from './testing/rig.js';

destinationFaults({
  name: 'firestore on the stand-in',
  kind: defineKind({ spec: firestore.spec, capabilities: firestore.capabilities, load: () => Promise.resolve(firestore) }),
  make: async () => {
    const rig = await startFirestoreRig();
    const proxy = await (await sharedToxiproxy()).proxy(rig.host);
    return {
      proxy,
      config: { collection: rig.collection, project_id: rig.projectId, emulator_host: `${proxy.host}:${proxy.port}` },
      readBack: () => rig.readBack(),
      dispose: () => rig.dispose(),
    };
  },
});
