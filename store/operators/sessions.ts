/** Operators who logged in: their cookies, found by hash. They are in PostgreSQL, so they outlive the api and hold at every process. */
import type { OperatorId } from '../../model/ids.js';
import { type AuditLine, writeAudit } from '../control/audit.js';
import { type Database, type Queryable, prepared, transaction } from '../database.js';
import { ADMIN, IN_FORCE, type KnownOperator, type OperatorRole } from './operators.js';
import { adminProof, hashOf, isCookieValue, newCookieValue } from './token.js';

/** A session ends this long after it began, whatever happens in it, */
const SESSION_DAYS = 7;
/** and so long after its last request. */
const IDLE_HOURS = 12;

/** `null`: the holder of FREEHUB_ADMIN_TOKEN. */
type Owner = Pick<KnownOperator, 'id' | 'name' | 'expiresAt'> | null;

export interface OperatorSession {
  readonly id: string;
  /** Null = the holder of FREEHUB_ADMIN_TOKEN. */
  readonly operator: { readonly id: OperatorId; readonly name: string; readonly role: OperatorRole } | null;
  /** Never later than the operator's token. */
  readonly expiresAt: Date;
}

/** The audit line of its beginning or end. */
const lineOf = (action: 'logged_in' | 'logged_out', owner: Pick<KnownOperator, 'id' | 'name'> | null): AuditLine => ({
  environmentId: null,
  actor: owner?.name ?? ADMIN,
  action: `operator.${action}`,
  subject: owner?.id ?? ADMIN,
});

/** @param adminToken the current one. @returns the cookie's value: it is stored nowhere. */
export async function openSession(
  db: Database,
  owner: Owner,
  adminToken: string,
): Promise<{ cookieValue: string; expiresAt: Date }> {
  const cookieValue = newCookieValue();
  const expiresAt = await transaction(db, async (tx) => {
    await tx.query(`DELETE FROM operator_session WHERE expires_at < now()`);
    const { rows } = await tx.query<{ expiresAt: Date }>(
      `INSERT INTO operator_session (hash, operator_id, admin_proof, expires_at)
       VALUES ($1, $2, $3, least(now() + $4::int * interval '1 day', $5::timestamptz)) RETURNING expires_at AS "expiresAt"`,
      [
        hashOf(cookieValue),
        owner?.id ?? null,
        owner ? null : adminProof(cookieValue, adminToken),
        SESSION_DAYS,
        owner?.expiresAt ?? null,
      ],
    );
    await writeAudit(tx, lineOf('logged_in', owner));
    return rows[0]?.expiresAt ?? new Date();
  });
  return { cookieValue, expiresAt };
}

interface Found {
  readonly id: string;
  readonly expires_at: Date;
  readonly operator_id: OperatorId | null;
  readonly name: string | null;
  readonly role: OperatorRole | null;
  readonly stale: boolean;
}

/** The session of a cookie, while it and its owner are in force. */
export async function findSession(db: Queryable, cookieValue: string, adminToken: string): Promise<OperatorSession | null> {
  if (!isCookieValue(cookieValue)) return null;
  const { rows } = await db.query<Found>(
    prepared(
      'operator-session-find',
      `SELECT s.id, s.expires_at, o.id AS operator_id, o.name, o.role, s.last_seen_at < now() - interval '1 minute' AS stale
         FROM operator_session s LEFT JOIN operator o ON o.id = s.operator_id
        WHERE s.hash = $1 AND s.expires_at > now() AND s.last_seen_at > now() - $3::int * interval '1 hour'
          AND (s.admin_proof = $2 OR (o.id IS NOT NULL AND ${IN_FORCE}))`,
      [hashOf(cookieValue), adminProof(cookieValue, adminToken), IDLE_HOURS],
    ),
  );
  const row = rows[0];
  if (!row) return null;
  if (row.stale) markSeen(db, row.id);
  const { id, expires_at: expiresAt, operator_id, name, role } = row;
  const operator = operator_id === null || name === null || role === null ? null : { id: operator_id, name, role };
  return { id, operator, expiresAt };
}

/** The cookie is worth nothing from then on. */
export const endSession = (db: Database, cookieValue: string): Promise<void> =>
  transaction(db, async (tx) => {
    const { rows } = await tx.query<{ id: OperatorId | null; name: string | null }>(
      `DELETE FROM operator_session s WHERE s.hash = $1
       RETURNING s.operator_id AS id, (SELECT o.name FROM operator o WHERE o.id = s.operator_id) AS name`,
      [hashOf(cookieValue)],
    );
    const ended = rows[0];
    if (!ended) return;
    const owner = ended.id === null || ended.name === null ? null : { id: ended.id, name: ended.name };
    await writeAudit(tx, lineOf('logged_out', owner));
  });

/** Not awaited, about once a minute. */
function markSeen(db: Queryable, id: string): void {
  db.query(`UPDATE operator_session SET last_seen_at = now() WHERE id = $1`, [id]).catch(() => undefined);
}
