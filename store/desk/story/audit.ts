import { type Part, tells } from './part.js';

const CONNECTED = ['connection.connected', 'connection.reconnected'];

/** What people did with it; that its athlete connected is a kind of its own. */
export const audit: Part = async (db, asked) => {
  if (!tells(asked, 'connected', 'operator')) return [];
  const { rows } = await db.query<{ id: string; at: Date; action: string; actor: string; detail: unknown }>(
    `SELECT id, at, action, actor, detail FROM audit
      WHERE subject = $2 AND environment_id = $1 AND id < $3 AND ($5::boolean IS NULL OR (action = ANY ($6)) = $5) ORDER BY id DESC LIMIT $4`,
    [
      asked.environmentId,
      asked.connectionId,
      asked.before,
      asked.limit,
      asked.kind === null ? null : asked.kind === 'connected',
      CONNECTED,
    ],
  );
  return rows.map(({ id, at, ...row }) => ({
    place: id,
    at,
    kind: CONNECTED.includes(row.action) ? 'connected' : 'operator',
    fact: { source: 'audit', ...row },
  }));
};
