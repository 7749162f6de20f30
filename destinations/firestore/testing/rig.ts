/** A collection of the test's own on the shared stand-in, read back with the vendor's usual client. */
import { gunzipSync } from 'node:zlib';
import { Firestore } from '@google-cloud/firestore';
import type { DocumentData, DocumentReference } from '@google-cloud/firestore';
import { sharedFirestore, uniqueName } from '../../../test/support/servers/shared.js';
import { exactJson } from '../../kit/testing/exact-json.js';
import { wideOf } from './commit-request.js';

// Its own look-up of credentials of this machine is not asked for.
process.env['METADATA_SERVER_DETECTION'] = 'none';

export const COLLECTIONS = ['activity', 'athlete', 'sleep', 'daily', 'body', 'user_events'];

/** Arrays as they were before they were wrapped, and integers. */
function unwrapped(value: unknown, inArray = false): unknown {
  if (typeof value === 'string') return wideOf(value) ?? value;
  if (Array.isArray(value)) return value.map((entry) => unwrapped(entry, true));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (inArray && entries.length === 1 && only?.[0] === 'values' && Array.isArray(only[1])) return unwrapped(only[1]);
  return Object.fromEntries(entries.map(([name, member]) => [name, unwrapped(member)]));
}

/** `_freehub` left out. */
export const jsonOf = ({ _freehub, ...event }: DocumentData): string => exactJson(unwrapped(event));

/** As the page of this kind says: the parts in order of their ids, then gunzip. */
export async function wholeOf(reference: DocumentReference): Promise<string> {
  const parts = await reference.collection('parts').get();
  const bytes = parts.docs.sort((a, b) => (a.id < b.id ? -1 : 1)).map((part) => part.get('bytes') as Buffer);
  return gunzipSync(Buffer.concat(bytes)).toString();
}

export interface FirestoreRig {
  /** host:port of the stand-in itself. */
  readonly host: string;
  readonly projectId: string;
  readonly collection: string;
  readonly firestore: Firestore;
  documents(type?: string): Promise<DocumentReference[]>;
  /** All events that the collection holds, as JSON texts. */
  readBack(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

export async function startFirestoreRig(): Promise<FirestoreRig> {
  const { host, projectId } = await sharedFirestore();
  const firestore = new Firestore({ host, ssl: false, projectId, customHeaders: { Authorization: 'Bearer owner' } });
  const collection = uniqueName('terra');
  const root = firestore.collection(collection).doc('2022-03-16');
  const read = async (type: string) => (await root.collection(type).get()).docs;
  return {
    host,
    projectId,
    collection,
    firestore,
    documents: async (type = 'activity') => (await read(type)).map(({ ref }) => ref),
    readBack: async () => {
      const all = (await Promise.all(COLLECTIONS.map(read))).flat();
      return Promise.all(
        all.map((document) =>
          document.get('_freehub.parts') === undefined ? Promise.resolve(jsonOf(document.data())) : wholeOf(document.ref),
        ),
      );
    },
    dispose: () => firestore.terminate(),
  };
}
