/** A destination of each kind, on a real or stand-in server of its vendor, and how it is read back. */
import { azureReader, gcsReader, s3Reader } from './buckets.js';
import { firestoreReader, mariadbReader, mongoReader, postgresReader, supabaseReader } from './databases.js';
import { kafkaReader, sqsReader } from './queues.js';

export { compareHeld } from './difference.js';
export type { DestinationReader, Held } from './events.js';
export { webhookReader } from './webhook.js';

/** All but the webhook, which the others are compared with. */
export const READERS = {
  'sql on PostgreSQL': postgresReader,
  'sql on MariaDB': mariadbReader,
  mongodb: mongoReader,
  firestore: firestoreReader,
  supabase: supabaseReader,
  s3: s3Reader,
  gcs: gcsReader,
  azureblob: azureReader,
  sqs: sqsReader,
  kafka: kafkaReader,
} as const;
