import type { StoredProblem } from '../../../model/problem.js';
import { type Asked, type Part, tells } from './part.js';

interface Row {
  readonly id: string;
  readonly change: string;
  readonly type: string | null;
  readonly key: string | null;
  readonly at: Date;
  readonly state: 'pending' | 'done' | 'ignored' | 'dead';
  readonly attempts: number;
  readonly finishedAt: Date | null;
  readonly problem: StoredProblem | null;
}

const statesFor = (asked: Asked): readonly Row['state'][] => [
  ...(tells(asked, 'notified') ? (['pending', 'done', 'ignored'] as const) : []),
  ...(tells(asked, 'problem') ? (['dead'] as const) : []),
];

/** Notifications of the provider; one that nothing could be done about is a problem. */
export const notices: Part = async (db, asked) => {
  const states = statesFor(asked);
  if (states.length === 0) return [];
  const { rows } = await db.query<Row>(
    `SELECT n.* FROM unnest($2::text[]) AS s(state)
      CROSS JOIN LATERAL (
        SELECT id, kind AS change, object_type AS type, object_id AS key, received_at AS at, state, attempts, finished_at AS "finishedAt", problem FROM inbox
         WHERE connection_id = $1 AND state = s.state AND id < $3 ORDER BY id DESC LIMIT $4) n
      ORDER BY n.id DESC LIMIT $4`,
    [asked.connectionId, states, asked.before, asked.limit],
  );
  return rows.map(({ id, at, ...row }) => ({
    place: id,
    at,
    kind: row.state === 'dead' ? 'problem' : 'notified',
    fact: { source: 'notice', ...row },
  }));
};
