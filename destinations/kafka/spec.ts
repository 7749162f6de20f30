import { z } from 'zod';
import type { DestinationCapabilities, PluginSpec } from '../kit/destination.js';
import { certificatePem, clientCertificateFault, privateKeyPem } from '../kit/pem.js';
import { queueLayout } from '../kit/reference.js';

const text = z.string().min(1);
const host = text.max(253).regex(/^[^\s/@?#]+$/, 'must be a host name or IP address only');
const BROKER = /^(\[[0-9a-fA-F:]+\]|[^\s/@?#:[\]]{1,253}):([1-9][0-9]{0,4})$/;

const fields = z.strictObject({
  topic: text
    .max(249)
    .regex(/^[a-zA-Z0-9._-]+$/, 'must be letters, digits, dots, _ and -')
    .describe('Topic; it must exist, for Freehub never makes one.'),
  host: host
    .optional()
    .describe(
      'Broker to ask first; it tells the others. Hosts of your own network must be in FREEHUB_EGRESS_ALLOW, the advertised ones too.',
    ),
  port: z.int().min(1).max(65_535).default(9092).describe('TCP port of host.'),
  brokers: z
    .array(z.string().regex(BROKER, 'must be host:port'))
    .min(1)
    .max(20)
    .optional()
    .describe('Instead of host and port: several brokers to ask first, each as host:port.'),
  username: text
    .max(1000)
    .optional()
    .describe('User name for SASL; left out when sasl is none. Its rights: WRITE on the topic (it brings DESCRIBE).'),
  password: text.max(10_000).optional().describe('Password for SASL.'),
  sasl: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512', 'none'])
    .default('plain')
    .describe(
      "How to log in: plain (Terra's), scram-sha-256, scram-sha-512; none for brokers that know clients by certificate or not at all.",
    ),
  tls: z
    .boolean()
    .default(true)
    .describe('Encrypted, certificate and host name checked. false: only for brokers in FREEHUB_EGRESS_ALLOW.'),
  ca: certificatePem.optional().describe('Certificate authority of the brokers (PEM); default: the well-known ones.'),
  client_certificate: certificatePem
    .optional()
    .describe('Certificate of Freehub (PEM) for brokers that ask for one (mTLS); needs client_key.'),
  client_key: privateKeyPem.optional().describe('Private key of client_certificate (PEM, not encrypted).'),
  compression: z
    .enum(['none', 'gzip', 'zstd', 'lz4', 'snappy'])
    .default('none')
    .describe('How batches are compressed; every consumer must know it.'),
  key: z
    .enum(['user', 'record'])
    .default('user')
    .describe(
      'Key of a message. user: the user id, so events of a user stay in order. record: user id, type and key of the record, for compacted topics.',
    ),
  max_message_bytes: z
    .int()
    .min(10_000)
    .max(16_000_000)
    .default(1_000_000)
    .describe(
      "Most bytes of a message and of a batch; not more than the topic's max.message.bytes. A larger event is sent as a link.",
    ),
  ...queueLayout,
});

const schema = fields.superRefine((config, context) => {
  const fault = (field: keyof typeof config, message: string): void => {
    context.addIssue({ code: 'custom', path: [field], message });
  };
  if ((config.host === undefined) === (config.brokers === undefined))
    fault('host', 'must be given, or brokers instead, not both');
  if (config.sasl !== 'none') {
    if (config.username === undefined) fault('username', `must be given for sasl ${config.sasl}`);
    if (config.password === undefined) fault('password', `must be given for sasl ${config.sasl}`);
  } else if (config.username !== undefined || config.password !== undefined)
    fault('sasl', 'must not be none with a username or password');
  const wrong = clientCertificateFault(config);
  if (wrong) fault(...wrong);
  if (!config.tls && (config.ca !== undefined || config.client_certificate !== undefined))
    fault('tls', 'must be true for ca and client_certificate to have a meaning');
});

export type KafkaConfig = z.output<typeof schema>;

export const kafkaSpec: PluginSpec<KafkaConfig> = {
  id: 'kafka',
  title: 'Kafka',
  summary: 'Writes each event to a topic of your Kafka cluster',
  schema,
  secrets: ['password', 'client_key'],
  places: ['topic', 'host', 'port', 'brokers'],
  example: {
    topic: 'fitness-events',
    host: 'kafka.example.com',
    port: 9093,
    username: 'freehub',
    password: 'replace-me',
    sasl: 'scram-sha-512',
    tls: true,
    compression: 'none',
    key: 'user',
    max_message_bytes: 1_000_000,
    layout: 'terra',
    link_seconds: 604_800,
  },
};

export const kafkaCapabilities: DestinationCapabilities = {
  write: 'append',
  deletes: false,
  maxItems: 1000,
  maxBytes: 32 << 20,
  // One is sent while the next one's links are made.
  concurrency: 2,
  formats: ['fhir'],
};

/** The brokers to ask first. */
export function bootstrapOf({ host, port, brokers }: KafkaConfig): { host: string; port: number }[] {
  if (brokers === undefined) return [{ host: (host ?? '').replace(/^\[|\]$/g, ''), port }];
  return brokers.map((broker) => {
    const [, name = '', number] = BROKER.exec(broker) ?? [];
    return { host: name.replace(/^\[|\]$/g, ''), port: Number(number) };
  });
}
