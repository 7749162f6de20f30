import type { StoryFact } from './part.js';
import { type Part, tells } from './part.js';

type Fact = Extract<StoryFact, { source: 'backfill' }>;

/** One for each, at the time when it was asked for, with how it went. They are found by skipping through the index: a backfill may have hundreds of windows. */
export const backfills: Part = async (db, asked) => {
  if (!tells(asked, 'backfill')) return [];
  const { rows } = await db.query<Omit<Fact, 'source'> & { at: Date }>(
    `WITH RECURSIVE skip(id) AS (
       (SELECT backfill_id FROM backfill_window WHERE connection_id = $1 AND backfill_id < $2 ORDER BY backfill_id DESC LIMIT 1)
       UNION ALL
       SELECT (SELECT w.backfill_id FROM backfill_window w WHERE w.connection_id = $1 AND w.backfill_id < s.id ORDER BY w.backfill_id DESC LIMIT 1)
         FROM skip s WHERE s.id IS NOT NULL),
     page AS (SELECT id FROM skip WHERE id IS NOT NULL LIMIT $3)
     SELECT b.id, b.created_at AS at, b.state, b.purpose, b.types, b.range_start AS "rangeStart", b.range_end AS "rangeEnd", b.requested_by AS "requestedBy",
            w.windows, w.found, w.changed, w.problem
       FROM page JOIN backfill b ON b.id = page.id
      CROSS JOIN LATERAL (
        SELECT json_build_object('total', count(*), 'done', count(*) FILTER (WHERE state = 'done'), 'failed', count(*) FILTER (WHERE state = 'failed')) AS windows,
               coalesce(sum(found), 0)::int AS found, coalesce(sum(changed), 0)::int AS changed,
               (array_agg(problem ORDER BY range_end DESC) FILTER (WHERE state = 'failed'))[1] AS problem
          FROM backfill_window WHERE connection_id = $1 AND backfill_id = b.id) w
      ORDER BY b.id DESC`,
    [asked.connectionId, asked.before, asked.limit],
  );
  return rows.map(({ at, ...row }) => ({ place: row.id, at, kind: 'backfill', fact: { source: 'backfill', ...row } }));
};
