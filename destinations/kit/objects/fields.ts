/** Fields and facts that all bucket kinds share. */
import { z } from 'zod';
import type { BatchRule, DestinationCapabilities } from '../destination.js';

export const layoutFields = {
  prefix: z
    .string()
    .max(256)
    .regex(
      /^(?!\/)(?!.*(^|\/)\.{1,2}(\/|$))[^\p{Cc}\\]*$/u,
      'must not begin with / nor hold . or .. as a folder, \\ or control characters',
    )
    .default('')
    .describe('Put before each object name as it is, such as `fitness/` (at most 256 characters). Default: none.'),
  layout: z
    .enum(['terra', 'hive'])
    .default('terra')
    .describe(
      "terra: Terra's, a JSON object for each record, newest revision only. hive: for analytics, batches of events as gzipped NDJSON in partitions by type and date, each revision a line.",
    ),
  originals: z
    .boolean()
    .default(true)
    .describe("Layout terra: the provider's own file (`.fit`) beside the JSON of an activity, where there is one."),
  batch_max_items: z.int().min(1).max(1000).default(1000).describe('Layout hive: most events in a batch (1 to 1000).'),
  batch_max_bytes: z
    .int()
    .min(1 << 20)
    .max(32 << 20)
    .default(16 << 20)
    .describe('Layout hive: most bytes of events in a batch, before compression (1 MiB to 32 MiB; default 16 MiB).'),
  batch_max_wait_s: z
    .int()
    .min(1)
    .max(3600)
    .default(60)
    .describe('Layout hive: how long an event waits for others (seconds, 1 to 3600).'),
};

const layoutObject = z.strictObject(layoutFields);
export type LayoutConfig = z.output<typeof layoutObject>;

/** For `example` of a spec. */
export const LAYOUT_DEFAULTS: LayoutConfig = layoutObject.parse({});

export const batchRule = (config: LayoutConfig): BatchRule | null =>
  config.layout === 'hive'
    ? { maxItems: config.batch_max_items, maxBytes: config.batch_max_bytes, maxWaitMs: config.batch_max_wait_s * 1000 }
    : null;

/** One write must hold the largest batch. */
export const objectCapabilities: DestinationCapabilities = {
  write: 'upsert',
  deletes: true,
  maxItems: 1000,
  maxBytes: 32 << 20,
  concurrency: 16,
  formats: ['fit', 'fhir'],
};
