/** Claim a name for each event, upload it there, then point the row at it and remove what nothing points to any more. */
import pLimit from 'p-limit';
import type { DeliveryItem } from '../kit/destination.js';
import { assertWanted } from '../kit/wanted.js';
import type { Results } from '../kit/write-ranked.js';
import { asProblem } from './classify.js';
import { isPlaced, problemOf, wireRows } from './layout.js';
import type { Layout } from './layout.js';
import type { Answer, Project } from './project.js';
import { claimRow, removedRow, settleRow } from './rows.js';
import type { WireRow } from './rows.js';

const UPLOADS_AT_ONCE = 8;

export function terraLayout(project: Pick<Project, 'write' | 'upload' | 'remove'>): Layout {
  const limit = pLimit(UPLOADS_AT_ONCE);
  return async (rows, results, signal) => {
    const items = new Map(rows.map(({ index, item }) => [index, item]));
    const leftovers = new Map<number, readonly string[]>();
    const take = (answers: ReadonlyMap<number, Answer>, indexes: Iterable<number>): void => {
      for (const index of indexes) {
        const { outcome, leftover } = answers.get(index) ?? {};
        results.set(index, isPlaced(outcome) ? { ok: true, outcome } : { ok: false, problem: problemOf(outcome) });
        if (leftover && leftover.length > 0) leftovers.set(index, leftover);
      }
    };
    const claims = wireRows(rows, results, claimRow);
    if (claims.length === 0) return;
    const claimed = await project.write(claims, signal);
    take(
      claimed,
      claims.map(({ at }) => at),
    );
    const uploads = [...claimed.values()].flatMap(({ at, name }) => (name === null ? [] : [{ at, name }]));
    const uploaded: WireRow[] = [];
    const upload = async (at: number, name: string, item: DeliveryItem): Promise<void> => {
      try {
        assertWanted(item);
        await project.upload(name, item.body, signal);
        uploaded.push(settleRow(at, item, name));
      } catch (error) {
        results.set(at, { ok: false, problem: asProblem(error) });
      }
    };
    await Promise.all(
      uploads.flatMap(({ at, name }) => {
        const item = items.get(at);
        return item ? [limit(() => upload(at, name, item))] : [];
      }),
    );
    if (uploaded.length > 0) {
      // In the order of keys, as every writer locks them.
      const order = new Map(rows.map(({ index }, place) => [index, place]));
      uploaded.sort((a, b) => (order.get(a.at) ?? 0) - (order.get(b.at) ?? 0));
      // Claimed only is not delivered.
      try {
        take(
          await project.write(uploaded, signal),
          uploaded.map(({ at }) => at),
        );
      } catch (error) {
        for (const { at } of uploaded) results.set(at, { ok: false, problem: asProblem(error) });
      }
    }
    await clear(project, leftovers, results, signal);
  };
}

/** An item whose old objects are still there is not done: its repeat finds them again. */
async function clear(
  project: Pick<Project, 'write' | 'remove'>,
  leftovers: ReadonlyMap<number, readonly string[]>,
  results: Results,
  signal: AbortSignal,
): Promise<void> {
  const names = [...leftovers.values()].flat().sort();
  if (names.length === 0) return;
  try {
    await project.remove(names, signal);
    await project.write(
      names.map((name, at) => removedRow(at, name)),
      signal,
    );
  } catch (error) {
    for (const index of leftovers.keys()) results.set(index, { ok: false, problem: asProblem(error) });
  }
}
