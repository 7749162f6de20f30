import type { AnyBulkWriteOperation } from 'mongodb';
import { PROBLEM_KINDS } from '../../model/problem.js';
import type { ItemResult } from '../kit/destination.js';
import { identityOf } from '../kit/documents/mark.js';
import { classifyCode, classifyMongo } from './classify.js';
import { runBulk } from './collections.js';
import type { EventDocument, Events, Held } from './collections.js';
import { idText, isOwnId, ownId } from './ids.js';
import type { DocumentId } from './ids.js';
import type { Prepared } from './prepare.js';

const DUPLICATE_KEY = 11_000;
/** Own `_id`, a lost race for each of two `_id`s, and one more. */
const ROUNDS = 5;

interface Attempt {
  readonly prepared: Prepared;
  readonly id: DocumentId;
  /** An older version was there. */
  readonly replaces: boolean;
}

export type Written = Map<Prepared, ItemResult>;

/** `_id` first: the driver takes a replacement for an update when its first member begins with `$`. */
export function documentOf({ prepared, id }: Attempt): Prepared['document'] & EventDocument {
  const head = { _id: id };
  return { ...head, ...prepared.document, ...head };
}

/** A first revision has nothing to replace, and an insert is cheaper than an upsert that finds nothing. */
const operationOf = (attempt: Attempt): AnyBulkWriteOperation<EventDocument> =>
  attempt.replaces || attempt.prepared.mark.revision > 1
    ? guardedReplace(attempt)
    : { insertOne: { document: documentOf(attempt) } };

const guardedReplace = (attempt: Attempt) => {
  const { key, type, user_id, revision } = attempt.prepared.mark;
  return {
    replaceOne: {
      filter: {
        _id: attempt.id,
        '_freehub.key': key,
        '_freehub.type': type,
        '_freehub.user_id': user_id,
        '_freehub.revision': { $lt: revision },
      },
      replacement: documentOf(attempt),
      upsert: true,
    },
  };
};

/**
 * Writes each document unless its `_id` holds a version that is not older. A first revision is inserted; of later ones the guard is the filter: where it
 * does not match, MongoDB tries to insert. Either way a taken `_id` refuses (E11000). What is there then decides: a version not older = done; an older
 * one = a lost race, once more; another record = the record's own `_id`.
 * @throws the driver's error for a write of which nothing is known.
 */
export async function upsertGuarded(events: Events, all: readonly Prepared[]): Promise<Written> {
  const results: Written = new Map();
  let attempts: Attempt[] = all.map((prepared) => ({ prepared, id: prepared.id, replaces: false }));
  for (let round = 0; attempts.length > 0; round += 1) {
    const codes = await bulkOf(events, attempts, results);
    const taken: Attempt[] = [];
    for (const [index, attempt] of attempts.entries()) {
      if (results.has(attempt.prepared)) continue;
      const code = codes.get(index);
      if (code === undefined) results.set(attempt.prepared, { ok: true, outcome: 'delivered' });
      else if (code === DUPLICATE_KEY && round < ROUNDS) taken.push(attempt);
      else results.set(attempt.prepared, { ok: false, problem: classifyCode(code) });
    }
    attempts = await afterTaken(events, taken, results);
  }
  return results;
}

/** One bulk write: code by position. What the driver or the server refuses as a whole for one document is halved until that one is alone. */
async function bulkOf(events: Events, attempts: readonly Attempt[], results: Written): Promise<ReadonlyMap<number, number>> {
  try {
    return await runBulk(events, attempts.map(operationOf));
  } catch (error) {
    const problem = classifyMongo(error);
    if (!problem || PROBLEM_KINDS[problem.kind].scope !== 'item') throw error;
    const [only] = attempts;
    if (attempts.length === 1 && only) {
      results.set(only.prepared, { ok: false, problem });
      return new Map();
    }
    const middle = attempts.length >> 1;
    const before = await bulkOf(events, attempts.slice(0, middle), results);
    const after = await bulkOf(events, attempts.slice(middle), results);
    return new Map([...before, ...[...after].map(([index, code]): [number, number] => [middle + index, code])]);
  }
}

async function afterTaken(events: Events, taken: readonly Attempt[], results: Written): Promise<Attempt[]> {
  if (taken.length === 0) return [];
  const there = await events
    .find<Partial<Held> & Pick<Held, '_id'>>({ _id: { $in: taken.map(({ id }) => id) } }, { projection: { _freehub: 1 } })
    .toArray();
  const byId = new Map(there.map((document) => [idText(document._id), document._freehub]));
  return taken.flatMap((attempt) => {
    const { prepared, id } = attempt;
    if (!byId.has(idText(id))) return [attempt];
    const mark = byId.get(idText(id));
    // No mark: a document that Terra or somebody else has put there.
    if (!mark || identityOf(mark) !== identityOf(prepared.mark))
      return isOwnId(id) ? [attempt] : [{ ...attempt, id: ownId(prepared.row.item) }];
    if (mark.revision < prepared.mark.revision) return [{ ...attempt, replaces: true }];
    results.set(prepared, { ok: true, outcome: mark.revision === prepared.mark.revision ? 'duplicate' : 'stale' });
    return [];
  });
}
