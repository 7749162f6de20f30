/** Notices of connections that are gone. */
import type { Queryable } from '../database.js';

/**
 * Ends notices that were stored while their connection was being erased: nobody would ever claim them, and their partition could not be dropped. The
 * insert does not lock the connection instead: one athlete's disconnecting would hold up everybody's notices.
 * @returns how many there were
 */
export async function ignoreOrphans(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE inbox i SET state = 'ignored', finished_at = now(), body = NULL,
            problem = '{"kind": "missing", "message": "the connection was ended while this came"}'::jsonb
      WHERE i.state = 'pending' AND NOT EXISTS (SELECT 1 FROM connection c WHERE c.id = i.connection_id)`,
  );
  return rowCount ?? 0;
}
