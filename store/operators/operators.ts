/** Tokens of people and scripts that operate this installation, beside FREEHUB_ADMIN_TOKEN. */
import { timingSafeEqual } from 'node:crypto';
import type { OperatorId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { writeAudit } from '../control/audit.js';
import { type Page, cut, isTaken } from '../control/control-store.js';
import { type Database, type Queryable, prepared, transaction } from '../database.js';
import { hashOf, isOperatorToken, newToken } from './token.js';

/** `admin` changes things; `viewer` only looks. */
export type OperatorRole = 'admin' | 'viewer';

/** What the holder of FREEHUB_ADMIN_TOKEN is called. */
export const ADMIN = 'admin';

export interface OperatorRow {
  readonly id: OperatorId;
  readonly name: string;
  readonly role: OperatorRole;
  readonly prefix: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

const COLUMNS = `id, name, role, prefix, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`;
/** Of `operator o`. */
export const IN_FORCE = `o.revoked_at IS NULL AND (o.expires_at IS NULL OR o.expires_at > now())`;

/** Names that mean others in the audit log. */
const RESERVED = /^(admin|athlete|freehub|unknown|api:.*)$/i;

/** Newest first. */
export async function listOperators(
  db: Queryable,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<OperatorRow>> {
  const { rows } = await db.query<OperatorRow>(
    `SELECT ${COLUMNS} FROM operator WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
    [after, limit + 1],
  );
  return cut(rows, limit);
}

/**
 * @returns the row, and the token, which is told now or never
 * @throws Problem conflict when the name is another's, payload when it means somebody else in the audit log
 */
export async function createOperator(
  db: Database,
  made: { readonly name: string; readonly role: OperatorRole; readonly expiresInDays: number | null },
  actor: string,
): Promise<{ row: OperatorRow; token: string }> {
  if (RESERVED.test(made.name)) throw new Problem('payload', `name: "${made.name}" has a meaning of its own in the audit log`);
  const { token, prefix, hash } = newToken();
  try {
    return await transaction(db, async (tx) => {
      const { rows } = await tx.query<OperatorRow>(
        `INSERT INTO operator (name, role, prefix, hash, expires_at) VALUES ($1, $2, $3, $4, now() + $5::int * interval '1 day') RETURNING ${COLUMNS}`,
        [made.name, made.role, prefix, hash, made.expiresInDays],
      );
      const row = rows[0];
      if (!row) throw new Problem('bug', 'an operator was not stored');
      await writeAudit(tx, {
        environmentId: null,
        actor,
        action: 'operator.created',
        subject: row.id,
        detail: { name: row.name, role: row.role, prefix, expires_at: row.expiresAt },
      });
      return { row, token };
    });
  } catch (error) {
    if (isTaken(error)) throw new Problem('conflict', `name: there is an operator "${made.name}": revoke that token first`);
    throw error;
  }
}

/** Its sessions end with it. Revoking twice is harmless. @throws Problem missing */
export const revokeOperator = (db: Database, id: OperatorId, actor: string): Promise<void> =>
  transaction(db, async (tx) => {
    const { rows } = await tx.query<{ name: string; prefix: string; revoked: boolean }>(
      `SELECT name, prefix, revoked_at IS NOT NULL AS revoked FROM operator WHERE id = $1 FOR UPDATE`,
      [id],
    );
    const row = rows[0];
    if (!row) throw new Problem('missing', 'there is no such operator');
    if (row.revoked) return;
    await tx.query(`UPDATE operator SET revoked_at = now() WHERE id = $1`, [id]);
    await tx.query(`DELETE FROM operator_session WHERE operator_id = $1`, [id]);
    const { name, prefix } = row;
    await writeAudit(tx, { environmentId: null, actor, action: 'operator.revoked', subject: id, detail: { name, prefix } });
  });

export interface KnownOperator {
  readonly id: OperatorId;
  readonly name: string;
  readonly role: OperatorRole;
  readonly expiresAt: Date | null;
}

/** Whose token this is, while it is in force. The hash is found by an index, and compared once more in constant time. */
export async function findOperator(db: Queryable, token: string): Promise<KnownOperator | null> {
  if (!isOperatorToken(token)) return null;
  const hash = hashOf(token);
  const { rows } = await db.query<KnownOperator & { hash: Buffer; stale: boolean }>(
    prepared(
      'operator-find',
      `SELECT o.id, o.name, o.role, o.hash, o.expires_at AS "expiresAt", coalesce(o.last_used_at < now() - interval '1 minute', true) AS stale
         FROM operator o WHERE o.hash = $1 AND ${IN_FORCE}`,
      [hash],
    ),
  );
  const row = rows[0];
  if (!row || !timingSafeEqual(row.hash, hash)) return null;
  if (row.stale) markUsed(db, row.id);
  return { id: row.id, name: row.name, role: row.role, expiresAt: row.expiresAt };
}

/** Not awaited, at most once a minute: looking must not make a busy row. */
function markUsed(db: Queryable, id: OperatorId): void {
  db.query(
    `UPDATE operator SET last_used_at = now() WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    [id],
  ).catch(() => undefined);
}
