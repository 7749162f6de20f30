import type { Row } from '../kit/rank.js';
import type { Results } from '../kit/write-ranked.js';
import { isPlaced, problemOf, wireRows } from './layout.js';
import type { Layout } from './layout.js';
import type { Project } from './project.js';
import { keepRow } from './rows.js';

/** One call for all rows: each is guarded and stored by the function. */
export const rowsLayout =
  (project: Pick<Project, 'write'>): Layout =>
  async (rows: readonly Row[], results: Results, signal: AbortSignal) => {
    const wire = wireRows(rows, results, keepRow);
    if (wire.length === 0) return;
    const answers = await project.write(wire, signal);
    for (const { at } of wire) {
      const outcome = answers.get(at)?.outcome;
      results.set(at, isPlaced(outcome) ? { ok: true, outcome } : { ok: false, problem: problemOf(outcome) });
    }
  };
