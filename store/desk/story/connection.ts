import type { StoredProblem } from '../../../model/problem.js';
import { PLACE, type Part, tells } from './part.js';
import { NOW } from './places.js';

/** Its beginning, where the audit log does not tell it. */
export const beginning: Part = async (db, asked) => {
  if (!tells(asked, 'connected')) return [];
  const { rows } = await db.query<{ place: string; at: Date }>(
    `SELECT * FROM (
       SELECT ${PLACE('created_at', `'connection'`)} AS place, created_at AS at FROM connection c
        WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.subject = c.id::text AND a.environment_id = $3 AND a.action = 'connection.connected')) one
      WHERE place < $2`,
    [asked.connectionId, asked.before, asked.environmentId],
  );
  return rows.map(({ place, at }) => ({ place, at, kind: 'connected', fact: { source: 'connection' } }));
};

/** What is wrong with it now: at the head of the first page. */
export const trouble: Part = async (db, asked) => {
  if (!asked.first || !tells(asked, 'problem')) return [];
  const { rows } = await db.query<{ at: Date; problem: StoredProblem; failures: number; nextPollAt: Date }>(
    `SELECT now() AS at, problem, failures, next_poll_at AS "nextPollAt" FROM connection WHERE id = $1 AND problem IS NOT NULL`,
    [asked.connectionId],
  );
  return rows.map(({ at, ...row }) => ({ place: NOW, at, kind: 'problem', fact: { source: 'trouble', ...row } }));
};
