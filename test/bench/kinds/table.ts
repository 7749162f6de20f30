/** All that are measured. A new kind of destination is a line here. */
import { azureblob, gcs, s3 } from './buckets.js';
import { firestore } from './firestore.js';
import { mongodb } from './mongodb.js';
import { kafka, sqs } from './queues.js';
import { mariadb, postgres } from './sql.js';
import { supabase } from './supabase.js';
import type { MeasuredKind } from './target.js';
import { webhook } from './webhook.js';

export const MEASURED_KINDS: readonly MeasuredKind[] = [
  webhook,
  postgres,
  mariadb,
  supabase,
  mongodb,
  firestore,
  s3,
  gcs,
  azureblob,
  sqs,
  kafka,
];
