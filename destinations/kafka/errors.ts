import { ErrorTable } from '../kit/error-table.js';

/** Names of Kafka's protocol errors (KIP and `Errors.java`), and `PLT_KFK_…` of the client where it has nothing better. */
export const kafkaErrors = new ErrorTable([
  {
    codes: ['SASL_AUTHENTICATION_FAILED'],
    kind: 'auth',
    message: 'Kafka refuses the username or password',
    action: 'compare username, password and sasl with the user that the cluster knows',
  },
  {
    codes: ['UNSUPPORTED_SASL_MECHANISM', 'ILLEGAL_SASL_STATE'],
    kind: 'config',
    message: 'the broker does not offer this way to log in',
    action: 'set sasl to one that this listener of the broker has',
  },
  {
    codes: ['SECURITY_DISABLED'],
    kind: 'config',
    message: 'the broker knows no rights',
    action: 'look at the authorizer of the cluster',
  },
  {
    codes: ['TOPIC_AUTHORIZATION_FAILED'],
    kind: 'config',
    message: 'the user may not write to the topic',
    action: 'give it WRITE on the topic (ACL)',
  },
  {
    codes: ['CLUSTER_AUTHORIZATION_FAILED', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
    kind: 'config',
    message: 'the user may not write without duplicates',
    action: 'give it WRITE on the topic; brokers before 2.8 also want IDEMPOTENT_WRITE on the cluster',
  },
  {
    codes: ['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID', 'INVALID_TOPIC_EXCEPTION'],
    kind: 'config',
    message: 'there is no such topic',
    action: 'make the topic, or set topic to one that is there',
  },
  {
    codes: ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'],
    kind: 'payload',
    message: 'the message is larger than the topic takes',
    action: 'raise max.message.bytes of the topic, or lower max_message_bytes so that a link is sent',
  },
  {
    codes: ['INVALID_RECORD', 'INVALID_TIMESTAMP', 'CORRUPT_MESSAGE'],
    kind: 'payload',
    message: 'the broker refuses this message',
  },
  {
    codes: ['THROTTLING_QUOTA_EXCEEDED'],
    kind: 'rate_limited',
    message: 'the cluster asks to slow down',
  },
  {
    codes: [
      'POLICY_VIOLATION',
      'INVALID_CONFIG',
      'INVALID_REQUIRED_ACKS',
      'UNSUPPORTED_COMPRESSION_TYPE',
      'UNSUPPORTED_FOR_MESSAGE_FORMAT',
    ],
    kind: 'config',
    message: 'a rule of the topic or cluster refuses how Freehub writes',
    action: 'look at the compression and the policies of the topic',
  },
  {
    codes: ['UNSUPPORTED_VERSION', 'PLT_KFK_UNSUPPORTED_API', 'PLT_KFK_UNSUPPORTED_COMPRESSION', 'PLT_KFK_UNSUPPORTED'],
    kind: 'config',
    message: 'the broker lacks a feature that is needed',
    action: 'use Kafka 2.0 or later (2.1 for zstd)',
  },
  {
    codes: ['PLT_KFK_USER'],
    kind: 'config',
    message: 'the broker does not speak as tls and sasl say',
    action: 'compare tls, sasl and port with the listener of the broker',
  },
  {
    codes: [
      'NOT_LEADER_OR_FOLLOWER',
      'LEADER_NOT_AVAILABLE',
      'FENCED_LEADER_EPOCH',
      'UNKNOWN_LEADER_EPOCH',
      'BROKER_NOT_AVAILABLE',
      'REPLICA_NOT_AVAILABLE',
      'NOT_CONTROLLER',
      'PREFERRED_LEADER_NOT_AVAILABLE',
    ],
    kind: 'transient',
    message: 'the partition is just moving to another broker',
  },
  {
    codes: ['NOT_ENOUGH_REPLICAS', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'KAFKA_STORAGE_ERROR'],
    kind: 'transient',
    message: 'too few replicas of the partition are in sync, or its disk fails',
  },
  {
    codes: ['REQUEST_TIMED_OUT', 'NETWORK_EXCEPTION', 'COORDINATOR_*', 'NOT_COORDINATOR', 'CONCURRENT_TRANSACTIONS'],
    kind: 'transient',
    message: 'the cluster did not finish in time',
  },
  {
    codes: [
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
      'UNKNOWN_PRODUCER_ID',
      'INVALID_PRODUCER_EPOCH',
      'PRODUCER_FENCED',
      'INVALID_PRODUCER_ID_MAPPING',
      'DUPLICATE_SEQUENCE_NUMBER',
    ],
    kind: 'transient',
    message: 'the broker has forgotten this producer: the next try is a new one',
  },
  {
    codes: ['PLT_KFK_AUTHENTICATION'],
    kind: 'transient',
    message: 'the broker broke off the log-in; when that lasts, compare tls, sasl and port with its listener',
  },
  {
    codes: ['UNKNOWN_SERVER_ERROR', 'PLT_KFK_*'],
    kind: 'transient',
    message: 'the broker reports an error or breaks off',
  },
]);
