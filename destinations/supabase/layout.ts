import { Problem } from '../../model/problem.js';
import type { Row } from '../kit/rank.js';
import type { Results } from '../kit/write-ranked.js';
import { supabaseErrors } from './errors.js';

/** Writes rows with different keys and sets the result of each. @throws an error that stands for all of them */
export type Layout = (rows: readonly Row[], results: Results, signal: AbortSignal) => Promise<void>;

export type Placed = 'delivered' | 'duplicate' | 'stale';

export const isPlaced = (outcome: string | undefined): outcome is Placed =>
  outcome === 'delivered' || outcome === 'duplicate' || outcome === 'stale';

/** Of a row's SQLSTATE. */
export const problemOf = (code: string | undefined): Problem =>
  (code === undefined ? undefined : supabaseErrors.problem(code, undefined)) ??
  new Problem('config', "the function freehub_write is not Freehub's: run the set-up SQL again", { code: 'NOT_SUPABASE' });
