import type { DestinationIo } from '../kit/destination.js';
import { ObjectSession } from '../kit/objects/session.js';
import { checkS3 } from './check.js';
import { classifyS3 } from './classify.js';
import { s3Client } from './client.js';
import type { S3Config } from './spec.js';
import { S3Store } from './store.js';

/** The sockets are the guard's, so the client has nothing to close. @throws Problem config, see `s3Client`. */
export function s3Session(config: S3Config, io: DestinationIo): ObjectSession {
  const store = new S3Store(s3Client(config, io), config);
  return new ObjectSession({
    store,
    config,
    place: `s3://${config.bucket}`,
    concurrency: io.concurrency,
    classify: classifyS3,
    check: (signal, watch) => checkS3(store, config, signal, watch),
  });
}
