import type { KindGuide } from '../kit/guide.js';
import { webhookErrors } from './errors.js';

export const webhookGuide: KindGuide = {
  intro: "On the wire it is Terra's webhook, so a receiver written for Terra needs no change.",
  rights: ['A URL that answers a `POST` with 2xx within `timeout_ms`.'],
  layouts: [
    {
      title: '`delivery: push`',
      text: 'The body of the `POST` is the event, `content-type: application/json`: the same bytes and the same trace id on every attempt.',
    },
    {
      title: '`delivery: ping`',
      text: 'Instead of the event comes a signed `{"type":"s3_payload","status":"success","url":"…","expires_in":300}`; the event can be fetched from `url` for five minutes, without credentials. A `healthcheck` comes itself. An event larger than `inline_bytes` comes as such a link in push mode too.',
    },
    {
      title: 'Files (`--format fit`, `--format fhir`)',
      text: 'The body is the file, `content-type: application/vnd.ant.fit` or `application/fhir+json`, signed as every body is. What Terra’s JSON says beside the activity comes in headers: `x-freehub-type`, `x-freehub-user-id`, `x-freehub-record-key` (percent-encoded) and `x-freehub-revision`. The signature is of the body alone. With FIT a deleted activity comes as Terra’s JSON.',
    },
    {
      title: 'Headers',
      text: [
        '| Header | Value |',
        '| --- | --- |',
        '| `terra-signature`, `x-terra-signature` | `t=<Unix seconds>,v1=<hex>[,v1=<hex of the previous key>]`; `v1` = HMAC-SHA256 of `t` + `.` + the raw body. Signed anew on each attempt |',
        '| `terra-reference` | shared by all events of one request: correlate by it, never drop by it |',
        '| `x-terra-trace-id` | unique for each delivery, constant over attempts: drop repeats by it |',
        '| `x-terra-ordering-timestamp` | Unix milliseconds; larger = newer version of the record |',
      ].join('\n'),
    },
  ],
  leftBehind: 'what the old receiver has stored',
  guarantees: [
    'At least once. Drop repeats by `x-terra-trace-id`, and an older version of a record by `x-terra-ordering-timestamp`.',
    'The status alone decides: whatever the body of the answer does after a 2xx, the event is delivered.',
  ],
  limits: ['The body of the answer is not used; more than 64 KiB of it is cut off with its connection.'],
  cannot: [
    'a webhook appends: receivers drop repeats by trace id and order by timestamp',
    'a delete is no delete at the receiver: it arrives as an event with `upload_type` 4',
  ],
  errors: webhookErrors.rows,
  troubleshooting: [
    {
      title: 'Now and then 400 or 501, though the receiver answers 200',
      text: 'Its handler answers without reading the body, on a connection that is kept (`http.server` of Python with `HTTP/1.1`): what was left is taken for the next request. Read the whole body before the answer, or answer with `Connection: close`. Such an event is tried again.',
    },
    {
      title: 'Signatures do not match',
      text: 'The signature is of the raw bytes of the body: check it before any JSON parser or proxy rewrites them, with the key in `signing_secret`, and allow for two `v1` while a key is replaced.',
    },
    {
      title: 'The host is refused',
      text: 'A host that is not on the public Internet, and plain `http`, need an entry in `FREEHUB_EGRESS_ALLOW`.',
    },
  ],
  proof: {
    server: 'an HTTP server in Node, and toxiproxy',
    shows: 'signatures, statuses, redirects, slow, broken and endless answers, TLS, private addresses',
    vendorOnly: 'nothing: the receiver is yours',
  },
};
