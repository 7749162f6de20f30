/** The guide of every kind, for the documentation. */
import { azureblobGuide } from './azureblob/guide.js';
import { firestoreGuide } from './firestore/guide.js';
import { gcsGuide } from './gcs/guide.js';
import { kafkaGuide } from './kafka/guide.js';
import type { KindGuide } from './kit/guide.js';
import { mongoGuide } from './mongodb/guide.js';
import { s3Guide } from './s3/guide.js';
import { sqlGuide } from './sql/guide.js';
import { sqsGuide } from './sqs/guide.js';
import { supabaseGuide } from './supabase/guide.js';
import { webhookGuide } from './webhook/guide.js';

export const guides: Readonly<Record<string, KindGuide>> = {
  azureblob: azureblobGuide,
  firestore: firestoreGuide,
  gcs: gcsGuide,
  kafka: kafkaGuide,
  mongodb: mongoGuide,
  s3: s3Guide,
  sql: sqlGuide,
  sqs: sqsGuide,
  supabase: supabaseGuide,
  webhook: webhookGuide,
};
