/** What the app hears when somebody has connected. */
import { newId } from '../../../model/ids.js';
import type { DestinationId } from '../../../model/ids.js';
import { type StatusEvent, authEvent, connectionRecoveredEvent, userReauthEvent } from '../../../model/terra/index.js';
import { terraUser } from '../../../model/terra/user-of-connection.js';
import type { Connected } from '../../../store/connections/lifecycle.js';
import type { Queryable } from '../../../store/database.js';
import { emitEvent } from '../../../store/outbox/emit.js';
import type { AuthSession } from './sessions.js';

/** `auth` always; `user_reauth` for somebody who was connected; `connection_recovered` where an error had been told. @returns the destinations to wake */
export async function tellConnected(tx: Queryable, session: AuthSession, made: Connected): Promise<readonly DestinationId[]> {
  const user = terraUser(made.connection);
  const bodies: StatusEvent[] = [authEvent(user, { flowId: session.id, widgetSessionId: session.id })];
  if (made.again) bodies.push(userReauthEvent(user, made.swapped ? terraUser(made.swapped) : user));
  if (made.was === 'reauthorize') bodies.push(connectionRecoveredEvent(user));
  const woken = new Set<DestinationId>();
  for (const body of bodies) {
    const { environmentId, id: connectionId } = made.connection;
    for (const id of await emitEvent(tx, { environmentId, connectionId, reference: newId(), body })) woken.add(id);
  }
  return [...woken];
}
