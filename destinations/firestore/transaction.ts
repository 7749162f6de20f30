import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../model/problem.js';
import type { ItemResult } from '../kit/destination.js';
import { MARK, identityOf } from '../kit/documents/mark.js';
import { statusOf } from './classify.js';
import type { Database, Held, Write } from './database.js';
import { encode } from './encode.js';
import { refusal } from './errors.js';
import { partPaths } from './names.js';
import type { Prepared } from './prepare.js';

const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 1000;

interface Plan {
  readonly writes: Write[];
  readonly results: Map<Prepared, ItemResult>;
}

/**
 * Reads what is there, decides, and writes, all in one transaction; again while others come in between, until the signal fires.
 * @throws the client's error: then nothing is known to be written.
 */
export async function writeTogether(database: Database, group: readonly Prepared[]): Promise<Map<Prepared, ItemResult>> {
  const paths = [...new Set(group.flatMap(({ places }) => [places.terra, places.own, places.tombstone]))];
  let aborted: Uint8Array | undefined;
  for (let attempt = 0; ; attempt += 1) {
    database.signal.throwIfAborted();
    let transaction: Uint8Array | undefined;
    try {
      const snapshot = await database.begin(paths, aborted);
      ({ transaction } = snapshot);
      const { writes, results } = planOf(group, snapshot.held);
      if (writes.length === 0) database.rollback(transaction);
      else await database.commit(writes, transaction);
      return results;
    } catch (error) {
      if (statusOf(error) !== 'ABORTED') {
        if (transaction) database.rollback(transaction);
        throw error;
      }
      aborted = transaction ?? aborted;
      // Spread out, or the same ones would meet again.
      await sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * Math.random(), undefined, {
        signal: database.signal,
      });
    }
  }
}

/** What is to be written, given what is there. Records of one group that want the same name see each other. */
function planOf(group: readonly Prepared[], before: ReadonlyMap<string, Held>): Plan {
  const held = new Map(before);
  const plan: Plan = { writes: [], results: new Map() };
  for (const prepared of group) plan.results.set(prepared, planOne(prepared, held, plan.writes));
  return plan;
}

const belongsTo = ({ mark }: Prepared, there: Held | undefined): boolean =>
  there?.mark !== null && there?.mark !== undefined && identityOf(there.mark) === identityOf(mark);

function planOne(prepared: Prepared, held: Map<string, Held>, writes: Write[]): ItemResult {
  const { mark, places, row } = prepared;
  // Where it is stays its place, even when Terra's name becomes free: it is never in both.
  const mine = [places.terra, places.own].find((path) => belongsTo(prepared, held.get(path)));
  const there = mine === undefined ? null : (held.get(mine)?.mark ?? null);
  const deletedAt = held.get(places.tombstone)?.mark?.revision ?? -Infinity;
  if (row.item.op === 'delete') {
    if (there && there.revision > mark.revision) return { ok: true, outcome: 'stale' };
    if (mine !== undefined) {
      writes.push({ remove: mine }, ...leftParts(mine, there));
      held.delete(mine);
    }
    if (deletedAt < mark.revision) {
      writes.push({ set: places.tombstone, fields: encode({ [MARK]: mark, deleted_at: row.item.orderingTimestampMs }).fields });
      held.set(places.tombstone, { mark });
    }
    return { ok: true, outcome: 'delivered' };
  }
  if (there?.revision === mark.revision) return { ok: true, outcome: 'duplicate' };
  if (deletedAt >= mark.revision || (there && there.revision > mark.revision)) return { ok: true, outcome: 'stale' };
  const place = mine ?? [places.terra, places.own].find((path) => !held.has(path));
  if (place === undefined) return { ok: false, problem: Problem.from(refusal('NAME_TAKEN')) };
  const paths = partPaths(place, mark.revision, prepared.parts.length);
  writes.push(
    ...prepared.parts.map((part, index) => ({
      set: paths[index] ?? '',
      fields: encode({ revision: mark.revision, index, bytes: part }).fields,
    })),
    { set: place, fields: prepared.fields },
    ...leftParts(place, there),
  );
  held.set(place, { mark: { ...mark, parts: prepared.parts.length } });
  return { ok: true, outcome: 'delivered' };
}

/** The parts of the version that goes; those of the new one have other names. */
const leftParts = (place: string, there: { readonly revision: number; readonly parts?: number | undefined } | null): Write[] =>
  there ? partPaths(place, there.revision, there.parts ?? 0).map((remove) => ({ remove })) : [];
