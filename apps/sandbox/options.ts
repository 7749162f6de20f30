/** What a sandbox can be started with. */
import { z } from 'zod';
import { CONTRACT_LIMITS } from './http/limits.js';

const count = z.number().int().min(0);

const optionsSchema = z.strictObject({
  host: z.string().default('127.0.0.1'),
  /** 0 = any free port. */
  port: count.max(65_535).default(8090),
  /** SQLite file; without it everything is forgotten at the end. */
  data: z.string().min(1).optional(),
  seed: count.default(1),
  riders: count.min(1).max(100_000).default(5),
  /** Days of past rides. */
  days: count.max(3650).default(90),
  /** Of the past rides. */
  shape: z.enum(['mixed', 'standard']).default('mixed'),
  /** Folder of FIT files that are served instead of simulated rides. */
  rides: z.string().min(1).optional(),
  clientId: z.string().min(1).default('sandbox-client'),
  clientSecret: z.string().min(1).default('sandbox-secret'),
  /** Manager account of the live API; the riders' accounts `athlete-1`, … have the same password. */
  liveUsername: z.string().min(1).default('manager'),
  livePassword: z.string().min(1).default('sandbox-password'),
  liveTokenSeconds: count.min(1).default(36_000),
  /** Allowed exactly; empty = any http(s) address on this machine. */
  redirectUris: z.array(z.url()).default([]),
  accessTokenSeconds: count.min(1).default(7200),
  /** How long a repeated refresh gets the same answer again. */
  refreshGraceSeconds: count.default(60),
  fileLinkSeconds: count.min(1).default(300),
  cursorSeconds: count.min(1).default(3600),
  /** 0.01 turns the first wait of 60 s into 0.6 s. */
  retryScale: z.number().positive().default(1),
  /** Events in one webhook call; more than 1 sends arrays. */
  webhookBatch: count.min(1).max(100).default(1),
  limits: z
    .strictObject({ appPerQuarterHour: count.min(1), appPerDay: count.min(1), userPerMinute: count.min(1) })
    .nullable()
    .default(CONTRACT_LIMITS),
  cacheMegabytes: count.min(1).default(64),
  /** For tests; default Date.now. */
  now: z.custom<() => number>((value) => typeof value === 'function').default(() => Date.now),
});

export type Options = z.output<typeof optionsSchema>;
export type SandboxOptions = z.input<typeof optionsSchema>;

/** @throws Error that names each wrong option. */
export function parseOptions(given: SandboxOptions): Options {
  const result = optionsSchema.safeParse(given);
  if (result.success) return result.data;
  throw new Error(
    result.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; '),
  );
}
