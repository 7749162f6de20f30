import type { Destination } from '../kit/destination.js';
import { classifyFirestore } from './classify.js';
import { previewFirestore } from './preview.js';
import { FirestoreSession } from './session.js';
import { firestoreCapabilities, firestoreSpec } from './spec.js';
import type { FirestoreConfig } from './spec.js';

/** Terra's Firestore destination. */
export const firestore: Destination<FirestoreConfig> = {
  spec: firestoreSpec,
  capabilities: firestoreCapabilities,
  classify: classifyFirestore,
  open: (config, io) => new FirestoreSession(config, io),
  preview: previewFirestore,
};
