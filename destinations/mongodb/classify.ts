import { BSON, MongoBulkWriteError, MongoError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { Problem } from '../../model/problem.js';
import { classifyNetwork } from '../kit/egress/network-errors.js';
import { innerProblem } from '../kit/own-problem.js';
import { mongoErrors } from './errors.js';

const TARGET = 'the database';

/** Errors of the driver and of MongoDB, by code, then by class. Server messages are never repeated: they quote documents. */
export function classifyMongo(error: unknown): Problem | undefined {
  const inner = innerProblem(error);
  if (inner) return inner;
  if (error instanceof MongoServerSelectionError) return selectionProblem(error);
  // Around an error of the driver's own it keeps neither class nor code of it; a server would have given a number.
  if (error instanceof MongoBulkWriteError && typeof error.code !== 'number') return mongoErrors.problem('WRITE_BROKEN', error);
  if (error instanceof MongoServerError) {
    return (
      problemOfCode(error.code, error) ??
      new Problem('transient', 'the database reports an error', { code: String(error.code ?? 'UNKNOWN'), cause: error })
    );
  }
  if (error instanceof BSON.BSONError) return mongoErrors.problem('INVALID_BSON', error);
  const network = classifyNetwork(error, TARGET);
  if (network) return network;
  if (error instanceof MongoError) {
    return (
      mongoErrors.problem(error.name, error) ??
      new Problem('transient', 'the connection to the database broke', { code: error.name, cause: error })
    );
  }
  return undefined;
}

/** The Problem of one write's number. */
export const classifyCode = (code: number): Problem =>
  problemOfCode(code, undefined) ?? new Problem('transient', 'the database reports an error', { code: String(code) });

/** The Problem of a server's number. Cosmos DB says in `RetryAfterMs` how long to wait, in its text only: the schedule's own delay is used. */
function problemOfCode(code: unknown, cause: unknown): Problem | undefined {
  return typeof code === 'number' ? mongoErrors.problem(String(code), cause) : undefined;
}

/** Why no server was to be had: what they failed with, when all failed. */
function selectionProblem(error: MongoServerSelectionError): Problem | undefined {
  const servers = [...(error.reason?.servers.values() ?? [])];
  const known = servers.flatMap(({ error: why }) => (why ? [classifyMongo(why) ?? []] : [])).flat();
  return known.find(({ kind }) => kind === 'config' || kind === 'auth') ?? known[0] ?? mongoErrors.problem(error.name, error);
}
