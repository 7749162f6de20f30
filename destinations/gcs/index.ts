import type { Destination } from '../kit/destination.js';
import { objectCapabilities } from '../kit/objects/fields.js';
import { previewObjects } from '../kit/objects/preview.js';
import { classifyGcs } from './classify.js';
import { gcsSession } from './session.js';
import { gcsSpec } from './spec.js';
import type { GcsConfig } from './spec.js';

/** Terra's destination on Google Cloud Storage. */
export const gcs: Destination<GcsConfig> = {
  spec: gcsSpec,
  capabilities: objectCapabilities,
  classify: classifyGcs,
  open: gcsSession,
  preview: previewObjects,
};
