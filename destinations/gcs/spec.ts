import { z } from 'zod';
import type { PluginSpec } from '../kit/destination.js';
import { endpointUrl } from '../kit/endpoint-url.js';
import { batchRule, LAYOUT_DEFAULTS, layoutFields } from '../kit/objects/fields.js';
import { accountFault, googleCredentialFields, readServiceAccount } from '../kit/google-service-account.js';

const STORAGE_CLASSES = ['STANDARD', 'NEARLINE', 'COLDLINE', 'ARCHIVE'] as const;

const fields = z.strictObject({
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'must be the name of a bucket: lower-case letters, digits, -, _ and .')
    .describe('Name of the bucket; it must exist.'),
  ...googleCredentialFields('storage.objects.create on the bucket, see Rights'),
  storage_class: z.enum(STORAGE_CLASSES).optional().describe("Storage class of each object. Default: the bucket's."),
  kms_key_name: z
    .string()
    .regex(
      /^projects\/[^/\s]+\/locations\/[^/\s]+\/keyRings\/[^/\s]+\/cryptoKeys\/[^/\s]+$/,
      'must be projects/…/locations/…/keyRings/…/cryptoKeys/…',
    )
    .optional()
    .describe("Cloud KMS key that encrypts each object. Default: the bucket's."),
  api_endpoint: endpointUrl
    .optional()
    .describe(
      'Address of an emulator or of a private endpoint. Default: Google. One of your own network must be in FREEHUB_EGRESS_ALLOW.',
    ),
  ...layoutFields,
});

const schema = fields.superRefine((config, context) => {
  const fault = (message: string): void => {
    context.addIssue({ code: 'custom', path: ['service_account_key'], message });
  };
  if (config.service_account_key === undefined) {
    if (config.credentials === 'key') fault('must be given when credentials is key');
    return;
  }
  const wrong = accountFault(readServiceAccount(config.service_account_key), config.api_endpoint);
  if (wrong !== null) fault(wrong);
});

export type GcsConfig = z.output<typeof schema>;

export const gcsSpec: PluginSpec<GcsConfig> = {
  id: 'gcs',
  title: 'Google Cloud Storage',
  summary: 'Keeps each record as a JSON object in a bucket of Google Cloud Storage',
  schema,
  secrets: ['service_account_key'],
  batches: batchRule,
  example: { bucket: 'acme-fitness', credentials: 'ambient', ...LAYOUT_DEFAULTS },
};
