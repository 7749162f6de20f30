import type { KindGuide } from '../kit/guide.js';
import { kafkaErrors } from './errors.js';

export const kafkaGuide: KindGuide = {
  intro:
    'With Terra’s layout a message is small and holds a link to the event; with the other it is the event itself. For those who run Kafka, Redpanda or a managed Kafka and read events by consumer groups.',
  rights: [
    '`WRITE` on the topic, which brings `DESCRIBE`; brokers before 2.8 also want `IDEMPOTENT_WRITE` on the cluster',
    '`DESCRIBE_CONFIGS` on the topic is optional: the check then compares `max_message_bytes` with the topic',
  ],
  layouts: [
    {
      title: '`layout: terra`',
      text: 'The value is `{"status":"success","type":"s3_payload","url":"…","expires_in":604800}`; the event is fetched from `url`, without credentials. A `healthcheck` comes itself.',
    },
    {
      title: '`layout: inline`',
      text: 'The value is the whole event, byte for byte. One that is larger than `max_message_bytes`, or than the topic takes, comes as the message above with `size` (bytes), `sha256` (hex), `content_type` and `event_id` added.',
    },
    {
      title: 'Key and headers',
      text: 'The key is the user id (`key: user`), or `{user id}/{type}/{record key}` (`key: record`). Headers: `event-id` (constant over attempts), `revision`, `schema` (`2022-03-16`), `type`, `user-id`, `ordering-timestamp` (Unix milliseconds), `reference`, `content-type` (of the value; `application/fhir+json` for a Bundle that is no link). Partitions are chosen as Java’s client does (murmur2).',
    },
  ],
  leftBehind: 'the messages in the old topic, which stay for its retention time, and what its consumers have stored',
  guarantees: [
    'At least once: a message that may not have arrived is sent again with the same `event-id`; drop repeats by it.',
    'Written by an idempotent producer with acks=all: what the client itself tries again within a write is stored once.',
    'Within a partition, so for a user with `key: user`, events keep the order of the write; a newer record has a higher `revision`.',
    'A delete comes as an event (`upload_type` 4), never as an empty value.',
    'One message that the broker refuses stands alone: those beside it are stored, and stored once.',
  ],
  limits: [
    'A batch for one partition is at most `max_message_bytes`; Kafka’s own default for a topic is 1,048,588 bytes.',
    'Events above the limit are sent as a link, up to 32 MiB of event.',
  ],
  cannot: [
    'a topic appends: consumers drop repeats by `event-id`, order by `revision`, and see a delete as an event of its own',
    'Kafka never refuses a write for coming too fast: a broker with quotas holds its answer back, and Freehub waits for it',
    'topics are not made, even where the cluster would make them itself',
    'OAUTHBEARER (also AWS MSK IAM) and Kerberos are no ways to log in',
  ],
  errors: kafkaErrors.rows,
  troubleshooting: [
    {
      title: 'The check fails at “reach the brokers that hold the topic”',
      text: 'A client of Kafka connects to the addresses that the cluster advertises, not only to those in the config. Set `advertised.listeners` to what Freehub can reach, and, for your own network, allow them in `FREEHUB_EGRESS_ALLOW`: names and addresses are compared as advertised.',
    },
    {
      title: 'Links in old messages no longer work',
      text: 'They work for `link_seconds`. Raise it above the time that consumers may be behind, at most 14 days, or use `layout: inline`.',
    },
  ],
  proof: {
    server: 'Apache Kafka 4.2.0 in KRaft mode, one broker (SASL PLAIN, SCRAM, TLS, client certificates, ACLs), and toxiproxy',
    shows: 'Log-ins, rights, sizes, partitions, idempotent writes, compression, broken and slow connections.',
    vendorOnly: 'Several brokers (leaders that move, too few replicas), quotas, and managed clusters.',
  },
};
