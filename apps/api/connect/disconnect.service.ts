import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { newId } from '../../../model/ids.js';
import type { ConnectionId, DestinationId, EnvironmentId } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import { deauthEvent } from '../../../model/terra/index.js';
import { terraUser } from '../../../model/terra/user-of-connection.js';
import { ProviderCalls } from '../../../providers/kit/calls.js';
import { providers } from '../../../providers/registry.js';
import { type CredentialRow, openTokens } from '../../../store/connections/credentials.js';
import { beginEnding, holdDeliveries, lockConnection, releaseHeld } from '../../../store/connections/ending.js';
import { type ConnectionRow, eraseConnection, findConnection } from '../../../store/connections/lifecycle.js';
import { writeAudit } from '../../../store/control/audit.js';
import { ProviderApps } from '../../../store/control/provider-apps.js';
import { type Database, transaction } from '../../../store/database.js';
import { emitEvent } from '../../../store/outbox/emit.js';
import { KeyRing } from '../../../store/secrets/key-ring.js';
import { Waker } from '../../../store/wake.js';
import { DATABASE } from '../../common/core.module.js';
import { Log } from '../../common/log.js';
import { WorkflowDriver } from '../../common/temporal/workflow-driver.js';

/** How long the provider may take to revoke; the data is deleted whatever it says. */
const REVOKE_MS = 5_000;
/** How long what is being delivered at this moment is waited for. */
const QUIET_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** Ends a connection: revoked at the provider, everything deleted, the app told. What remains is the audit line. */
@Injectable()
export class DisconnectService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: KeyRing,
    private readonly apps: ProviderApps,
    private readonly calls: ProviderCalls,
    private readonly driver: WorkflowDriver,
    private readonly waker: Waker,
    private readonly log: Log,
  ) {}

  /**
   * When this returns nothing of the connection is stored, and nothing of it is sent any more but the deauth event. What is in flight is waited for, what is
   * claimed is not begun any more; a receiver that takes longer than QUIET_MS for what it is being sent is broken off within a second.
   * @throws Problem missing when the environment has no such connection; conflict when it was connected again meanwhile: then it is kept as it is
   */
  async disconnect(environmentId: EnvironmentId, id: ConnectionId, actor: string): Promise<void> {
    const connection = await findConnection(this.db, environmentId, id);
    if (!connection) throw new Problem('missing', 'there is no such user in this environment');
    const untilMs = Date.now() + QUIET_MS;
    const tokens = await transaction(this.db, (tx) => beginEnding(tx, id));
    const revoked = await this.revoke(connection, tokens);
    let destinations = await this.erased(connection, actor, revoked, untilMs);
    while (destinations === 'writing') {
      await sleep(LOOK_EVERY_MS);
      destinations = await this.erased(connection, actor, revoked, untilMs);
    }
    if (destinations === 'connected again')
      throw new Problem(
        'conflict',
        'the user connected again while being disconnected, and is kept; disconnect again to end that too',
      );
    this.waker.wake('delivery', destinations);
    void this.driver.connection(id, 'disconnected');
  }

  private erased(
    connection: ConnectionRow,
    actor: string,
    revoked: boolean,
    untilMs: number,
  ): Promise<readonly DestinationId[] | 'writing' | 'connected again'> {
    const { id, environmentId } = connection;
    return transaction(this.db, async (tx) => {
      const state = await lockConnection(tx, id);
      // Another call was first: it has told everybody.
      if (state === null) return [];
      const audit = {
        environmentId,
        actor,
        subject: id,
        detail: { provider: connection.provider, revoked_at_provider: revoked },
      };
      if (state === 'active') {
        await releaseHeld(tx, id);
        await writeAudit(tx, { ...audit, action: 'connection.disconnect_overtaken' });
        return 'connected again';
      }
      if ((await holdDeliveries(tx, id)) > 0 && Date.now() < untilMs) return 'writing';
      await eraseConnection(tx, id);
      await writeAudit(tx, { ...audit, action: 'connection.disconnected' });
      return emitEvent(tx, { environmentId, connectionId: null, reference: newId(), body: deauthEvent(terraUser(connection)) });
    });
  }

  /** @returns false when the provider could not be told; the athlete may have to remove us there by hand. */
  private async revoke(connection: ConnectionRow, row: CredentialRow | null): Promise<boolean> {
    try {
      if (!row) return false;
      const app = await this.apps.byId(connection.providerAppId);
      const io = this.calls.for({ providerAppId: app.id, connectionId: null, limits: [] }, AbortSignal.timeout(REVOKE_MS));
      await providers
        .get(connection.provider)
        .bind(app.config)
        .revoke(openTokens(this.keys, { environmentId: connection.environmentId, connectionId: connection.id }, row), io);
      return true;
    } catch (error) {
      this.log.warn('the provider did not take the revocation', error, { connection: connection.id });
      return false;
    }
  }
}
