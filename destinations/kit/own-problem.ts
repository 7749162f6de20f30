/** Errors that are our own, however a client has wrapped them. */
import { Problem } from '../../model/problem.js';

const DEEPEST = 8;

/** The Problem that a guarded socket failed with, or a stop. */
export function innerProblem(error: unknown, depth = 0): Problem | undefined {
  if (error instanceof Problem) return error;
  if (typeof error !== 'object' || error === null || depth >= DEEPEST) return undefined;
  const errors: readonly unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const inner = [...errors, ...('cause' in error ? [error.cause] : []), ...('innerError' in error ? [error.innerError] : [])];
  for (const one of inner) {
    const found = innerProblem(one, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** The same; a client's own word for a stop is `canceled`. */
export function ownProblem(error: unknown): Problem | undefined {
  const inner = innerProblem(error);
  if (inner) return inner;
  const isAbort = typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
  return isAbort ? new Problem('canceled', 'the write was stopped', { cause: error }) : undefined;
}
