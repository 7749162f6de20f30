/** What records were made from: files (whether anybody wants them) and answers of the provider, and reading them back. */
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';

/** The raw part that holds it. */
export const FILE_PART = 'file';
/** Kinds that keep objects: their config has `originals`. */
const KINDS = ['s3', 'gcs', 'azureblob'];

/** Whether an enabled destination asks for original files: nobody else's requests are spent on them. */
export async function wantsOriginals(db: Queryable, environmentId: EnvironmentId): Promise<boolean> {
  const { rowCount } = await db.query(
    prepared(
      'originals-wanted',
      `SELECT 1 FROM destination WHERE environment_id = $1 AND state = 'enabled' AND kind = ANY ($2) AND config->'originals' = 'true'::jsonb LIMIT 1`,
      [environmentId, KINDS],
    ),
  );
  return (rowCount ?? 0) > 0;
}

/** The file of the record as it is; zstd. Null when it was made without one, or raw answers of its age are not kept. */
export async function readOriginal(
  db: Queryable,
  of: { readonly connectionId: ConnectionId; readonly type: string; readonly recordKey: string },
): Promise<Buffer | null> {
  const { rows } = await db.query<{ body: Buffer }>(
    prepared(
      'original-read',
      `SELECT body FROM raw_payload
        WHERE id = ANY ((SELECT raw_ids FROM record WHERE connection_id = $1 AND type = $2 AND record_key = $3 AND deleted_at IS NULL)::uuid[]) AND part = $4`,
      [of.connectionId, of.type, of.recordKey, FILE_PART],
    ),
  );
  return rows[0]?.body ?? null;
}

export interface RawAnswer {
  /** Which answer it is: `detail`, `streams`, … */
  readonly part: string;
  /** zstd. */
  readonly body: Buffer;
}

/** The provider's answers that the record was made from, as they came. Empty when there are none, or those of its age are not kept. */
export async function readAnswers(
  db: Queryable,
  of: { readonly connectionId: ConnectionId; readonly type: string; readonly recordKey: string },
): Promise<readonly RawAnswer[]> {
  const { rows } = await db.query<RawAnswer>(
    `SELECT DISTINCT ON (part) part, body FROM raw_payload
      WHERE id = ANY ((SELECT raw_ids FROM record WHERE connection_id = $1 AND type = $2 AND record_key = $3 AND deleted_at IS NULL)::uuid[]) AND part <> $4
      ORDER BY part, id DESC`,
    [of.connectionId, of.type, of.recordKey, FILE_PART],
  );
  return rows;
}
