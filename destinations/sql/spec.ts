import { z } from 'zod';
import type { DestinationCapabilities, PluginSpec } from '../kit/destination.js';
import { certificatePem, clientCertificateFault, privateKeyPem } from '../kit/pem.js';

const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

const text = z.string().min(1);
/** Unquoted PostgreSQL identifiers only, so that every tool finds the tables. */
const schemaName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and _, at most 63, not starting with a digit');

const schema = z
  .strictObject({
    scheme: z
      .enum(['postgres', 'postgresql', 'mysql'])
      .describe(
        'Kind of server. postgres and postgresql: PostgreSQL (12 or later). mysql: MySQL (5.7 or later) or MariaDB (10.3 or later).',
      ),
    host: text
      .max(253)
      .regex(/^[^\s/@?#]+$/, 'must be a host name or IP address only')
      .describe('Host name or address. One of your own network must be in FREEHUB_EGRESS_ALLOW.'),
    port: z.int().min(1).max(65_535).optional().describe('TCP port; default 5432, for mysql 3306.'),
    database: text
      .max(63)
      .describe('Database; it must exist. On MySQL and MariaDB it holds the tables: give them one of their own.'),
    username: text
      .max(63)
      .describe(
        'Role to log in as. PostgreSQL: it needs CONNECT on the database, and USAGE and CREATE on the schema (or CREATE on the database). MySQL, MariaDB: CREATE, SELECT, INSERT, UPDATE, DELETE and INDEX on the database.',
      ),
    password: text.max(1000).describe('Password of the role.'),
    schema: schemaName.default('terra').describe('PostgreSQL only: schema that holds the tables; made when missing.'),
    layout: z
      .enum(['terra', 'typed'])
      .default('terra')
      .describe(
        "terra: Terra's tables with the whole event in each row. typed: the same, and a table `activity` with columns such as start_time, distance_meters and avg_watts.",
      ),
    tls: z
      .enum(TLS_MODES)
      .default('require')
      .describe(
        'disable: none. require: encrypted, certificate not checked. verify-ca: certificate checked. verify-full: certificate and host name checked.',
      ),
    ca: certificatePem
      .optional()
      .describe('Certificate authority (PEM) for verify-ca and verify-full; default: the well-known ones.'),
    client_certificate: certificatePem
      .optional()
      .describe('Certificate (PEM) that Freehub shows to a server which asks for one (mutual TLS); needs client_key.'),
    client_key: privateKeyPem.optional().describe('Private key (PEM, without a passphrase) of client_certificate.'),
    statement_timeout_ms: z
      .int()
      .min(1000)
      .max(80_000)
      .default(30_000)
      .describe('How long one statement may take (milliseconds).'),
  })
  .superRefine((config, context) => {
    const fault = (field: keyof typeof config, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    const wrong = clientCertificateFault(config);
    if (wrong) fault(...wrong);
    if (config.tls === 'disable' && config.client_key !== undefined)
      fault('tls', 'must be require, verify-ca or verify-full with a client certificate');
  });

export type SqlConfig = z.output<typeof schema>;

export const sqlSpec: PluginSpec<SqlConfig> = {
  id: 'sql',
  title: 'SQL database',
  summary: 'Keeps each record as a row of your PostgreSQL, MySQL or MariaDB database, newest revision only',
  schema,
  secrets: ['password', 'client_key'],
  places: ['scheme', 'host', 'port', 'database', 'schema', 'layout'],
  example: {
    scheme: 'postgres',
    host: 'db.example.com',
    port: 5432,
    database: 'fitness',
    username: 'freehub',
    password: 'replace-me',
    schema: 'terra',
    layout: 'terra',
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
