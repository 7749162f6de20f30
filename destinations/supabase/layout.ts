import { Problem } from '../../model/problem.js';
import type { DeliveryItem } from '../kit/destination.js';
import type { Row } from '../kit/rank.js';
import type { Results } from '../kit/write-ranked.js';
import { asProblem } from './classify.js';
import { supabaseErrors } from './errors.js';
import type { WireRow } from './rows.js';

/** Writes rows with different keys and sets the result of each. @throws an error that stands for all of them */
export type Layout = (rows: readonly Row[], results: Results, signal: AbortSignal) => Promise<void>;

/** The rows as the function takes them, without those that cannot be made: these have their result then. */
export function wireRows(
  rows: readonly Row[],
  results: Results,
  make: (at: number, item: DeliveryItem) => WireRow,
): readonly WireRow[] {
  return rows.flatMap(({ index, item }) => {
    try {
      return [make(index, item)];
    } catch (error) {
      results.set(index, { ok: false, problem: asProblem(error) });
      return [];
    }
  });
}

export type Placed = 'delivered' | 'duplicate' | 'stale';

export const isPlaced = (outcome: string | undefined): outcome is Placed =>
  outcome === 'delivered' || outcome === 'duplicate' || outcome === 'stale';

/** Of a row's SQLSTATE. */
export const problemOf = (code: string | undefined): Problem =>
  (code === undefined ? undefined : supabaseErrors.problem(code, undefined)) ??
  new Problem('config', "the function freehub_write is not Freehub's: run the set-up SQL again", { code: 'NOT_SUPABASE' });
