/** The end of a sync that stored nothing: the lease ends, the notices wait. */
import type { StoredProblem } from '../../model/problem.js';
import { type Queryable, prepared } from '../database.js';
import type { LeasedConnection } from './lease.js';

export interface SyncFailure {
  /** Milliseconds until the notices and the next poll are due again; null = not before the connection's state changes. */
  readonly retryMs: number | null;
  readonly problem: StoredProblem | null;
  /** Counts as a try of the notices. */
  readonly tried: boolean;
  /** Counts as a failure of the connection: of many in a row single items are held responsible. */
  readonly failed: boolean;
  /** The notices were dealt with: it is the poll that failed. */
  readonly polling?: boolean;
}

export async function failSync(
  db: Queryable,
  connection: Pick<LeasedConnection, 'id' | 'leaseToken' | 'notices'>,
  failure: SyncFailure,
): Promise<void> {
  await db.query(
    prepared(
      'sync-fail',
      `WITH waiting AS (
         UPDATE inbox SET attempts = attempts + $4::int, problem = $5,
                due_at = CASE WHEN $3::float8 IS NULL THEN 'infinity' ELSE now() + $3 * interval '1 millisecond' END
          WHERE connection_id = $1 AND state = 'pending' AND id = ANY ($6))
       UPDATE connection SET lease_token = NULL, lease_until = NULL, failures = failures + $7::int, problem = coalesce($5, problem), poll_failing = poll_failing OR $8::boolean,
              next_poll_at = greatest(next_poll_at, now() + coalesce($3, 86400000) * interval '1 millisecond')
        WHERE id = $1 AND lease_token = $2`,
      [
        connection.id,
        connection.leaseToken,
        failure.retryMs,
        failure.tried ? 1 : 0,
        failure.problem === null ? null : JSON.stringify(failure.problem),
        connection.notices.map((notice) => notice.id),
        failure.failed ? 1 : 0,
        failure.failed && failure.polling === true,
      ],
    ),
  );
}
