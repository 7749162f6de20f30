/** The collections of one database as this kind uses them. */
import { MongoBulkWriteError } from 'mongodb';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import { identityOf } from '../kit/documents/mark.js';
import type { Mark } from '../kit/documents/mark.js';
import type { DocumentId } from './ids.js';
import { mongoErrors } from './errors.js';

/** Beside these it has the members of its event. */
export interface EventDocument {
  _id: DocumentId;
  _freehub: Mark;
}

export interface TombstoneId {
  readonly type: string;
  readonly user_id: string;
  readonly key: string;
}

export interface Tombstone {
  _id: TombstoneId;
  /** Of the delete: versions up to it stay away. */
  revision: number;
  /** Ordering time of the delete. */
  deleted_at: Date;
}

export type Events = Collection<EventDocument>;
export type Tombstones = Collection<Tombstone>;

/** A document without its event. */
export type Held = Pick<EventDocument, '_id' | '_freehub'>;

export const TOMBSTONES = 'freehub_tombstones';

export const eventsOf = (db: Db, collection: string): Events => db.collection<EventDocument>(collection);
export const tombstonesOf = (db: Db): Tombstones => db.collection<Tombstone>(TOMBSTONES);

/** The fields of a mark that name the record. */
export const tombstoneId = ({ type, user_id, key }: Mark): TombstoneId => ({ type, user_id, key });

/** A filter for one version of one document: whatever took its place meanwhile stays. */
export const exactly = ({ _id, _freehub: { key, type, user_id, revision } }: Held) => ({
  _id,
  '_freehub.key': key,
  '_freehub.type': type,
  '_freehub.user_id': user_id,
  '_freehub.revision': revision,
});

/** All documents of these records, by identity: more than one for a record whose start moved a moment ago. */
export async function heldOf(events: Events, marks: readonly Mark[]): Promise<Map<string, Held[]>> {
  const unique = (values: readonly string[]): string[] => [...new Set(values)];
  const documents = await events
    .find<Held>(
      {
        '_freehub.key': { $in: unique(marks.map(({ key }) => key)) },
        '_freehub.user_id': { $in: unique(marks.map(({ user_id }) => user_id)) },
      },
      { projection: { _freehub: 1 } },
    )
    .toArray();
  const held = new Map<string, Held[]>();
  for (const document of documents) {
    const identity = identityOf(document._freehub);
    held.set(identity, [...(held.get(identity) ?? []), document]);
  }
  return held;
}

/**
 * Runs all operations, whatever becomes of one, and says which failed: code by position.
 * @throws what the driver throws for the whole write, and Problem transient when it is not confirmed by a majority.
 */
export async function runBulk<Document extends EventDocument | Tombstone>(
  collection: Collection<Document>,
  operations: readonly AnyBulkWriteOperation<Document>[],
): Promise<ReadonlyMap<number, number>> {
  if (operations.length === 0) return new Map();
  try {
    await collection.bulkWrite(operations, { ordered: false });
    return new Map();
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const failures = [error.writeErrors].flat();
    // Written, perhaps, but not safe: the next try finds out.
    if (error.result.getWriteConcernError()) throw mongoErrors.problem('WRITE_CONCERN', error) ?? error;
    // The whole command was refused.
    if (failures.length === 0) throw error;
    return new Map(failures.map(({ index, code }) => [index, code]));
  }
}
