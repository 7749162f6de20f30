import { z } from 'zod';
import { AWS_SECRETS, credentialFaults, credentialFields, headerSafe } from '../kit/aws/fields.js';
import type { PluginSpec } from '../kit/destination.js';
import { endpointUrl } from '../kit/egress/endpoint-url.js';
import { batchRule, LAYOUT_DEFAULTS, layoutFields } from '../kit/objects/fields.js';

const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'REDUCED_REDUNDANCY',
] as const;

const fields = z.strictObject({
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket: 3 to 63 lower-case letters, digits, - and .')
    .describe('Name of the bucket; it must exist.'),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be the name of a region, such as eu-west-1')
    .describe('Region of the bucket, such as `eu-west-1`. For a store without regions: `us-east-1`, or what its docs say.'),
  ...credentialFields('s3:PutObject on the prefix, see Rights'),
  endpoint: endpointUrl
    .optional()
    .describe('Address of another S3-compatible store. Default: AWS. One of your own network must be in FREEHUB_EGRESS_ALLOW.'),
  force_path_style: z
    .boolean()
    .default(false)
    .describe('The bucket in the path, not in the host name: most self-hosted stores need it.'),
  storage_class: z.enum(STORAGE_CLASSES).optional().describe("Storage class of each object. Default: the bucket's."),
  kms_key_id: headerSafe(2048)
    .optional()
    .describe(
      'KMS key that encrypts each object (SSE-KMS); the credentials need kms:GenerateDataKey on it. Default: as the bucket says.',
    ),
  expected_bucket_owner: z
    .string()
    .regex(/^\d{12}$/, 'must be the 12 digits of an AWS account')
    .optional()
    .describe('Account that must own the bucket; else every write is refused.'),
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .refine((tags) => Object.keys(tags).length <= 10, 'may have at most 10 tags')
    .optional()
    .describe('Tags of each object, at most 10; the credentials need s3:PutObjectTagging.'),
  ...layoutFields,
});

const schema = fields.superRefine((config, context) => {
  for (const [field, message] of credentialFaults(config)) context.addIssue({ code: 'custom', path: [field], message });
});

export type S3Config = z.output<typeof schema>;

export const s3Spec: PluginSpec<S3Config> = {
  id: 's3',
  title: 'Amazon S3',
  summary: 'Keeps each record as a JSON object in a bucket of S3 or of a store that speaks its protocol',
  schema,
  secrets: AWS_SECRETS,
  places: ['bucket', 'region', 'endpoint', 'prefix', 'layout'],
  batches: batchRule,
  example: {
    bucket: 'acme-fitness',
    region: 'eu-west-1',
    credentials: 'keys',
    access_key_id: 'AKIAIOSFODNN7EXAMPLE',
    secret_access_key: 'replace-me',
    force_path_style: false,
    ...LAYOUT_DEFAULTS,
  },
};
