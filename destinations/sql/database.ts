/** What the session needs of a kind of database; `postgres/` and `mysql/` are the two that there are. */
import type { Problem } from '../../model/problem.js';
import type { Row } from '../kit/rank.js';
import type { PayloadTable } from './rows.js';
import type { UserRow } from './users.js';

export type Outcome = 'delivered' | 'duplicate' | 'stale';

/** The named tests of `check`, in order, each with what to do when it fails. */
export interface CheckActions {
  readonly reach: string;
  readonly logIn: string;
  readonly tables: string;
  readonly write: string;
}

export interface SqlDatabase {
  readonly actions: CheckActions;
  /**
   * Runs `work` with a connection, which is dropped when `signal` fires. `work` begins again with another connection when the one that it got
   * turns out to be gone, so it must be repeatable. @throws Problem for connecting; what `work` throws, unchanged, else.
   */
  use<Result>(signal: AbortSignal, work: (connection: SqlConnection) => Promise<Result>): Promise<Result>;
  /** What to do about an error that says more than the test which met it. */
  actionFor?(problem: Problem): string | undefined;
  classify(error: unknown): Problem | undefined;
  /** True for the error of a statement that met a table which is not there. */
  isMissingTable(error: unknown): boolean;
  /** True when the server itself has answered, so that it was reached. */
  isAnswer(problem: Problem): boolean;
  /** Idempotent. */
  end(): Promise<void>;
}

/** A connection that is lent for one piece of work. Rows of one call have different keys and are sorted by them. */
export interface SqlConnection {
  /** Makes those of our tables that are missing; asks for no right to create when all are there. */
  ensureTables(): Promise<void>;
  /** Inserts users, or moves those that are there with an older `orderingMs`. */
  writeUsers(users: readonly UserRow[]): Promise<void>;
  /** Writes rows to one table, all or none: newer revisions only, and never over a tombstone of the same or a newer one. */
  upsert(table: PayloadTable, rows: readonly Row[]): Promise<readonly Outcome[]>;
  /** Deletes rows of one table, but not newer revisions, and leaves tombstones. */
  delete(table: PayloadTable, rows: readonly Row[]): Promise<readonly Outcome[]>;
  /** Writes and deletes a row, and leaves nothing: shows the rights on every table. */
  probe(): Promise<void>;
}
