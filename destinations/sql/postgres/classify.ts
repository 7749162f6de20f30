import { DatabaseError } from 'pg';
import { Problem } from '../../../model/problem.js';
import { classifyNetwork } from '../../kit/egress/network-errors.js';
import { postgresErrors } from './errors.js';

/** Errors of `pg`, PostgreSQL and the network below. Messages of PostgreSQL are never repeated: they quote rows. */
export function classifyPostgres(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof DatabaseError)) return classifyNetwork(error, 'the database');
  const state = error.code ?? '';
  return (
    postgresErrors.problem(state, error) ??
    new Problem('transient', 'the database reports an error', { code: state, cause: error })
  );
}
