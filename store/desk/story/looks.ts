import { PLACE, type Part, tells } from './part.js';

/**
 * When the provider was looked at: stretches of days by the moment they were fetched, and the last poll. All coverage of one connection is read, a row for
 * each day and type; a look that comes again moves to its new time.
 */
export const looks: Part = async (db, asked) => {
  if (!tells(asked, 'synced')) return [];
  const { rows } = await db.query<{
    place: string;
    at: Date;
    type: string | null;
    firstDay: string;
    lastDay: string;
    days: number;
  }>(
    `SELECT * FROM (
       SELECT ${PLACE('fetched_at', 'type')} AS place, fetched_at AS at, type, min(day)::text AS "firstDay", max(day)::text AS "lastDay", count(*)::int AS days
         FROM coverage WHERE connection_id = $1 GROUP BY fetched_at, type
        UNION ALL
       SELECT ${PLACE('last_polled_at', `'poll'`)}, last_polled_at, NULL, '', '', 0 FROM connection WHERE id = $1 AND last_polled_at IS NOT NULL) look
      WHERE place < $2 ORDER BY place DESC LIMIT $3`,
    [asked.connectionId, asked.before, asked.limit],
  );
  return rows.map(({ place, at, type, ...days }) => ({
    place,
    at,
    kind: 'synced',
    fact: type === null ? { source: 'poll' } : { source: 'coverage', type, ...days },
  }));
};
