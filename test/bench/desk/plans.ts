/** What PostgreSQL did for a question, out of the log of auto_explain; and what it must not have done. */
import type { Database } from '../../../store/database.js';

export interface Plan {
  readonly ms: number;
  readonly query: string;
  /** As EXPLAIN (ANALYZE, BUFFERS) writes it. */
  readonly text: string;
}

/** A table (or partition) of so many rows is large. */
const LARGE_ROWS = 10_000;
/** Statements that look something up for every request; they say nothing of the question. */
const EVERYWHERE = /^(?:SELECT 1$|BEGIN|COMMIT|SET |START |SELECT \* FROM current_schema|SELECT version|SHOW )/i;

/** Entries begin at the start of a line; what belongs to one is indented. */
export function plansIn(log: string): readonly Plan[] {
  return log
    .split(/\n(?!\t)/)
    .flatMap((entry): Plan[] => {
      const [, ms = '', told = ''] = /duration: ([\d.]+) ms {2}plan:\n\tQuery Text: ([\s\S]*)$/.exec(entry) ?? [];
      // The first line with a cost is the root of the plan.
      const at = told.search(/\n\t[^\n]*\(cost=\d/);
      if (at < 0) return [];
      const query = told.slice(0, at).replace(/\n\tQuery Parameters: [\s\S]*$/, '');
      return [{ ms: Number(ms), query: query.replaceAll(/\s+/g, ' ').trim(), text: told.slice(at + 2).replaceAll('\n\t', '\n') }];
    })
    .filter(({ query }) => !EVERYWHERE.test(query));
}

export async function largeTables(db: Database): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples > $1 AND relnamespace = 'public'::regnamespace`,
    [LARGE_ROWS],
  );
  return new Set(rows.map(({ name }) => name));
}

/** Large tables that were read from end to end. A node that was never executed read nothing. */
export const scannedWhole = ({ text }: Plan, large: ReadonlySet<string>): readonly string[] => [
  ...new Set(
    text
      .split('\n')
      .filter((line) => !line.includes('(never executed)'))
      .flatMap((line) => /Seq Scan on (?:public\.)?(\w+)/.exec(line)?.[1] ?? [])
      .filter((table) => large.has(table)),
  ),
];
