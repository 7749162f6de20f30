import { z } from 'zod';
import type { DestinationCapabilities, PluginSpec } from '../kit/destination.js';

const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

const text = z.string().min(1);
/** Unquoted PostgreSQL identifiers only, so that every tool finds the tables. */
const schemaName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and _, at most 63, not starting with a digit');

const schema = z.strictObject({
  scheme: z.enum(['postgres', 'postgresql']).describe('Kind of server; both words mean PostgreSQL (12 or later).'),
  host: text
    .max(253)
    .regex(/^[^\s/@?#]+$/, 'must be a host name or IP address only')
    .describe('Host name or address. One of your own network must be in FREEHUB_EGRESS_ALLOW.'),
  port: z.int().min(1).max(65_535).default(5432).describe('TCP port.'),
  database: text.max(63).describe('Database; it must exist.'),
  username: text
    .max(63)
    .describe(
      'Role to log in as; it needs CONNECT on the database, and USAGE and CREATE on the schema (or CREATE on the database).',
    ),
  password: text.max(1000).describe('Password of the role.'),
  schema: schemaName.default('terra').describe('Schema that holds the tables; made when missing.'),
  tls: z
    .enum(TLS_MODES)
    .default('require')
    .describe(
      'disable: none. require: encrypted, certificate not checked. verify-ca: certificate checked. verify-full: certificate and host name checked.',
    ),
  ca: z
    .string()
    .max(100_000)
    .includes('-----BEGIN CERTIFICATE-----', 'must be a certificate in PEM form')
    .optional()
    .describe('Certificate authority (PEM) for verify-ca and verify-full; default: the well-known ones.'),
  statement_timeout_ms: z.int().min(1000).max(80_000).default(30_000).describe('How long one statement may take (milliseconds).'),
});

export type SqlConfig = z.output<typeof schema>;

export const sqlSpec: PluginSpec<SqlConfig> = {
  id: 'sql',
  title: 'SQL database',
  summary: 'Keeps each record as a row of your PostgreSQL database, newest revision only',
  schema,
  secrets: ['password'],
  example: {
    scheme: 'postgres',
    host: 'db.example.com',
    port: 5432,
    database: 'fitness',
    username: 'freehub',
    password: 'replace-me',
    schema: 'terra',
    tls: 'verify-full',
    statement_timeout_ms: 30_000,
  },
};

export const sqlCapabilities: DestinationCapabilities = {
  write: 'upsert',
  deletes: true,
  maxItems: 500,
  maxBytes: 16 << 20,
  concurrency: 4,
};
