import type { KindGuide } from '../kit/guide.js';
import { firestoreErrors } from './errors.js';

export const firestoreGuide: KindGuide = {
  intro:
    'Documents are at Terra’s paths and hold the newest revision. Choose it when your app reads Firestore anyway and wants to hear of new data as it comes.',
  rights: [
    'The role Cloud Datastore User (`roles/datastore.user`) on the project, or a custom role with `datastore.entities.get`, `create`, `update`, `delete` and `datastore.databases.get`.',
  ],
  layouts: [
    {
      title: 'Documents',
      text: [
        '| Path | Holds |',
        '| --- | --- |',
        '| `terra/2022-03-16/{type}/{user_id}-{start_time}.json` | one document for each record |',
        '| `terra/2022-03-16/user_events/{user_id}-{time}.json` | every other event (`auth`, `deauth`, …) |',
        '| `terra/2022-03-16/freehub_tombstones/{sha256}` | what was deleted, with its revision |',
        '',
        'The first segment is `collection`. A document is the whole event as it is sent to a webhook, `user` included, and `_freehub`: `{key, type, user_id, revision, ordering_timestamp, event_id}`.',
        'Two records of a user that begin in the same instant: the second has a mark of its key in its name; so has a record whose name is taken by a document that Freehub did not write. In a name `/` is `%2F`.',
        'Firestore has no array directly in an array: such an inner array is stored as `{values: […]}`.',
      ].join('\n'),
    },
    {
      title: 'Large events',
      text: [
        'A document that would be larger than 900 KiB or hold more than 10,000 array elements (Firestore takes 1 MiB and 40,000 index entries) leaves its long sample arrays out, then other arrays of more than 100 entries and texts of more than 1,000 characters. `_freehub.parts` then says in how many parts the whole event is in the subcollection `parts` of the document: `{revision}-000`, `{revision}-001`, …, each `{revision, index, bytes}`.',
        'To put it together: read the document, then its `_freehub.parts` parts of that `_freehub.revision`, join their `bytes` in order, and gunzip; the result is the JSON of the event. When a part is missing, a newer revision came meanwhile: read the document again. Document and parts are written in one commit.',
        'Parts are also kept when a document cannot be whole for another reason: more than 20 levels, member names such as `__x__`, texts that are no valid Unicode.',
      ].join('\n'),
    },
  ],
  leftBehind: 'the old collection with its subcollections (`firebase firestore:delete --recursive`)',
  guarantees: [
    'Each write is a transaction that reads what is there first: a repeat changes nothing, an older revision never replaces a newer one. What other writers come between is done again, within the time of the write.',
    'A delete and its tombstone are one transaction, so an older revision that comes late stays away.',
    'When the outcome of a write is unknown (connection lost, no answer in time) it is tried again; that is safe.',
    '64-bit integers are stored as such, texts as they are, NUL included. Integers beyond 64 bits are doubles.',
  ],
  limits: [
    'At most 100 records and 9.5 MiB in one transaction; 4 at a time for each Freehub process.',
    'An event that is larger than 8 MiB even compressed is refused, and so is one of more than 200 levels.',
    'Firestore bills for each write three reads: the document, the place it would have beside another, its tombstone.',
    'When the start of a record moves, the document under its old name stays: readers that must not see it compare `_freehub.key`.',
    'Old tombstones may be removed once no delivery of that age can still be due.',
  ],
  cannot: ['Keys other than those of service accounts (`external_account`, `authorized_user`) are not taken.'],
  errors: firestoreErrors.rows,
  troubleshooting: [
    {
      title: 'The database refuses documents',
      text: 'Firestore indexes every member by itself and takes 40,000 entries a document. Exempt large members from it (Indexes → Single field → Exemptions), then send the events again.',
    },
    {
      title: 'The database exists, yet it is not found',
      text: 'A database that is not named `(default)` must be given as `database`; the project is that of the key unless `project_id` says another.',
    },
  ],
  proof: {
    server:
      'a stand-in: the npm package @firestore-emulator/server with rules of ours for transactions and limits, behind a fake that asks for a token and refuses, and a proxy that makes faults',
    shows: 'guards, races, repeats, deletes, collisions, large events, faults of the network',
    vendorOnly:
      'Google’s credentials and IAM, index limits, quotas, 64-bit integers (the stand-in holds them as texts), pessimistic locks and latency were not run against the real Firestore',
  },
};
