import { type Queryable, prepared } from '../database.js';

/** SHA-256 (hexadecimal, sorted) of raw answers and files as they came; those whose time is over are not among them. */
export async function rawDigests(db: Queryable, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<{ digest: string }>(
    prepared(
      'raw-digests',
      `SELECT DISTINCT encode(content_hash, 'hex') AS digest FROM raw_payload WHERE id = ANY ($1::uuid[]) ORDER BY 1`,
      [ids],
    ),
  );
  return rows.map(({ digest }) => digest);
}
