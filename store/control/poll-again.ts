/** When notifications end: connections that waited for them until the next reconciliation are polled instead. */
import type { ConnectionId, ProviderAppId } from '../../model/ids.js';
import type { Queryable } from '../database.js';

/** Rows that one statement locks. */
export const POLL_AGAIN_ROWS = 5_000;

/**
 * Makes one page of the app's connections due within that time, spread out evenly at random; what is due sooner stays.
 * @param after the last id of the page before; null = from the beginning
 * @returns the ids of the page, ascending: fewer than `rows` = it was the last
 */
export async function pollAgain(
  db: Queryable,
  providerAppId: ProviderAppId,
  withinMs: number,
  after: ConnectionId | null,
  rows = POLL_AGAIN_ROWS,
): Promise<readonly ConnectionId[]> {
  const { rows: page } = await db.query<{ id: ConnectionId }>(
    `WITH page AS MATERIALIZED (
       SELECT id FROM connection
        WHERE provider_app_id = $1 AND state = 'active' AND ($3::uuid IS NULL OR id > $3)
        ORDER BY id LIMIT $4 FOR NO KEY UPDATE),
     due AS (
       UPDATE connection c SET next_poll_at = least(c.next_poll_at, now() + random() * $2 * interval '1 millisecond')
         FROM page WHERE c.id = page.id)
     SELECT id FROM page ORDER BY id`,
    [providerAppId, withinMs, after, rows],
  );
  return page.map(({ id }) => id);
}
