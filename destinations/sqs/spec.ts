import { z } from 'zod';
import type { DestinationCapabilities, PluginSpec } from '../kit/destination.js';
import { endpointUrl } from '../kit/objects/fields.js';
import { queueLayout } from '../kit/reference.js';
import { readQueue } from './queue.js';

const headerSafe = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

const fields = z.strictObject({
  queue: z
    .string()
    .max(500)
    .refine((text) => readQueue(text) !== undefined, 'must be the URL or ARN of a queue, or account/name')
    .describe('The queue: its URL, its ARN, or account/name (then with region). A name that ends in .fifo is a FIFO queue.'),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be the name of a region, such as eu-west-1')
    .optional()
    .describe('Region of the queue, such as eu-west-1; default: the one that the URL or ARN says.'),
  credentials: z
    .enum(['keys', 'role', 'ambient'])
    .default('keys')
    .describe(
      'keys: access_key_id and secret_access_key. role: assume role_arn, with those keys or else with the credentials of the server. ambient: the credentials of the server itself. The last two need credentials of the server only where its operator lends them.',
    ),
  access_key_id: headerSafe(128).optional().describe('Access key; it needs sqs:SendMessage and sqs:GetQueueUrl on the queue.'),
  secret_access_key: headerSafe(256).optional().describe('Secret of the access key.'),
  session_token: headerSafe(8192).optional().describe('Only for temporary keys, which end after hours: for tests.'),
  role_arn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
      'must be the ARN of a role: arn:aws:iam::123456789012:role/name',
    )
    .optional()
    .describe('Role that is assumed to send.'),
  external_id: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 letters, digits and +=,.@:/-')
    .optional()
    .describe("The role's sts:ExternalId, so that nobody else can have Freehub use the role. Choose a random one."),
  endpoint: endpointUrl
    .optional()
    .describe(
      'Address of the service, where it is not the one of the queue URL or of the region at AWS. One of your own network must be in FREEHUB_EGRESS_ALLOW.',
    ),
  max_message_bytes: z
    .int()
    .min(10_000)
    .max(1 << 20)
    .default(262_144)
    .describe(
      "Most bytes of a message with its attributes, and of a batch; not more than the queue's MaximumMessageSize. A larger event is sent as a link.",
    ),
  ...queueLayout,
});

const schema = fields.superRefine((config, context) => {
  const fault = (field: keyof typeof config, message: string): void => {
    context.addIssue({ code: 'custom', path: [field], message });
  };
  const { credentials, access_key_id, secret_access_key } = config;
  if (credentials === 'keys') {
    if (access_key_id === undefined) fault('access_key_id', 'must be given for credentials keys');
    if (secret_access_key === undefined) fault('secret_access_key', 'must be given for credentials keys');
  } else if ((access_key_id === undefined) !== (secret_access_key === undefined))
    fault('access_key_id', 'must be given with secret_access_key, and that with it');
  if ((credentials === 'role') !== (config.role_arn !== undefined))
    fault('role_arn', 'must be given for credentials role, and only then');
  if (config.external_id !== undefined && credentials !== 'role') fault('external_id', 'must be given only for credentials role');
  if (config.region === undefined && readQueue(config.queue)?.region === undefined)
    fault('region', 'must be given, for the queue does not say it');
});

export type SqsConfig = z.output<typeof schema>;

export const sqsSpec: PluginSpec<SqsConfig> = {
  id: 'sqs',
  title: 'AWS SQS',
  summary: 'Sends each event to an SQS queue of yours',
  schema,
  secrets: ['secret_access_key', 'session_token'],
  example: {
    queue: 'https://sqs.eu-west-1.amazonaws.com/123456789012/fitness-events',
    region: 'eu-west-1',
    credentials: 'keys',
    access_key_id: 'AKIAIOSFODNN7EXAMPLE',
    secret_access_key: 'replace-me',
    max_message_bytes: 262_144,
    layout: 'terra',
    link_seconds: 604_800,
  },
};

export const sqsCapabilities: DestinationCapabilities = {
  write: 'append',
  deletes: false,
  maxItems: 500,
  maxBytes: 32 << 20,
  concurrency: 4,
};
