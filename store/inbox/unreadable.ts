/** An item that could not be fetched or read outside of a notice: kept as a dead notice, so that an operator sees it. */
import type { ConnectionId } from '../../model/ids.js';
import type { StoredProblem } from '../../model/problem.js';
import { type Queryable, prepared } from '../database.js';

/** @param cause what asked for it: noting it again for the same cause on the same day changes nothing. */
export async function noteUnreadable(
  db: Queryable,
  connectionId: ConnectionId,
  item: { readonly type: string; readonly id: string; readonly revision: number | null },
  problem: StoredProblem,
  cause: string,
): Promise<void> {
  await db.query(
    prepared(
      'inbox-unreadable',
      `INSERT INTO inbox (environment_id, provider_app_id, connection_id, provider_event_id, kind, provider_user_id, object_type, object_id, object_revision,
                          occurred_at, state, finished_at, problem)
       SELECT c.environment_id, c.provider_app_id, c.id, $5 || ':' || $2 || ':' || $3, 'changed', c.provider_user_id, $2, $3, $4, now(), 'dead', now(), $6
         FROM connection c WHERE c.id = $1 ON CONFLICT DO NOTHING`,
      [connectionId, item.type, item.id, item.revision, cause, JSON.stringify(problem)],
    ),
  );
}
