import { destinationFaults } from '../kit/faults.js';
import { defineKind } from '../kit/kind.js';
import { mongodb } from './index.js';
import { startMongoRig } from './testing/rig.js';

destinationFaults({
  name: 'mongodb on mongo-java-server',
  kind: defineKind({ spec: mongodb.spec, capabilities: mongodb.capabilities, load: () => Promise.resolve(mongodb) }),
  make: startMongoRig,
});
