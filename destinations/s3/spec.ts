import { z } from 'zod';
import type { PluginSpec } from '../kit/destination.js';
import { batchRule, endpointUrl, LAYOUT_DEFAULTS, layoutFields } from '../kit/objects/fields.js';

const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'REDUCED_REDUNDANCY',
] as const;

const headerSafe = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

const fields = z.strictObject({
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket: 3 to 63 lower-case letters, digits, - and .')
    .describe('Name of the bucket; it must exist.'),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be the name of a region, such as eu-west-1')
    .describe('Region of the bucket, such as `eu-west-1`. For a store without regions: `us-east-1`, or what its docs say.'),
  credentials: z
    .enum(['keys', 'role', 'ambient'])
    .default('keys')
    .describe(
      'keys: access_key_id and secret_access_key. role: assume role_arn, with those keys or else with the credentials of the server. ambient: the credentials of the server itself. The last two need credentials of the server only where its operator lends them.',
    ),
  access_key_id: headerSafe(128).optional().describe('Access key; it needs s3:PutObject on the prefix, see Rights.'),
  secret_access_key: headerSafe(256).optional().describe('Secret of the access key.'),
  session_token: headerSafe(8192).optional().describe('Only for temporary keys, which end after hours: for tests.'),
  role_arn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
      'must be the ARN of a role: arn:aws:iam::123456789012:role/name',
    )
    .optional()
    .describe('Role that is assumed to write.'),
  external_id: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 letters, digits and +=,.@:/-')
    .optional()
    .describe("The role's sts:ExternalId, so that nobody else can have Freehub use the role. Choose a random one."),
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
  const needed = (field: keyof typeof config, when: string): void => {
    if (config[field] === undefined) context.addIssue({ code: 'custom', path: [field], message: `must be given ${when}` });
  };
  const keyed = config.credentials === 'keys' || config.access_key_id !== undefined || config.secret_access_key !== undefined;
  if (keyed && config.credentials !== 'ambient') {
    needed('access_key_id', 'together with secret_access_key');
    needed('secret_access_key', 'together with access_key_id');
  }
  if (config.credentials === 'role') needed('role_arn', 'when credentials is role');
});

export type S3Config = z.output<typeof schema>;

export const s3Spec: PluginSpec<S3Config> = {
  id: 's3',
  title: 'Amazon S3',
  summary: 'Keeps each record as a JSON object in a bucket of S3 or of a store that speaks its protocol',
  schema,
  secrets: ['secret_access_key', 'session_token'],
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
