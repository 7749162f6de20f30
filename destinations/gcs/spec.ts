import { z } from 'zod';
import type { PluginSpec } from '../kit/destination.js';
import { batchRule, endpointUrl, LAYOUT_DEFAULTS, layoutFields } from '../kit/objects/fields.js';
import { GOOGLE_TOKEN_URL, isTrustedTokenUri, readServiceAccount } from '../kit/google-service-account.js';

const STORAGE_CLASSES = ['STANDARD', 'NEARLINE', 'COLDLINE', 'ARCHIVE'] as const;

const fields = z.strictObject({
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'must be the name of a bucket: lower-case letters, digits, -, _ and .')
    .describe('Name of the bucket; it must exist.'),
  credentials: z
    .enum(['key', 'ambient'])
    .default('key')
    .describe('key: service_account_key. ambient: the credentials of the server itself, where its operator lends them.'),
  service_account_key: z
    .union([z.string().max(20_000), z.record(z.string(), z.string())], { error: 'must be the JSON key of a service account' })
    .transform((key) => (typeof key === 'string' ? key : JSON.stringify(key)))
    .optional()
    .describe('JSON key of a service account, as text or object. It needs storage.objects.create on the bucket, see Rights.'),
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
  const account = readServiceAccount(config.service_account_key);
  if (!account)
    fault('must be the JSON key of a service account: type service_account, with client_email, an RSA private_key and token_uri');
  else if (!isTrustedTokenUri(account.token_uri, config.api_endpoint)) fault(`must have the token_uri ${GOOGLE_TOKEN_URL}`);
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
