import { z } from 'zod';
import type { DestinationCapabilities, PluginSpec } from '../kit/destination.js';
import { certificatePem, clientCertificateFault, privateKeyPem } from '../kit/pem.js';
import { parseHosts } from './hosts.js';

const text = z.string().min(1);

const schema = z
  .strictObject({
    scheme: z
      .enum(['mongodb', 'mongodb+srv'])
      .describe('mongodb: `host` names the servers. mongodb+srv: `host` is one DNS name whose SRV records name them (Atlas).'),
    host: text
      .max(2000)
      .refine((hosts) => parseHosts(hosts) !== null, 'must be host, host:port or a comma list of them (IPv6 in brackets)')
      .describe(
        'host, host:port (default 27017) or a comma list of a replica set’s members. One of your own network must be in FREEHUB_EGRESS_ALLOW; so must members that the servers name themselves.',
      ),
    database: z
      .string()
      .regex(
        /^[^\s/\\."$*<>:|?\0]{1,63}$/,
        'must be a database name: at most 63 characters, none of / \\ . " $ * < > : | ? or space',
      )
      .describe('Database; made with the first write.'),
    username: text
      .max(1000)
      .optional()
      .describe(
        'User to log in as; it needs the role readWrite on the database and nothing else. Leave it out for a server without users.',
      ),
    password: text.max(1000).optional().describe('Password of the user.'),
    auth_source: text.max(63).default('admin').describe('Database that the user was made in.'),
    auth_mechanism: z
      .enum(['SCRAM-SHA-256', 'SCRAM-SHA-1', 'X509', 'none'])
      .optional()
      .describe(
        'Default SCRAM-SHA-256 with a username, none without. X509 logs in by `client_certificate`. none is for a server without users.',
      ),
    replica_set: text.max(200).optional().describe('Name of the replica set; needed where `host` lists its members.'),
    tls: z
      .boolean()
      .default(true)
      .describe('Encrypted, with certificate and host name checked. false: only inside your own network.'),
    ca: certificatePem.optional().describe('Certificate authority (PEM) of the servers; default: the well-known ones.'),
    client_certificate: certificatePem.optional().describe('Certificate (PEM) that Freehub shows to the servers.'),
    client_key: privateKeyPem.optional().describe('Private key (PEM, no passphrase) of `client_certificate`.'),
    statement_timeout_ms: z
      .int()
      .min(1000)
      .max(80_000)
      .default(30_000)
      .describe('How long the server may take to answer one command (milliseconds).'),
  })
  .superRefine((config, context) => {
    const fault = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    const mechanism = mechanismOf(config);
    if (config.scheme === 'mongodb+srv') {
      const hosts = parseHosts(config.host) ?? [];
      // A name under a number could have addresses as SRV targets, which the driver would dial unchecked.
      if (hosts.length !== 1 || hosts[0]?.port !== null || hosts[0].isAddress || /(^|\.)\d+$/.test(hosts[0].name))
        fault('host', 'must be one DNS name without a port for mongodb+srv');
    }
    if (mechanism.startsWith('SCRAM')) {
      if (config.username === undefined) fault('username', `is needed for ${mechanism}`);
      if (config.password === undefined) fault('password', `is needed for ${mechanism}`);
    } else if (config.password !== undefined) fault('password', `does not go with ${mechanism}`);
    if (mechanism === 'none' && config.username !== undefined) fault('username', 'does not go with none');
    if (mechanism === 'X509' && config.client_certificate === undefined) fault('client_certificate', 'is needed for X509');
    const wrong = clientCertificateFault(config);
    if (wrong) fault(...wrong);
    if (!config.tls && (config.client_certificate ?? config.ca) !== undefined) fault('tls', 'must be true for certificates');
  });

export type MongoConfig = z.output<typeof schema>;

type Login = {
  readonly auth_mechanism?: MongoConfig['auth_mechanism'];
  readonly username?: string | undefined;
  readonly password?: string | undefined;
};

/** How it logs in: as said, else by what is there. */
export const mechanismOf = (config: Login): NonNullable<MongoConfig['auth_mechanism']> =>
  config.auth_mechanism ?? (config.username === undefined && config.password === undefined ? 'none' : 'SCRAM-SHA-256');

export const mongoSpec: PluginSpec<MongoConfig> = {
  id: 'mongodb',
  title: 'MongoDB',
  summary: 'Keeps each record as a document of your MongoDB database, newest revision only',
  schema,
  secrets: ['password', 'client_key'],
  places: ['scheme', 'host', 'database'],
  example: {
    scheme: 'mongodb+srv',
    host: 'cluster0.example.mongodb.net',
    database: 'fitness',
    username: 'freehub',
    password: 'replace-me',
    auth_source: 'admin',
    tls: true,
    statement_timeout_ms: 30_000,
  },
};

export const mongoCapabilities: DestinationCapabilities = {
  write: 'upsert',
  deletes: true,
  maxItems: 500,
  // Twice what a document may hold: what is over leaves its samples out and says where the whole is.
  maxBytes: 32 << 20,
  concurrency: 4,
};
