/** A vendor's answer as a Problem: by its code, else by its status. */
import type { Problem } from '../../../model/problem.js';
import type { ErrorTable } from '../error-table.js';
import { retryAfterMs } from './retry-after.js';

interface Answer {
  /** The vendor's word: `NoSuchBucket`. */
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
}

/** Rows for statuses are written `404`, `5*`. A code that is in no row counts by its status. */
export function answerProblem(table: ErrorTable, { code, status, retryAfter }: Answer, cause: unknown): Problem | undefined {
  const delayMs = retryAfterMs(retryAfter, Date.now());
  return (
    (code === undefined ? undefined : table.problem(code, cause, delayMs)) ??
    (status === undefined ? undefined : table.problem(String(status), cause, delayMs))
  );
}
