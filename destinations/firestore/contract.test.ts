import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { destinationContract } from '../kit/contract.js';
import type { ContractRig } from '../kit/contract.js';
import { defineKind } from '../kit/kind.js';
import { firestore } from './index.js';
import { GrpcFront } from './testing/grpc-front.js';
import { retryAfter } from './testing/retry-info.js';
import { jsonOf, startFirestoreRig } from './testing/rig.js';

// Reading thousands of documents back takes its time.
jest.setTimeout(120_000);

const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;

async function make(): Promise<ContractRig> {
  const rig = await startFirestoreRig();
  const token = randomBytes(16).toString('hex');
  const front = await GrpcFront.start(rig.host, token);
  const nobody = await GrpcFront.start(rig.host, token);
  const closed = nobody.host;
  await nobody.stop();
  // What Firestore does with a document of too many index entries, which the stand-in does not count.
  front.answer = (method, body) =>
    method === 'Commit' && body.includes('too many entries') ? { status: INVALID_ARGUMENT } : undefined;
  const config = { collection: rig.collection, project_id: rig.projectId, emulator_host: front.host, emulator_token: token };
  return {
    config,
    wrongSecret: { ...config, emulator_token: randomBytes(16).toString('hex') },
    unreachable: { ...config, emulator_host: closed },
    readBack: () => rig.readBack(),
    left: async ({ user: { userId } }) => {
      const found = (await rig.documents()).filter(({ id }) => id.startsWith(userId));
      return Promise.all(
        found.map(async (reference) => {
          const { _freehub: mark, ...event } = (await reference.get()).data() ?? {};
          const text = `${jsonOf(event).slice(0, -1)},"_freehub":${JSON.stringify(mark)}}`;
          return { place: reference.path, text };
        }),
      );
    },
    poison: (item) => ({
      ...item,
      body: Buffer.from(Buffer.from(item.body).toString().replace('"extra":null', '"extra":"too many entries"')),
    }),
    stall: () => {
      const gate = Promise.withResolvers<undefined>();
      front.gate = gate.promise.then(() => undefined);
      return Promise.resolve(() => {
        gate.resolve(undefined);
        return Promise.resolve();
      });
    },
    throttle: () => {
      const usual = front.answer;
      front.answer = () => ({ status: RESOURCE_EXHAUSTED, details: retryAfter(7) });
      return Promise.resolve({
        retryAfterMs: 7000,
        release: () => {
          front.answer = usual;
          return Promise.resolve();
        },
      });
    },
    dispose: async () => {
      await front.stop();
      await rig.dispose();
    },
  };
}

destinationContract({
  name: 'firestore on the stand-in',
  kind: defineKind({ spec: firestore.spec, capabilities: firestore.capabilities, load: () => Promise.resolve(firestore) }),
  readme: new URL('../../docs/destinations/firestore.md', import.meta.url),
  make,
});
