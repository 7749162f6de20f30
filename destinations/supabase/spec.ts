import { z } from 'zod';
import type { DestinationCapabilities, PluginSpec } from '../kit/destination.js';
import { endpointUrl } from '../kit/egress/endpoint-url.js';

const schema = z.strictObject({
  project_url: endpointUrl
    .transform((url) => url.replace(/\/+$/, ''))
    .describe(
      "The project's address, such as `https://abcd.supabase.co`. One of your own network must be in FREEHUB_EGRESS_ALLOW.",
    ),
  bucket: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be the name of a bucket: letters, digits, -, _ and .')
    .default('terra-payloads')
    .describe('Layout terra: the private bucket of Storage that holds the events; it must exist.'),
  api_key: z
    .string()
    .min(20)
    .max(4000)
    .regex(/^[\x21-\x7e]+$/, 'must be a key without spaces')
    .describe('A secret key (`sb_secret_…`) or the older service_role key; the anon or publishable key has no right to write.'),
  schema: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be a plain lower-case name')
    .default('public')
    .describe('Schema of the tables; one other than public must be among the exposed schemas of the Data API.'),
  layout: z
    .enum(['terra', 'rows'])
    .default('terra')
    .describe(
      "terra: Terra's tables, each event an object in the bucket. rows: one table `freehub_events` with the event as `jsonb`, no bucket: faster and simpler.",
    ),
});

export type SupabaseConfig = z.output<typeof schema>;

export const supabaseSpec: PluginSpec<SupabaseConfig> = {
  id: 'supabase',
  title: 'Supabase',
  summary: "Keeps each event in a Supabase project: rows in its database, Terra's layout with objects in its Storage",
  schema,
  secrets: ['api_key'],
  places: ['project_url', 'bucket', 'schema', 'layout'],
  example: {
    project_url: 'https://abcdefghijklmnop.supabase.co',
    bucket: 'terra-payloads',
    api_key: 'sb_secret_0123456789abcdef',
    schema: 'public',
    layout: 'terra',
  },
};

/** Supabase stops a statement after 8 s by default; Storage takes 50 MB a file. */
export const supabaseCapabilities: DestinationCapabilities = {
  write: 'upsert',
  deletes: true,
  maxItems: 500,
  maxBytes: 16 << 20,
  concurrency: 8,
};
