import type { Destination } from '../kit/destination.js';
import { objectCapabilities } from '../kit/objects/fields.js';
import { previewObjects } from '../kit/objects/preview.js';
import { classifyS3 } from './classify.js';
import { s3Session } from './session.js';
import { s3Spec } from './spec.js';
import type { S3Config } from './spec.js';

/** Terra's S3 destination, on AWS and on any store that speaks its protocol. */
export const s3: Destination<S3Config> = {
  spec: s3Spec,
  capabilities: objectCapabilities,
  classify: classifyS3,
  open: s3Session,
  preview: previewObjects,
};
