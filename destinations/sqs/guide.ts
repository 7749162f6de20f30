import type { KindGuide } from '../kit/guide.js';
import { sqsErrors } from './errors.js';

export const sqsGuide: KindGuide = {
  intro:
    'With Terra’s layout a message is small and holds a link to the event; with the other it is the event itself. For those who read events by workers at their own pace, without a public address.',
  rights: [
    '`sqs:SendMessage` on the queue. The check shows it with a message that every queue refuses for its contents (U+FFFE), so readers see nothing',
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
      text: '`event-id` (constant over attempts), `revision`, `schema` (`2022-03-16`), `type`, `user-id`, `ordering-timestamp` (Unix milliseconds), `reference`, `content-type` (of the body; `application/fhir+json` for a Bundle that is no link); all of type String. The message group is the user id: a FIFO queue keeps the order of a user, a standard queue is fair among users.',
    },
  ],
  leftBehind: 'the messages that nobody has read in the old queue, and what its readers have stored',
  guarantees: [
    'At least once: a message that may not have arrived is sent again with the same `event-id`; drop repeats by it.',
    'A FIFO queue drops such a repeat itself within five minutes, by `MessageDeduplicationId`.',
    'In a FIFO queue no later message of the same write and user overtakes one that has to be sent again: each user has one message in a request, and requests go one by one.',
    'A delete comes as an event (`upload_type` 4).',
    'One message that SQS refuses stands alone; of a batch that was taken in part only the rest is sent again.',
  ],
  limits: [
    'Ten messages and `max_message_bytes` in a batch, to a FIFO queue one of each user (hundreds a second for many users; for one user as many as the queue answers requests one after the other); the queue’s `MaximumMessageSize` is at most 1 MiB.',
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
      title: 'A queue that is not AWS’s',
      text: 'Set `endpoint`, `region` and the queue as `account/name` (ElasticMQ: `000000000000/name`, moto: `123456789012/name`). Neither checks credentials. ElasticMQ ignores MaximumMessageSize. moto takes the message of the check, which AWS refuses: `{"type":"freehub-check",…}` is then in the queue, to be ignored.',
    },
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
    vendorOnly:
      'IAM (also that AWS looks at the right to send before the contents of a message, on which the check relies), assumed roles, KMS, throttling, and queue policies.',
  },
};
