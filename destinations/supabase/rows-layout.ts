import type { Row } from '../kit/rank.js';
import type { Results } from '../kit/write-ranked.js';
import { isPlaced, problemOf } from './layout.js';
import type { Layout } from './layout.js';
import type { Project } from './project.js';
import { keepRow } from './rows.js';

/** One call for all rows: each is guarded and stored by the function. */
export const rowsLayout =
  (project: Project): Layout =>
  async (rows: readonly Row[], results: Results, signal: AbortSignal) => {
    const answers = await project.write(
      rows.map(({ index, item }) => keepRow(index, item)),
      signal,
    );
    for (const { index } of rows) {
      const outcome = answers.get(index)?.outcome;
      results.set(index, isPlaced(outcome) ? { ok: true, outcome } : { ok: false, problem: problemOf(outcome) });
    }
  };
