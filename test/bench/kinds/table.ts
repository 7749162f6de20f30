/** All that are measured. A new kind of destination is a line here. */
import { azureblob, gcs, s3 } from './buckets.js';
import { mongodb } from './mongodb.js';
import { kafka, sqs } from './queues.js';
import { mariadb, postgres } from './sql.js';
import type { MeasuredKind } from './target.js';
import { webhook } from './webhook.js';

export const MEASURED_KINDS: readonly MeasuredKind[] = [webhook, postgres, mariadb, mongodb, s3, gcs, azureblob, sqs, kafka];
