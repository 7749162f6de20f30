import type { IndexDescription } from 'mongodb';
import type { Events } from './collections.js';

/** Finds a record wherever it lies. */
const BY_RECORD: IndexDescription = { key: { '_freehub.key': 1, '_freehub.user_id': 1 }, name: 'freehub_by_record' };

/** Terra's, on the paths that they have in a whole event. */
const TERRA_USERS: readonly IndexDescription[] = [{ key: { 'user.user_id': 1 } }, { key: { 'user.reference_id': 1 } }];
const TERRA_DATA: readonly IndexDescription[] = [
  { key: { 'data.metadata.start_time': -1 } },
  { key: { 'data.metadata.end_time': -1 } },
];

/** Makes the indexes of one collection; those that are there cost nothing. */
export async function makeIndexes(events: Events): Promise<void> {
  const { collectionName } = events;
  const terra = collectionName === 'user_events' || collectionName === 'athlete' ? TERRA_USERS : TERRA_DATA;
  await events.createIndexes([BY_RECORD, ...terra]);
}
