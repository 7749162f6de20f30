/** Every setting there is. `.env.example` and `docs/settings.md` are generated from this table (`npm run generate`). */
import { z } from 'zod';
import { hostAndPort, hostsAndRanges, keyRing, oneOf, port, urlOf, wholeNumber } from './parsers.js';
import { setting } from './setting.js';

const servers = {
  databaseUrl: setting(
    {
      variable: 'DATABASE_URL',
      group: 'Servers',
      default: null,
      unit: null,
      secret: 'url',
      defaultMeaning: 'PostgreSQL is started by `freehub up`',
      meaning: 'PostgreSQL 18 or newer, as postgres://user:password@host:port/database.',
    },
    urlOf('postgres:', 'postgresql:').optional(),
  ),
  databasePoolSize: setting(
    {
      variable: 'FREEHUB_DATABASE_POOL_SIZE',
      group: 'Servers',
      default: '16',
      unit: 'connections',
      meaning: 'Most database connections of one process.',
    },
    wholeNumber(2, 500),
  ),
  temporalAddress: setting(
    {
      variable: 'TEMPORAL_ADDRESS',
      group: 'Servers',
      default: null,
      unit: null,
      defaultMeaning: 'Temporal is started by `freehub up`',
      meaning: 'gRPC address of the Temporal frontend, as host:port.',
    },
    hostAndPort().optional(),
  ),
  temporalNamespace: setting(
    {
      variable: 'TEMPORAL_NAMESPACE',
      group: 'Servers',
      default: 'default',
      unit: null,
      meaning: 'Temporal namespace that holds the workflows.',
    },
    z.string().min(1),
  ),
};

const embedded = {
  dataDir: setting(
    {
      variable: 'FREEHUB_DATA_DIR',
      group: 'Embedded servers',
      default: '.freehub',
      unit: null,
      meaning: 'Folder of everything that `freehub up` keeps: databases, logs, secrets.',
    },
    z.string().min(1),
  ),
  postgresPort: setting(
    {
      variable: 'FREEHUB_POSTGRES_PORT',
      group: 'Embedded servers',
      default: '0',
      unit: null,
      meaning: 'Port of the embedded PostgreSQL; 0 picks a free one and keeps it.',
    },
    port(),
  ),
  temporalPort: setting(
    {
      variable: 'FREEHUB_TEMPORAL_PORT',
      group: 'Embedded servers',
      default: '7233',
      unit: null,
      meaning: 'gRPC port of the embedded Temporal; 0 picks a free one.',
    },
    port(),
  ),
  temporalUiPort: setting(
    {
      variable: 'FREEHUB_TEMPORAL_UI_PORT',
      group: 'Embedded servers',
      default: '8233',
      unit: null,
      meaning: 'Port of the embedded Temporal web UI; 0 picks a free one.',
    },
    port(),
  ),
  sandboxPort: setting(
    {
      variable: 'FREEHUB_SANDBOX_PORT',
      group: 'Embedded servers',
      default: '8090',
      unit: null,
      meaning: 'Port of the Insiders sandbox that `freehub up` starts; 0 picks a free one.',
    },
    port(),
  ),
};

const addresses = {
  apiHost: setting(
    {
      variable: 'FREEHUB_API_HOST',
      group: 'Addresses',
      default: '127.0.0.1',
      unit: null,
      meaning: 'Address that the api listens on.',
    },
    z.string().min(1),
  ),
  apiPort: setting(
    { variable: 'FREEHUB_API_PORT', group: 'Addresses', default: '8080', unit: null, meaning: 'Port that the api listens on.' },
    port(),
  ),
  publicUrl: setting(
    {
      variable: 'FREEHUB_PUBLIC_URL',
      group: 'Addresses',
      default: null,
      unit: null,
      defaultMeaning: 'http://127.0.0.1:<FREEHUB_API_PORT>',
      meaning: 'Where athletes and providers reach the api: base of OAuth redirects, webhook addresses and connect pages.',
    },
    urlOf('http:', 'https:').optional(),
  ),
  workerHost: setting(
    {
      variable: 'FREEHUB_WORKER_HOST',
      group: 'Addresses',
      default: '127.0.0.1',
      unit: null,
      meaning: 'Address of the worker’s health and metrics server.',
    },
    z.string().min(1),
  ),
  workerPort: setting(
    {
      variable: 'FREEHUB_WORKER_PORT',
      group: 'Addresses',
      default: '8081',
      unit: null,
      meaning: 'Port of the worker’s health and metrics server.',
    },
    port(),
  ),
};

const security = {
  secretKeys: setting(
    {
      variable: 'FREEHUB_SECRET_KEYS',
      group: 'Security',
      default: null,
      unit: null,
      secret: 'whole',
      defaultMeaning: 'made by `freehub up` and kept in the data folder',
      meaning: 'Key ring for secrets at rest, as id:base64-of-32-bytes,…; the first encrypts, all decrypt.',
    },
    keyRing().optional(),
  ),
  adminToken: setting(
    {
      variable: 'FREEHUB_ADMIN_TOKEN',
      group: 'Security',
      default: null,
      unit: null,
      secret: 'whole',
      defaultMeaning: 'made by `freehub up` and kept in the data folder',
      meaning: 'Bearer token of the admin API.',
    },
    z.string().min(16, 'must have at least 16 characters').optional(),
  ),
  egressAllow: setting(
    {
      variable: 'FREEHUB_EGRESS_ALLOW',
      group: 'Security',
      default: '',
      unit: null,
      meaning:
        'Comma list of hosts, addresses and CIDR ranges that destinations and providers may reach although they are private.',
    },
    hostsAndRanges(),
  ),
  maxBodyBytes: setting(
    {
      variable: 'FREEHUB_MAX_BODY_BYTES',
      group: 'Security',
      default: '1048576',
      unit: 'bytes',
      meaning: 'Largest request body that the api accepts.',
    },
    wholeNumber(1_024, 104_857_600),
  ),
};

const syncing = {
  pollIntervalSeconds: setting(
    {
      variable: 'FREEHUB_POLL_INTERVAL_SECONDS',
      group: 'Syncing',
      default: '300',
      unit: 'seconds',
      meaning: 'Pause between polls of a connection whose provider sends no webhooks.',
    },
    wholeNumber(1, 86_400),
  ),
  reconcileHours: setting(
    {
      variable: 'FREEHUB_RECONCILE_HOURS',
      group: 'Syncing',
      default: '12',
      unit: 'hours',
      meaning: 'Pause between reconciliations of a connection whose provider sends webhooks.',
    },
    wholeNumber(1, 168),
  ),
  nudgeDelayMs: setting(
    {
      variable: 'FREEHUB_NUDGE_DELAY_MS',
      group: 'Syncing',
      default: '1000',
      unit: 'milliseconds',
      meaning: 'Head start that a signalled workflow has before the relief lane takes the work.',
    },
    wholeNumber(0, 60_000),
  ),
  signalBudgetPerSecond: setting(
    {
      variable: 'FREEHUB_SIGNAL_BUDGET_PER_SECOND',
      group: 'Syncing',
      default: '5',
      unit: 'signals per second',
      meaning: 'Signals to Temporal that a process starts with; the budget adapts. 0 leaves all to the relief lane.',
    },
    wholeNumber(0, 1_000),
  ),
  syncConcurrency: setting(
    {
      variable: 'FREEHUB_SYNC_CONCURRENCY',
      group: 'Syncing',
      default: '8',
      unit: 'connections',
      meaning: 'Most connections that one worker syncs at once.',
    },
    wholeNumber(1, 1_000),
  ),
  backfillConcurrency: setting(
    {
      variable: 'FREEHUB_BACKFILL_CONCURRENCY',
      group: 'Syncing',
      default: '4',
      unit: 'windows',
      meaning: 'Most backfill windows that one worker pulls at once.',
    },
    wholeNumber(1, 1_000),
  ),
};

const delivering = {
  deliveryConcurrency: setting(
    {
      variable: 'FREEHUB_DELIVERY_CONCURRENCY',
      group: 'Delivering',
      default: '16',
      unit: 'destinations',
      meaning: 'Most destinations that one worker drains at once.',
    },
    wholeNumber(1, 1_000),
  ),
  webhookTimeoutMs: setting(
    {
      variable: 'FREEHUB_WEBHOOK_TIMEOUT_MS',
      group: 'Delivering',
      default: '8000',
      unit: 'milliseconds',
      meaning: 'Longest wait for a webhook’s answer.',
    },
    wholeNumber(100, 120_000),
  ),
  circuitFailures: setting(
    {
      variable: 'FREEHUB_CIRCUIT_FAILURES',
      group: 'Delivering',
      default: '20',
      unit: 'failures in a row',
      meaning: 'Failures after which a destination’s circuit opens.',
    },
    wholeNumber(1, 10_000),
  ),
  circuitCooldownSeconds: setting(
    {
      variable: 'FREEHUB_CIRCUIT_COOLDOWN_SECONDS',
      group: 'Delivering',
      default: '30',
      unit: 'seconds',
      meaning: 'Pause of an open circuit before one delivery probes it.',
    },
    wholeNumber(1, 86_400),
  ),
  disableAfterHours: setting(
    {
      variable: 'FREEHUB_DISABLE_AFTER_HOURS',
      group: 'Delivering',
      default: '120',
      unit: 'hours',
      meaning: 'A destination that failed for so long is disabled until a person enables it.',
    },
    wholeNumber(1, 8_760),
  ),
};

const keeping = {
  retentionDays: setting(
    {
      variable: 'FREEHUB_RETENTION_DAYS',
      group: 'Keeping',
      default: '14',
      unit: 'days',
      meaning: 'How long events, deliveries, attempts and the inbox are kept.',
    },
    wholeNumber(1, 3_650),
  ),
  rawRetentionDays: setting(
    {
      variable: 'FREEHUB_RAW_RETENTION_DAYS',
      group: 'Keeping',
      default: '0',
      unit: 'days',
      meaning: 'How long the provider’s raw answers are kept; 0 keeps them.',
    },
    wholeNumber(0, 36_500),
  ),
};

const processes = {
  workerRole: setting(
    {
      variable: 'FREEHUB_WORKER_ROLE',
      group: 'Process',
      default: 'all',
      unit: null,
      meaning: 'What this worker does: workflows, providers, delivery or all.',
    },
    oneOf('workflows', 'providers', 'delivery', 'all'),
  ),
  workerThreads: setting(
    {
      variable: 'FREEHUB_WORKER_THREADS',
      group: 'Process',
      default: '0',
      unit: 'threads',
      meaning: 'Threads for parsing and normalizing large records; 0 goes by the number of CPUs.',
    },
    wholeNumber(0, 256),
  ),
  logLevel: setting(
    {
      variable: 'FREEHUB_LOG_LEVEL',
      group: 'Process',
      default: 'info',
      unit: null,
      meaning: 'Lowest level that is logged: trace, debug, info, warn, error or silent.',
    },
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
  ),
};

export const SETTINGS = {
  ...servers,
  ...embedded,
  ...addresses,
  ...security,
  ...syncing,
  ...delivering,
  ...keeping,
  ...processes,
};
