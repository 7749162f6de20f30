import { z } from 'zod';
import type { DestinationCapabilities, PluginSpec } from '../kit/destination.js';

/** Set by us or by HTTP itself. */
const RESERVED_HEADER =
  /^(host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-.*|proxy-.*|terra-.*|x-terra-.*)$/i;

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'is no header name')
  .refine((name) => !RESERVED_HEADER.test(name), 'is a header that Freehub or HTTP sets itself');
const headerValue = z
  .string()
  .max(4096)
  .regex(/^[\t\x20-\x7e]*$/, 'must be printable ASCII');
const signingSecret = z.string().min(16).max(200);

const schema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be a whole http(s) address, such as https://example.com/hooks/terra' })
    .max(2048)
    .refine(
      (url) => URL.canParse(url) && new URL(url).username === '' && new URL(url).password === '',
      'must not hold a user name or password: send an authorization header',
    )
    .describe('Where each event is posted. Plain http only to hosts in FREEHUB_EGRESS_ALLOW.'),
  signing_secret: signingSecret.describe('Key of the terra-signature header, 16 to 200 characters.'),
  previous_signing_secret: signingSecret
    .optional()
    .describe('The key before, while it is being replaced: events carry a signature of each.'),
  headers: z
    .record(headerName, headerValue)
    .optional()
    .describe('More headers for each post, such as authorization. Kept secret.'),
  delivery: z
    .enum(['push', 'ping'])
    .default('push')
    .describe(
      'push: the event itself. ping: an s3_payload event with a link under which the event can be fetched for five minutes (a healthcheck comes itself).',
    ),
  inline_bytes: z
    .int()
    .min(1_000)
    .max(32 << 20)
    .default(20_000_000)
    .describe('Larger events are sent as a link, as with ping (bytes).'),
  timeout_ms: z
    .int()
    .min(500)
    .max(30_000)
    .default(8000)
    .describe('How long the receiver may take for one event, connecting included (milliseconds).'),
});

export type WebhookConfig = z.output<typeof schema>;

export const webhookSpec: PluginSpec<WebhookConfig> = {
  id: 'webhook',
  title: 'Webhook',
  summary: 'Posts each event, signed, to an address of yours',
  schema,
  secrets: ['signing_secret', 'previous_signing_secret', 'headers'],
  places: ['url'],
  example: {
    url: 'https://example.com/hooks/terra',
    signing_secret: 'replace-with-32-random-characters',
    delivery: 'push',
    inline_bytes: 20_000_000,
    timeout_ms: 8000,
  },
};

export const webhookCapabilities: DestinationCapabilities = {
  write: 'append',
  deletes: false,
  // Four rounds at full concurrency: with a receiver that hangs, 4 × 8 s stay below the Deliverer's deadline.
  maxItems: 128,
  maxBytes: 32 << 20,
  concurrency: 32,
  formats: ['fit', 'fhir'],
};
