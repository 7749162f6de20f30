/** Connections as the apps of an environment look them up: Terra's users. */
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { CONNECTION_COLUMNS, type ConnectionRow, changeState } from '../connections/lifecycle.js';
import { type Database, type Queryable, prepared, transaction } from '../database.js';
import { writeAudit } from './audit.js';
import { isTaken } from './control-store.js';

const FROM = `SELECT ${CONNECTION_COLUMNS} FROM connection c WHERE c.environment_id = $1`;

/** @throws Problem missing: one of another environment is not there either. */
export async function userOf(db: Queryable, environmentId: EnvironmentId, id: ConnectionId): Promise<ConnectionRow> {
  const { rows } = await db.query<ConnectionRow>(prepared('user-of', `${FROM} AND c.id = $2`, [environmentId, id]));
  if (!rows[0]) throw noUser();
  return rows[0];
}

/** Oldest first. */
export async function usersOfReference(
  db: Queryable,
  environmentId: EnvironmentId,
  referenceId: string,
): Promise<readonly ConnectionRow[]> {
  const { rows } = await db.query<ConnectionRow>(
    prepared('users-of-reference', `${FROM} AND c.reference_id = $2 ORDER BY c.id`, [environmentId, referenceId]),
  );
  return rows;
}

/** In the order of `ids`; unknown ones are left out. */
export async function usersOfIds(
  db: Queryable,
  environmentId: EnvironmentId,
  ids: readonly ConnectionId[],
): Promise<readonly ConnectionRow[]> {
  const { rows } = await db.query<ConnectionRow>(`${FROM} AND c.id = ANY ($2)`, [environmentId, ids]);
  const found = new Map(rows.map((row) => [row.id, row]));
  return [...new Set(ids)].flatMap((id) => found.get(id) ?? []);
}

/** Oldest first, after `after`. */
export async function usersAfter(
  db: Queryable,
  environmentId: EnvironmentId,
  after: ConnectionId | null,
  limit: number,
): Promise<readonly ConnectionRow[]> {
  const { rows } = await db.query<ConnectionRow>(
    prepared('users-after', `${FROM} AND ($2::uuid IS NULL OR c.id > $2) ORDER BY c.id LIMIT $3`, [environmentId, after, limit]),
  );
  return rows;
}

/** @param page from 0. `total` is of all pages. */
export async function pageOfUsers(
  db: Queryable,
  environmentId: EnvironmentId,
  page: number,
  perPage: number,
): Promise<{ users: readonly ConnectionRow[]; total: number }> {
  const [users, counted] = await Promise.all([
    // The ids are found in their index alone: a late page reads no rows that it does not show.
    db.query<ConnectionRow>(
      `${FROM} AND c.id IN (SELECT id FROM connection WHERE environment_id = $1 ORDER BY id OFFSET $2 LIMIT $3) ORDER BY c.id`,
      [environmentId, page * perPage, perPage],
    ),
    db.query<{ total: number }>(`SELECT count(*) AS total FROM connection WHERE environment_id = $1`, [environmentId]),
  ]);
  return { users: users.rows, total: counted.rows[0]?.total ?? 0 };
}

export interface UserChange {
  /** null removes it; undefined leaves it. */
  readonly referenceId?: string | null | undefined;
  readonly active?: boolean | undefined;
}

export interface ChangedUser {
  readonly user: ConnectionRow;
  /** What its workflow has to know. */
  readonly moved: 'pause' | 'resume' | null;
}

/** @throws Problem missing, conflict (the reference is taken for this account; only the athlete can make it active again) */
export async function changeUser(
  db: Database,
  environmentId: EnvironmentId,
  id: ConnectionId,
  change: UserChange,
  actor: string,
): Promise<ChangedUser> {
  try {
    return await transaction(db, async (tx) => {
      await tx.query(`SELECT 1 FROM connection WHERE id = $1 AND environment_id = $2 FOR UPDATE`, [id, environmentId]);
      const before = await userOf(tx, environmentId, id);
      const moved = moveFor(before, change.active);
      if (change.referenceId !== undefined && change.referenceId !== before.referenceId) {
        await tx.query(`UPDATE connection SET reference_id = $2 WHERE id = $1`, [id, change.referenceId]);
        await writeAudit(tx, { environmentId, actor, action: 'connection.reference_changed', subject: id });
      }
      if (moved) {
        await changeState(tx, id, moved === 'pause' ? 'paused' : 'active');
        await writeAudit(tx, { environmentId, actor, action: `connection.${moved}d`, subject: id });
      }
      return { user: await userOf(tx, environmentId, id), moved };
    });
  } catch (error) {
    if (isTaken(error))
      throw new Problem('conflict', 'reference_id: the same account is connected under it already', { cause: error });
    throw error;
  }
}

function moveFor({ state }: ConnectionRow, active: boolean | undefined): ChangedUser['moved'] {
  if (active === false) return state === 'active' ? 'pause' : null;
  if (active === undefined || state === 'active') return null;
  if (state === 'paused') return 'resume';
  throw new Problem('conflict', `active: the user’s access is gone (${state}); the athlete must connect again`);
}

const noUser = (): Problem => new Problem('missing', 'there is no such user in this environment');
