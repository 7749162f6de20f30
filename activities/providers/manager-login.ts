/** Whose tokens a session uses, and what is to be done while a manager's login does not work. */
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { BoundProvider } from '../../providers/kit/bound.js';
import type { CredentialOwner } from '../../store/connections/credentials.js';
import type { Database } from '../../store/database.js';
import { refuseManager } from '../../store/devices/manager-accounts.js';
import type { ManagerLogin } from '../../store/sync/tokens.js';
import { type AccessSession, isRejection } from './access.js';

/** Code of the Problem that says so: athletes are not asked, their data waits at the provider. */
export const MANAGER_LOGIN = 'MANAGER_LOGIN';
/** An operator who logs in makes everything due: this is for when that was not heard. */
export const LOGIN_WAIT_MS = 3_600_000;

export const ownerOf = (
  environmentId: EnvironmentId,
  connectionId: ConnectionId,
  manager: ManagerLogin | null,
): CredentialOwner => (manager ? { environmentId, managerAccountId: manager.id } : { environmentId, connectionId });

/** Why the provider cannot be asked before somebody logs in; null = it can. */
export function awaitsLogin(provider: BoundProvider, manager: ManagerLogin | null): Problem | null {
  if (provider.manager === null || manager?.state === 'active') return null;
  const what = manager ? 'the provider refuses the manager’s login' : 'no manager is logged in';
  return new Problem('auth', `${what}: run \`freehub devices login ${provider.id}\`; until then polls wait and nothing is lost`, {
    code: MANAGER_LOGIN,
  });
}

export interface ManagerRefusal {
  readonly problem: Problem;
  /** Operators have not heard of it. */
  readonly news: boolean;
  /** Somebody has logged in meanwhile. */
  readonly overtaken: boolean;
}

/**
 * What a refusal means where a manager's account reads: the account is marked, once.
 * @returns null when it is no refusal of such an account, and not news of one
 */
export async function managerRefused(
  db: Database,
  session: AccessSession | null,
  problem: Problem,
): Promise<ManagerRefusal | null> {
  if (problem.code === MANAGER_LOGIN) return { problem, news: false, overtaken: false };
  if (!session || !('managerAccountId' in session.owner) || !isRejection(problem)) return null;
  const outcome = await refuseManager(db, session.owner, session.held.tokensRevision, problem);
  const waiting = awaitsLogin(session.provider, { id: session.owner.managerAccountId, state: 'reauthorize' });
  return { problem: waiting ?? problem, news: outcome === 'told', overtaken: outcome === 'overtaken' };
}
