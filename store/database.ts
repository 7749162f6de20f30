/** The pool for hand-written SQL on the hot paths. */
import pg from 'pg';
import { Problem } from '../model/problem.js';

/** bigint (int8) as a JavaScript number: ours are counters and milliseconds, far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export interface Queryable {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  readonly onError: (error: Error) => void;
}

export type Database = pg.Pool;

/** Opens a pool. An idle connection that dies (restart of PostgreSQL) is reported and replaced, never thrown. */
export function openDatabase({ url, poolSize, name, onError }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    application_name: name,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  });
  pool.on('error', onError);
  // The pool listens to idle connections only: a cut of one that is in use is told by its query, and must not end the process before there is one.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return pool;
}

/** A statement with a name is planned once per connection. */
export const prepared = (name: string, text: string, values: unknown[]): pg.QueryConfig => ({ name, text, values });

/** Runs `work` in one transaction; rolls back and rethrows on any error. */
export async function transaction<T>(db: Database, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await db.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    try {
      await client.query('ROLLBACK');
      client.release();
    } catch (broken) {
      client.release(broken instanceof Error ? broken : true);
    }
    throw error;
  }
}

const UNAVAILABLE = /^(?:08...|40...|53...|57P..)$|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;

/** True for errors that pass by themselves: PostgreSQL restarting, failing over or out of slots; a deadlock that was broken. */
export function isUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('code' in error && typeof error.code === 'string') return UNAVAILABLE.test(error.code);
  // Several addresses were tried.
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.some(isUnavailable);
  // The driver gives connections that are cut in the middle no code.
  return (
    'message' in error &&
    typeof error.message === 'string' &&
    /Connection terminated|timeout exceeded when trying to connect|not queryable/.test(error.message)
  );
}

/** A text with a character that PostgreSQL cannot hold. */
const UNTRANSLATABLE = new Set<unknown>(['22021', '22P05']);

/** Our own store's error at a boundary. */
export function storeProblem(error: unknown, doing: string): Problem {
  if (isUnavailable(error))
    return new Problem('transient', `the database did not answer while ${doing}; try again`, { cause: error });
  if (error instanceof Error && 'code' in error && UNTRANSLATABLE.has(error.code))
    return new Problem('payload', 'a text holds the character U+0000, which cannot be stored', { cause: error });
  return Problem.from(error, doing);
}
