/** For targets that keep one version of each key: the newest of a write is written, the others are told so. */
import { Problem } from '../../model/problem.js';
import type { DeliveryItem, ItemResult } from './destination.js';
import { loserOutcome, rankByKey } from './rank.js';
import type { Row } from './rank.js';

/** What became of each item, by its place in the write. */
export type Results = Map<number, ItemResult>;

/**
 * @param write sets the result of each row that it is given; their keys differ. What it throws stands for all that have no result then
 * @returns by index
 */
export async function writeRanked(
  items: readonly DeliveryItem[],
  write: (rows: readonly Row[], results: Results) => Promise<void>,
  asProblem: (error: unknown) => Problem,
): Promise<readonly ItemResult[]> {
  const results: Results = new Map();
  let rows: readonly Row[] = items.map((item, index) => ({ index, item }));
  while (rows.length > 0) {
    const { winners, losers } = rankByKey(rows);
    try {
      await write(winners, results);
    } catch (error) {
      const problem = asProblem(error);
      for (const { index } of rows) if (!results.has(index)) results.set(index, { ok: false, problem });
      break;
    }
    const left: Row[] = [];
    for (const { row, winner } of losers) {
      if (results.get(winner.index)?.ok === true) results.set(row.index, { ok: true, outcome: loserOutcome(row, winner) });
      else left.push(row); // What should have replaced it could not be stored, so it has its turn.
    }
    rows = left;
  }
  return items.map(
    (_item, index) => results.get(index) ?? { ok: false, problem: new Problem('bug', 'an event was left out of every write') },
  );
}
