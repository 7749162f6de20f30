import type { Destination } from '../kit/destination.js';
import { classifySqs } from './classify.js';
import { previewSqs } from './preview.js';
import { SqsSession } from './session.js';
import { sqsCapabilities, sqsSpec } from './spec.js';
import type { SqsConfig } from './spec.js';

/** Terra's SQS destination. */
export const sqs: Destination<SqsConfig> = {
  spec: sqsSpec,
  capabilities: sqsCapabilities,
  classify: classifySqs,
  open: (config, io) => new SqsSession(config, io),
  preview: previewSqs,
};
