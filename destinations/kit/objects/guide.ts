/** What must be told of every bucket: the texts of three guides. */
import type { GuideSection } from '../guide.js';

export const bucketCannot = {
  tombstone:
    'a bucket keeps nothing of a deleted object: an older revision that comes after the delete would be written again (Freehub itself sends the newest revision only, and of one record one revision at a time)',
  moved:
    'an object is named by the start of its record: when a provider moves the start, the object of the old start stays until it is removed by hand (layout hive is not named by it and has every revision)',
  hive: 'layout hive keeps no single copy of a record: every revision and every delete is a line, and the reader takes the newest by `_freehub.revision` of each user, type and `_freehub.record_key`',
};

export const bucketLayouts: readonly GuideSection[] = [
  {
    title: 'terra (default)',
    text: [
      "`{prefix}2022-03-16/{type}/{user_id}-{start_time}.json`, as Terra writes it: the event's own bytes, `application/json`. Events without a record (`auth`, …) have the time of the event in place of a start.",
      'Two records of a user that begin in one instant both stay: the second has `-` and 8 hexadecimal digits of the hash of its key behind its start.',
      "With `originals` an activity's file of the provider stands beside it under the same name, such as `.fit`.",
      'With `--format fit` or `fhir` the activity itself is `.fit` (`application/vnd.ant.fit`; the provider’s file, which would have the same name, is left out) or `.fhir.json` (`application/fhir+json`). What was written before the format was changed stays until the record is deleted.',
      'Metadata of each object: event id, record key, revision and schema.',
    ].join('\n\n'),
  },
  {
    title: 'hive',
    text: [
      '`{prefix}type=activity/dt=2026-11-22/{batch}.ndjson.gz`: one object for each type and UTC date of a batch; the date is that of the record, else of the event. A batch is closed at `batch_max_items`, `batch_max_bytes` or `batch_max_wait_s`.',
      'Each line is the event with one more member in front: `"_freehub":{"event_id","op","record_key","revision","ordering_timestamp"}`. `op` is `upsert` or `delete`; of the lines of one record the highest `revision` counts.',
      'With `--format fhir` activities are lines of `{batch}.fhir.ndjson.gz`, each a Bundle without `_freehub`; with `fit` each revision is an object `{user_id}-{start_time}-{8 digits of its key}-r{revision}.fit` in the same folder, and deletes are lines as before.',
      'Who belongs to a batch is fixed before the first try, and the lines are sorted: a repeat writes the same bytes under the same name.',
    ].join('\n\n'),
  },
];

/** What to remove by hand after a move. */
export const bucketLeftBehind =
  'the objects under the old prefix (`.json`, `.fhir.json`, `.fit` and `.ndjson.gz`), or with the same prefix those of the old layout: `2022-03-16/` (terra) or `type=…/` (hive)';

/** @param condition how this vendor says "only if nothing newer is there" */
export const bucketGuarantees = (condition: string): readonly string[] => [
  `One object for each record, named by user, type and start. It is created only where nothing is and replaced only by a newer revision, both by conditional writes (${condition}): a repeat or an older revision changes nothing, also when several writers race.`,
  'An object that another record, or somebody else, has put under the name is never overwritten.',
  'A deleted record loses its object and the file beside it, unless a newer revision is there; a delete that finds nothing counts as delivered.',
  'When an answer is lost, the write is repeated: it finds its own object and stops. A record is under one name only, also when the name that its first try found taken has become free.',
  'With credentials that may write but not read, nothing can be compared: the last write wins, and a second record of the same instant overwrites the first.',
];

export const bucketLimits: readonly string[] = [
  'An event: 32 MiB. An object name: 1024 bytes.',
  'At most 16 requests at a time for each destination and worker.',
  '`check` writes an object `{prefix}.freehub-check` and removes it again, also after a test that failed. Where the credentials may not delete, it stays: remove it by hand, or leave it for the next check.',
];
