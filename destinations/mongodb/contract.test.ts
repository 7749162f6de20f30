import { randomBytes } from 'node:crypto';
import { destinationContract } from '../kit/contract.js';
import type { ContractRig } from '../kit/contract.js';
import { defineKind } from '../kit/kind.js';
import { exactJson } from '../kit/testing/exact-json.js';
import { closedPort } from '../kit/testing/closed-port.js';
import { mongodb } from './index.js';
import { startMongoRig } from './testing/rig.js';

async function make(): Promise<ContractRig> {
  const rig = await startMongoRig();
  const { config, proxy } = rig;
  return {
    config,
    // The stand-in has no logins: it refuses the command itself, where a real server would refuse the password.
    wrongSecret: { ...config, username: 'freehub', password: randomBytes(16).toString('hex') },
    unreachable: {
      ...config,
      host: `127.0.0.1:${await closedPort()}`,
      username: 'freehub',
      password: randomBytes(16).toString('hex'),
    },
    readBack: () => rig.readBack(),
    left: async ({ user: { userId } }) =>
      rig.database
        .collection('activity')
        .find({ '_freehub.user_id': userId })
        .map((document) => ({ place: `activity/${JSON.stringify(document._id)}`, text: exactJson(document) }))
        .toArray(),
    // A name with NUL: valid JSON, no valid BSON.
    poison: (item) => ({
      ...item,
      body: Buffer.from(Buffer.from(item.body).toString().replace('"extra":null', '"extra":{"a\\u0000b":1}')),
    }),
    stall: async () => {
      await proxy.delay(60_000);
      return () => proxy.heal();
    },
    dispose: async () => {
      await proxy.remove();
      await rig.dispose();
    },
  };
}

destinationContract({
  name: 'mongodb on mongo-java-server',
  kind: defineKind({ spec: mongodb.spec, capabilities: mongodb.capabilities, load: () => Promise.resolve(mongodb) }),
  readme: new URL('../../docs/destinations/mongodb.md', import.meta.url),
  make,
  skip: { throttled: 'MongoDB has no way to ask for a delay; a server that is busy is tried again on the usual schedule' },
});
