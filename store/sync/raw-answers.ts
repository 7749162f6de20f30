/** Raw answers as they are stored, for normalizing them again. */
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';

export interface StoredAnswer {
  readonly type: string;
  readonly key: string;
  readonly providerRevision: number | null;
  /** Of the record as it is; null when it could never be normalized. */
  readonly contentHash: Buffer | null;
  readonly rawIds: readonly string[];
}

/** Connections in the scope, one by one. */
export async function* connectionsFrom(
  db: Queryable,
  scope: { environmentId: EnvironmentId | null; connectionId: ConnectionId | null },
): AsyncGenerator<{ id: ConnectionId; environmentId: EnvironmentId; provider: string }> {
  for (let after: ConnectionId | null = null; ;) {
    const { rows }: { rows: { id: ConnectionId; environmentId: EnvironmentId; provider: string }[] } = await db.query(
      `SELECT id, environment_id AS "environmentId", provider FROM connection
        WHERE ($1::uuid IS NULL OR environment_id = $1) AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT 200`,
      [scope.environmentId, scope.connectionId, after],
    );
    yield* rows;
    after = rows.at(-1)?.id ?? null;
    if (after === null) return;
  }
}

/** Of each record the answers it was made from; of what has no record, the newest answer of each part. Deleted records are left alone. */
const ANSWERS = `
  SELECT * FROM (
    SELECT type, record_key AS key, provider_revision AS "providerRevision", content_hash AS "contentHash", raw_ids AS "rawIds"
      FROM record WHERE connection_id = $1 AND deleted_at IS NULL AND cardinality(raw_ids) > 0
       AND ($2::float8 IS NULL OR started_at >= to_timestamp($2 / 1000)) AND ($3::float8 IS NULL OR started_at < to_timestamp($3 / 1000))
    UNION ALL
    SELECT type, record_key, NULL, NULL, array_agg(id ORDER BY part)
      FROM (SELECT DISTINCT ON (p.type, p.record_key, p.part) p.type, p.record_key, p.part, p.id FROM raw_payload p
             WHERE p.connection_id = $1 AND NOT EXISTS (SELECT 1 FROM record r WHERE r.connection_id = $1 AND r.type = p.type AND r.record_key = p.record_key)
               AND ($2::float8 IS NULL OR p.fetched_at >= to_timestamp($2 / 1000)) AND ($3::float8 IS NULL OR p.fetched_at < to_timestamp($3 / 1000))
             ORDER BY p.type, p.record_key, p.part, p.id DESC) newest
     GROUP BY type, record_key) answers
   WHERE (type, key) > ($4, $5) ORDER BY type, key LIMIT $6`;

export async function* answersOf(
  db: Queryable,
  connectionId: ConnectionId,
  range: { startMs: number | null; endMs: number | null },
  pageSize: number,
): AsyncGenerator<readonly StoredAnswer[]> {
  for (let after = { type: '', key: '' }; ;) {
    const { rows } = await db.query<StoredAnswer>(ANSWERS, [
      connectionId,
      range.startMs,
      range.endMs,
      after.type,
      after.key,
      pageSize,
    ]);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last;
  }
}

/** The parts that are still there; `body` is zstd. */
export async function rawParts(db: Queryable, ids: readonly string[]): Promise<readonly { part: string; body: Buffer }[]> {
  return (await db.query<{ part: string; body: Buffer }>(`SELECT part, body FROM raw_payload WHERE id = ANY ($1::uuid[])`, [ids]))
    .rows;
}
