import { z } from 'zod';
import type { PluginSpec } from '../kit/destination.js';
import { endpointUrl } from '../kit/egress/endpoint-url.js';
import { batchRule, LAYOUT_DEFAULTS, layoutFields } from '../kit/objects/fields.js';
import { accountFault, googleCredentialFields, readServiceAccount } from '../kit/google-service-account.js';

const STORAGE_CLASSES = ['STANDARD', 'NEARLINE', 'COLDLINE', 'ARCHIVE'] as const;

/** Every host of Google's, `storage.googleapis.com` and private endpoints (`….p.googleapis.com`) alike. */
const isGoogle = (url: string): boolean => /(^|\.)(googleapis|google)\.com\.?$/i.test(new URL(url).hostname);

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
  emulator: z
    .boolean()
    .default(false)
    .describe(
      'true: api_endpoint is an emulator, which is asked without a key or token. It must be in FREEHUB_EGRESS_ALLOW. Never for Google itself.',
    ),
  ...layoutFields,
});

const schema = fields.superRefine((config, context) => {
  const fault = (field: keyof typeof config, message: string): void => {
    context.addIssue({ code: 'custom', path: [field], message });
  };
  const { api_endpoint: endpoint, service_account_key: key } = config;
  if (config.emulator) {
    if (endpoint === undefined) fault('api_endpoint', 'must be given for an emulator');
    else if (isGoogle(endpoint)) fault('emulator', 'must be false for Google: give service_account_key');
    if (key !== undefined) fault('service_account_key', 'must be left out for an emulator: none is shown to it');
    if (config.credentials === 'ambient') fault('credentials', 'must not be ambient for an emulator: leave it out');
    return;
  }
  if (key === undefined) {
    if (config.credentials === 'key') fault('service_account_key', 'must be given when credentials is key');
    return;
  }
  const wrong = accountFault(readServiceAccount(key), endpoint);
  if (wrong !== null) fault('service_account_key', wrong);
});

export type GcsConfig = z.output<typeof schema>;

export const gcsSpec: PluginSpec<GcsConfig> = {
  id: 'gcs',
  title: 'Google Cloud Storage',
  summary: 'Keeps each record as a JSON object in a bucket of Google Cloud Storage',
  schema,
  secrets: ['service_account_key'],
  places: ['bucket', 'api_endpoint', 'prefix', 'layout'],
  batches: batchRule,
  example: {
    bucket: 'acme-fitness',
    credentials: 'key',
    service_account_key: 'the whole JSON file of the key',
    emulator: false,
    ...LAYOUT_DEFAULTS,
  },
  placeholders: ['service_account_key'],
};
