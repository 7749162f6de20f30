import { Firestore } from '@google-cloud/firestore';
import pLimit from 'p-limit';
import { firestoreCapabilities } from '../../../destinations/firestore/spec.js';
import { sharedFirestore, uniqueName } from '../../support/servers/shared.js';
import type { MeasuredKind } from './target.js';
import { chunksOf, textOf } from './target.js';

const { concurrency, maxItems } = firestoreCapabilities;

// Google's client looks for credentials of this machine else.
process.env['METADATA_SERVER_DETECTION'] = 'none';

export const firestore: MeasuredKind = {
  title: 'firestore',
  kind: 'firestore',
  floor: '@google-cloud/firestore, 4 batches of 100 sets at once, JSON.parse',
  // The test server keeps all in its memory, and cannot delete a collection.
  mostItems: 400,
  async open() {
    const { host, projectId } = await sharedFirestore();
    const client = new Firestore({ host, ssl: false, projectId, customHeaders: { Authorization: 'Bearer owner' } });
    const bare = client.collection(uniqueName('bare'));
    const limit = pLimit(concurrency);
    return {
      config: { collection: uniqueName('terra'), project_id: projectId, emulator_host: host },
      bare: (items) =>
        limit.map(chunksOf(items, maxItems), (chunk) => {
          const batch = client.batch();
          for (const item of chunk) batch.set(bare.doc(item.key), JSON.parse(textOf(item)) as Record<string, unknown>);
          return batch.commit();
        }),
      close: () => client.terminate(),
    };
  },
};
