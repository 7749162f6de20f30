/** The athletes of a manager's provider: connections that nobody has to agree to, made when a device is first assigned to a reference. */
import { type ConnectionId, type DestinationId, type EnvironmentId, type ProviderAppId, newId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { authEvent } from '../../model/terra/index.js';
import { terraUser } from '../../model/terra/user-of-connection.js';
import { type ConnectionRow, CONNECTION_COLUMNS, connect } from '../connections/lifecycle.js';
import { writeAudit } from '../control/audit.js';
import type { Queryable } from '../database.js';
import { emitEvent } from '../outbox/emit.js';

/** Exactly one of the two. */
export type AthleteName = { readonly userId: ConnectionId } | { readonly referenceId: string };

export interface AthleteScope {
  readonly environmentId: EnvironmentId;
  readonly providerAppId: ProviderAppId;
  readonly provider: string;
  readonly actor: string;
}

export interface Athlete {
  readonly connection: ConnectionRow;
  /** True when the connection was made just now. */
  readonly born: boolean;
  /** To wake. */
  readonly destinationIds: readonly DestinationId[];
}

/** @throws Problem missing (user id), conflict (several under that reference, or it is being disconnected) */
export async function athleteNamed(tx: Queryable, scope: AthleteScope, name: AthleteName): Promise<Athlete> {
  const { rows } = await tx.query<ConnectionRow>(
    `SELECT ${CONNECTION_COLUMNS} FROM connection c WHERE c.environment_id = $1 AND c.provider_app_id = $2 AND ${'userId' in name ? 'c.id' : 'c.reference_id'} = $3 ORDER BY c.id LIMIT 2`,
    [scope.environmentId, scope.providerAppId, 'userId' in name ? name.userId : name.referenceId],
  );
  const [found, second] = rows;
  if (second) throw new Problem('conflict', 'reference_id: several users have it; name one by its user_id');
  if (found) {
    if (found.state === 'revoked') throw new Problem('conflict', 'the user is being disconnected; try again when that is done');
    return { connection: found, born: false, destinationIds: [] };
  }
  if ('userId' in name) throw new Problem('missing', `user_id: there is no such user of this provider in this environment`);
  return born(tx, scope, name.referenceId);
}

/** What a connection's birth entails wherever it happens: the row, the app's `auth` event, an audit line. Its workflow is started after the commit. */
async function born(tx: Queryable, scope: AthleteScope, referenceId: string): Promise<Athlete> {
  const { environmentId, providerAppId, provider, actor } = scope;
  const { connection } = await connect(tx, {
    id: newId<ConnectionId>(),
    environmentId,
    providerAppId,
    provider,
    // Nobody has an account of his own there: the reference is what tells athletes apart.
    providerUserId: referenceId,
    referenceId,
    scopes: '',
  });
  const destinationIds = await emitEvent(tx, {
    environmentId,
    connectionId: connection.id,
    reference: newId(),
    body: authEvent(terraUser(connection)),
  });
  await writeAudit(tx, {
    environmentId,
    actor,
    action: 'connection.connected',
    subject: connection.id,
    detail: { provider, by: 'device assignment' },
  });
  return { connection, born: true, destinationIds };
}
