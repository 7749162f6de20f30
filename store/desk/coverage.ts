/** What has been fetched for a connection, day by day. */
import type { ConnectionId } from '../../model/ids.js';
import type { Queryable } from '../database.js';

export interface CoverageDay {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  /** Types that were looked at in full. */
  readonly fetched: readonly string[];
  readonly records: number;
}

/**
 * Days with anything, oldest first. All by the primary key of coverage and the time index of records.
 * @param from first and `to` last day, YYYY-MM-DD
 */
export async function coverageByDay(
  db: Queryable,
  id: ConnectionId,
  types: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly CoverageDay[]> {
  const { rows } = await db.query<CoverageDay>(
    `WITH fetched AS (
       SELECT day, array_agg(type ORDER BY type) AS types FROM coverage
        WHERE connection_id = $1 AND type = ANY ($2) AND day BETWEEN $3::date AND $4::date GROUP BY day),
     stored AS (
       SELECT (started_at AT TIME ZONE 'UTC')::date AS day, count(*)::int AS records FROM record
        WHERE connection_id = $1 AND type = ANY ($2) AND deleted_at IS NULL
          AND started_at >= $3::date::timestamp AT TIME ZONE 'UTC' AND started_at < ($4::date + 1)::timestamp AT TIME ZONE 'UTC' GROUP BY 1)
     SELECT day::text, coalesce(f.types, '{}') AS fetched, coalesce(s.records, 0) AS records
       FROM fetched f FULL JOIN stored s USING (day) ORDER BY day`,
    [id, types, from, to],
  );
  return rows;
}

/** Of all that was ever fetched; null = nothing was. */
export async function firstCoveredDay(db: Queryable, id: ConnectionId, types: readonly string[]): Promise<string | null> {
  const { rows } = await db.query<{ day: string | null }>(
    `SELECT min(c.day)::text AS day FROM unnest($2::text[]) AS t(type)
      CROSS JOIN LATERAL (SELECT day FROM coverage WHERE connection_id = $1 AND type = t.type ORDER BY day LIMIT 1) c`,
    [id, types],
  );
  return rows[0]?.day ?? null;
}
