import type { Destination } from '../kit/destination.js';
import { objectCapabilities } from '../kit/objects/fields.js';
import { previewObjects } from '../kit/objects/preview.js';
import { classifyAzure } from './classify.js';
import { azureSession } from './session.js';
import { azureblobSpec } from './spec.js';
import type { AzureConfig } from './spec.js';

/** Terra's destination on Azure Blob Storage. */
export const azureblob: Destination<AzureConfig> = {
  spec: azureblobSpec,
  capabilities: objectCapabilities,
  classify: classifyAzure,
  open: azureSession,
  preview: previewObjects,
};
