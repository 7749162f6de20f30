/** The records of a chunk, as they are now. */
import type { ConnectionId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';
import type { StoredBody } from '../history/records.js';

export interface ChunkRecord {
  readonly body: StoredBody;
  readonly orderingMs: number;
}

/** In the chunk's order; what was deleted since is left out, and told by an event of its own. */
export async function chunkRecords(
  db: Queryable,
  chunk: { connectionId: ConnectionId; type: string; recordKeys: readonly string[]; samples: boolean },
): Promise<readonly ChunkRecord[]> {
  const column = chunk.samples ? 'body' : 'summary';
  const { rows } = await db.query<{ content: Buffer; bytes: number; orderingMs: number }>(
    prepared(
      `chunk-${column}`,
      `SELECT r.${column} AS content, r.body_bytes AS bytes, r.ordering_ms AS "orderingMs"
         FROM unnest($3::text[]) WITH ORDINALITY AS k(key, n) JOIN record r ON r.connection_id = $1 AND r.type = $2 AND r.record_key = k.key
        WHERE r.deleted_at IS NULL ORDER BY k.n`,
      [chunk.connectionId, chunk.type, chunk.recordKeys],
    ),
  );
  return rows.map(({ content, bytes, orderingMs }) => ({
    orderingMs,
    body: chunk.samples ? { zstd: content, bytes } : { json: content },
  }));
}
