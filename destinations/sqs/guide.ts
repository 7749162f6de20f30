import type { KindGuide } from '../kit/guide.js';
import { sqsErrors } from './errors.js';

export const sqsGuide: KindGuide = {
  intro:
    'Every event becomes a message of your SQS queue: with Terra’s layout a small message with a link to the event, else the event itself. For those who read events by workers at their own pace, without a public address.',
  rights: [
    '`sqs:SendMessage` and `sqs:GetQueueUrl` on the queue',
    '`sqs:GetQueueAttributes` is optional: the check then compares `max_message_bytes` with the queue',
    'for an encrypted queue `kms:GenerateDataKey` and `kms:Decrypt` on its key',
  ],
  layouts: [
    {
      title: '`layout: terra`',
      text: 'The body is `{"status":"success","type":"s3_payload","url":"…","expires_in":604800}`; the event is fetched from `url`, without credentials. A `healthcheck` comes itself.',
    },
    {
      title: '`layout: inline`',
      text: 'The body is the whole event. Characters beyond U+D7FF that SQS may refuse are written as `\\uXXXX`, which is the same JSON. An event that is larger than `max_message_bytes`, or than the queue takes, comes as the message above with `size` (bytes), `sha256` (hex), `content_type` and `event_id` added.',
    },
    {
      title: 'Attributes',
      text: '`event-id` (constant over attempts), `revision`, `schema` (`2022-03-16`), `type`, `user-id`, `ordering-timestamp` (Unix milliseconds), `reference`; all of type String. The message group is the user id: a FIFO queue keeps the order of a user, a standard queue is fair among users.',
    },
  ],
  guarantees: [
    'At least once: a message that may not have arrived is sent again with the same `event-id`; drop repeats by it.',
    'A FIFO queue drops such a repeat itself within five minutes, by `MessageDeduplicationId`.',
    'In a FIFO queue a message that has to be sent again is not overtaken by later batches of the same write; within its own batch of ten it may be: order by `revision`.',
    'A delete comes as an event (`upload_type` 4).',
    'One message that SQS refuses stands alone; of a batch that was taken in part only the rest is sent again.',
  ],
  limits: [
    'Ten messages and `max_message_bytes` in a batch; the queue’s `MaximumMessageSize` is at most 1 MiB.',
    'Events above the limit are sent as a link, up to 32 MiB of event.',
  ],
  cannot: [
    'a queue appends: consumers drop repeats by `event-id`, order by `revision`, and see a delete as an event of its own',
    'SQS says that it is asked too fast, but not for how long to wait: the platform’s own delay is used',
    'Terra’s `s3_bucket` is not there: links lead to Freehub itself, whose operator may keep payloads in a bucket',
  ],
  errors: sqsErrors.rows,
  troubleshooting: [
    {
      title: 'The check fails at “find the queue” although it is there',
      text: 'AWS says so too for a queue of another region or account, and for a policy that allows only other principals. Give the queue as its ARN.',
    },
    {
      title: 'Links in old messages no longer work',
      text: 'They work for `link_seconds`. Raise it to the retention period of the queue (at most 14 days), or use `layout: inline`.',
    },
  ],
  proof: {
    server: 'fauxqs 2.4.1, behind a front of ours that checks signatures (a fake), and toxiproxy',
    shows: 'Batches, sizes, refused characters, partial failures, FIFO order and de-duplication, broken and slow connections.',
    vendorOnly: 'IAM, assumed roles, KMS, throttling, and queue policies.',
  },
};
