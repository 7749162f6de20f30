/** Deliveries whose destination was deleted while a commit that still saw it was under way. */
import type { Queryable } from '../database.js';

/** Ends them as `canceled`, as deleting the destination does with those that it sees. @returns how many */
export async function cancelOrphans(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE delivery d SET state = 'canceled', finished_at = now(), lease_until = NULL
      WHERE d.state = 'pending' AND NOT EXISTS (SELECT 1 FROM destination t WHERE t.id = d.destination_id)`,
  );
  return rowCount ?? 0;
}
