/** The account of a manager that reads for all connections of a provider app: logged in by an operator, once. */
import type { ConnectionId, EnvironmentId, ManagerAccountId, ProviderAppId } from '../../model/ids.js';
import { MANAGER_TRANSITIONS, type ManagerState } from '../../model/manager-account.js';
import { Problem, type StoredProblem } from '../../model/problem.js';
import type { Tokens } from '../../model/tokens.js';
import { wakeWindows } from '../backfill/windows.js';
import { storeCredential } from '../connections/credentials.js';
import { writeAudit } from '../control/audit.js';
import { type Database, type Queryable, transaction } from '../database.js';
import type { KeyRing } from '../secrets/key-ring.js';

export interface ManagerAccount {
  readonly id: ManagerAccountId;
  readonly environmentId: EnvironmentId;
  readonly providerAppId: ProviderAppId;
  /** The provider's id of the account. */
  readonly accountId: string;
  readonly state: ManagerState;
  readonly problem: StoredProblem | null;
  readonly accessExpiresAt: Date;
  readonly devicesListedAt: Date | null;
  readonly createdAt: Date;
  readonly tokens: Buffer;
  readonly tokensRevision: number;
  readonly refused: number;
}

const COLUMNS = `id, environment_id AS "environmentId", provider_app_id AS "providerAppId", provider_account_id AS "accountId", state, problem,
  access_expires_at AS "accessExpiresAt", devices_listed_at AS "devicesListedAt", created_at AS "createdAt", tokens, revision AS "tokensRevision", refused`;

export async function findManagerAccount(
  db: Queryable,
  environmentId: EnvironmentId,
  providerAppId: ProviderAppId,
): Promise<ManagerAccount | null> {
  const { rows } = await db.query<ManagerAccount>(
    `SELECT ${COLUMNS} FROM manager_account WHERE environment_id = $1 AND provider_app_id = $2`,
    [environmentId, providerAppId],
  );
  return rows[0] ?? null;
}

export interface Login {
  readonly environmentId: EnvironmentId;
  readonly providerAppId: ProviderAppId;
  readonly provider: string;
  /** The provider's id of the account. */
  readonly accountId: string;
  readonly tokens: Tokens;
  /** Another account than before is meant. */
  readonly replace: boolean;
  readonly actor: string;
}

/**
 * Keeps the tokens; what waited for them is due again.
 * @returns the connections whose poll is due now. @throws Problem conflict when another account is logged in
 */
export async function logInManager(tx: Queryable, keys: KeyRing, login: Login): Promise<readonly ConnectionId[]> {
  const { environmentId, providerAppId, provider, tokens, actor } = login;
  const { rows } = await tx.query<{ id: ManagerAccountId; was: string | null }>(
    `INSERT INTO manager_account AS m (environment_id, provider_app_id, provider_account_id, tokens, revision, access_expires_at) VALUES ($1, $2, $3, '', 0, now())
     ON CONFLICT (provider_app_id) DO UPDATE SET provider_account_id = excluded.provider_account_id, state = 'active', problem = NULL
       WHERE m.provider_account_id = excluded.provider_account_id OR $4
     RETURNING m.id, old.provider_account_id AS was`,
    [environmentId, providerAppId, login.accountId, login.replace],
  );
  const row = rows[0];
  if (!row)
    throw new Problem(
      'conflict',
      'another manager account is logged in, and the devices are its: log in as that one, or say `replace` to read with this one from now on',
    );
  await storeCredential(tx, keys, { environmentId, managerAccountId: row.id }, tokens, tokens.accessExpiresAtMs);
  await writeAudit(tx, {
    environmentId,
    actor,
    action: row.was === null ? 'manager.logged_in' : 'manager.logged_in_again',
    subject: row.id,
    detail: { provider, replaced: row.was !== null && row.was !== login.accountId },
  });
  await wakeWindows(tx, environmentId, provider);
  const due = await tx.query<{ id: ConnectionId }>(
    `UPDATE connection SET next_poll_at = now() WHERE provider_app_id = $1 AND state = 'active' RETURNING id`,
    [providerAppId],
  );
  return due.rows.map(({ id }) => id);
}

/**
 * The provider refuses the account for good: an operator must log in again.
 * @param seenRevision the pair that was refused
 * @returns `told` = it was news; `known` = it was refused before; `overtaken` = there is another pair by now
 */
export function refuseManager(
  db: Database,
  owner: { readonly environmentId: EnvironmentId; readonly managerAccountId: ManagerAccountId },
  seenRevision: number,
  problem: Problem,
): Promise<'told' | 'known' | 'overtaken'> {
  return transaction(db, async (tx) => {
    const { rows } = await tx.query<{ state: ManagerState; revision: number }>(
      `SELECT state, revision FROM manager_account WHERE id = $1 AND environment_id = $2 FOR UPDATE`,
      [owner.managerAccountId, owner.environmentId],
    );
    const account = rows[0];
    if (!account || account.revision > seenRevision) return 'overtaken';
    const next: readonly ManagerState[] = MANAGER_TRANSITIONS[account.state];
    if (!next.includes('reauthorize')) return 'known';
    await tx.query(`UPDATE manager_account SET state = 'reauthorize', problem = $2, updated_at = now() WHERE id = $1`, [
      owner.managerAccountId,
      JSON.stringify(problem.toJSON()),
    ]);
    await writeAudit(tx, {
      environmentId: owner.environmentId,
      actor: 'freehub',
      action: 'manager.refused',
      subject: owner.managerAccountId,
      detail: { problem: problem.toJSON() },
    });
    return 'told';
  });
}
