/** Records with what a file made of them says of where they came from. */
import type { ConnectionId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';

export interface RecordSource {
  readonly recordKey: string;
  /** Of the final JSON. */
  readonly zstd: Buffer;
  readonly bytes: number;
  readonly revision: number;
  /** When this revision was stored. */
  readonly recordedAt: Date;
  /** SHA-256 (hexadecimal) of the raw answers and files that it was made from, as far as they are kept. */
  readonly rawSha256s: readonly string[];
}

/** In the order of the keys; what was deleted is left out. */
export async function recordSources(
  db: Queryable,
  of: { readonly connectionId: ConnectionId; readonly type: string; readonly recordKeys: readonly string[] },
): Promise<readonly RecordSource[]> {
  const { rows } = await db.query<RecordSource>(
    prepared(
      'record-sources',
      `SELECT r.record_key AS "recordKey", r.body AS zstd, r.body_bytes AS bytes, r.revision, r.updated_at AS "recordedAt",
              ARRAY(SELECT DISTINCT encode(p.content_hash, 'hex') FROM raw_payload p WHERE p.id = ANY (r.raw_ids) ORDER BY 1) AS "rawSha256s"
         FROM unnest($3::text[]) WITH ORDINALITY AS k(key, n) JOIN record r ON r.connection_id = $1 AND r.type = $2 AND r.record_key = k.key
        WHERE r.deleted_at IS NULL ORDER BY k.n`,
      [of.connectionId, of.type, of.recordKeys],
    ),
  );
  return rows;
}

/** Bytes of the final JSON of records altogether. */
export async function bytesOf(
  db: Queryable,
  of: { readonly connectionId: ConnectionId; readonly type: string; readonly recordKeys: readonly string[] },
): Promise<number> {
  const { rows } = await db.query<{ bytes: number }>(
    `SELECT coalesce(sum(body_bytes), 0)::bigint AS bytes FROM record WHERE connection_id = $1 AND type = $2 AND record_key = ANY ($3)`,
    [of.connectionId, of.type, of.recordKeys],
  );
  return rows[0]?.bytes ?? 0;
}
