import type { KindGuide } from '../kit/guide.js';
import { mongoErrors } from './errors.js';

export const mongoGuide: KindGuide = {
  intro:
    'Collections carry Terra’s names. Choose it when your application reads MongoDB anyway and wants whole events without mapping them.',
  rights: ['The role `readWrite` on the database. No right on any other database is needed.'],
  layouts: [
    {
      title: 'Collections',
      text: [
        '| Collection | `_id` | Holds |',
        '| --- | --- | --- |',
        '| `athlete` | user_id | the newest athlete event of each user |',
        '| `activity`, `body`, `daily`, `sleep`, `nutrition`, `menstruation` and others by type | `{user_id, start_time}` | one document for each record |',
        '| `user_events` | `{user_id, event_time}` | every other event (`auth`, `deauth`, …) |',
        '| `freehub_tombstones` | `{type, user_id, key}` | what was deleted, with its revision |',
        '',
        'A document is the whole event as it is sent to a webhook, `user` included, and `_freehub`: `{key, type, user_id, revision, ordering_timestamp, event_id}`.',
        'Two records of a user that begin in the same instant: the second has `key` as a third field of its `_id`; so has a record whose `_id` is taken by a document that Freehub did not write.',
      ].join('\n'),
    },
    {
      title: 'Indexes',
      text: 'Made right after the first write: `_freehub.key` with `_freehub.user_id`; `user.user_id`, `user.reference_id` (user_events, athlete); `data.metadata.start_time`, `data.metadata.end_time`, newest first (the others).',
    },
  ],
  leftBehind: 'the old database, or in it the documents that have `_freehub` and the collection `freehub_tombstones`',
  guarantees: [
    'Writes are confirmed by a majority. A repeat changes nothing; an older revision never replaces a newer one: the filter of each write says so to the server itself.',
    'When the start of a record moves, the document at the old `_id` goes after the new one is there: for a moment a reader can see both, never none.',
    'A delete leaves a tombstone, so an older revision that comes late does not stay: it can be seen for the moment between its write and its removal.',
    'When the outcome of a write is unknown (connection lost, no majority in time) it is tried again; that is safe.',
    '64-bit integers are stored as such (`long`); other numbers as `int` or `double`, texts as they are, NUL included; half of a surrogate pair (`\\ud800` alone), which BSON cannot hold, becomes U+FFFD. Integers beyond 64 bits are doubles.',
  ],
  limits: [
    'A document that would be larger than 15.5 MB leaves its long sample arrays out, then other arrays of more than 100 entries and texts of more than 1,000 characters; `_freehub.truncated` is true, and `_freehub.payload_url` has the whole event for 7 days.',
    'Member names that hold a NUL character cannot be stored: such an event is refused.',
    'Old tombstones may be removed once no delivery of that age can still be due.',
    'At most 4 connections for each Freehub process and server, named `freehub`.',
  ],
  cannot: [
    'MongoDB has no way to ask for a delay; a server that is busy is tried again on the usual schedule',
    'AWS IAM, Kerberos, LDAP and OIDC logins are not offered.',
  ],
  errors: mongoErrors.rows,
  troubleshooting: [
    {
      title: 'A replica set inside your own network is not reached',
      text: 'The driver connects to the names that the members call each other by. Each of them must resolve where Freehub runs and be in `FREEHUB_EGRESS_ALLOW`; a member that is not is left out, and when it is the primary no server takes writes.',
    },
    {
      title: 'Moving from a database that Terra wrote',
      text: 'Documents without `_freehub` are never touched. A record at whose `_id` such a document is gets a document of its own beside it: choose another `database`, or remove Terra’s documents first.',
    },
  ],
  proof: {
    server:
      'mongo-java-server 1.47 (MongoDB’s wire protocol in memory), through a proxy that makes faults; a member list by a small server of the tests’ own',
    shows:
      'guards, races, repeats, deletes, collisions, faults of the network, and that members which are not allowed are never dialled',
    vendorOnly:
      'logins, TLS, failover of a replica set, majority writes, the 16 MiB limit and SRV records were not run against a real MongoDB',
  },
};
