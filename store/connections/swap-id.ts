/** A new user id for a connection: Terra's older way of telling that somebody connected the same account again. */
import type { ConnectionId } from '../../model/ids.js';
import type { Queryable } from '../database.js';

/**
 * Everything that belongs to the connection goes over to `to`: records, coverage, what waits to be fetched or delivered. Call it with the connection's row
 * locked, and store new tokens after it: the old ones are sealed to the old id. A sync that is under way loses its lease, for it works under the old id.
 */
export async function swapId(tx: Queryable, from: ConnectionId, to: ConnectionId): Promise<void> {
  // record, credential, coverage, backfill_window, device_assignment, request_use and payload follow by their foreign keys.
  await tx.query(`UPDATE connection SET id = $2, created_at = now(), lease_token = NULL, lease_until = NULL WHERE id = $1`, [
    from,
    to,
  ]);
  for (const table of ['raw_payload', 'event', 'delivery'])
    await tx.query(`UPDATE ${table} SET connection_id = $2 WHERE connection_id = $1`, [from, to]);
  // Notices that are dealt with stay with the id that they were about.
  await tx.query(`UPDATE inbox SET connection_id = $2 WHERE connection_id = $1 AND state = 'pending'`, [from, to]);
  await tx.query(`UPDATE backfill SET connection_ids = array_replace(connection_ids, $1, $2) WHERE $1 = ANY (connection_ids)`, [
    from,
    to,
  ]);
  await tx.query(`DELETE FROM rate_budget WHERE key LIKE 'connection:' || $1 || ':%'`, [from]);
}
