import { z } from 'zod';
import { AWS_SECRETS, credentialFaults, credentialFields } from '../kit/aws/fields.js';
import type { DestinationCapabilities, PluginSpec } from '../kit/destination.js';
import { endpointUrl } from '../kit/egress/endpoint-url.js';
import { queueLayout } from '../kit/reference.js';
import { readQueue } from './queue.js';

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
  ...credentialFields('sqs:SendMessage on the queue'),
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
  for (const [field, message] of credentialFaults(config)) context.addIssue({ code: 'custom', path: [field], message });
  if (config.region === undefined && readQueue(config.queue)?.region === undefined)
    context.addIssue({ code: 'custom', path: ['region'], message: 'must be given, for the queue does not say it' });
});

export type SqsConfig = z.output<typeof schema>;

export const sqsSpec: PluginSpec<SqsConfig> = {
  id: 'sqs',
  title: 'AWS SQS',
  summary: 'Sends each event to an SQS queue of yours',
  schema,
  secrets: AWS_SECRETS,
  places: ['queue', 'region', 'endpoint'],
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
  formats: ['fhir'],
};
