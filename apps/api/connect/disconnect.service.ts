import { Inject, Injectable } from '@nestjs/common';
import { newId } from '../../../model/ids.js';
import type { ConnectionId, EnvironmentId } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import { deauthEvent } from '../../../model/terra/index.js';
import { terraUser } from '../../../model/terra/user-of-connection.js';
import { ProviderCalls } from '../../../providers/kit/calls.js';
import { providers } from '../../../providers/registry.js';
import { openTokens, readCredential } from '../../../store/connections/credentials.js';
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

  /** @throws Problem missing when the environment has no such connection. */
  async disconnect(environmentId: EnvironmentId, id: ConnectionId, actor: string): Promise<void> {
    const connection = await findConnection(this.db, environmentId, id);
    if (!connection) throw new Problem('missing', 'there is no such user in this environment');
    const revoked = await this.revoke(connection);
    const destinations = await transaction(this.db, async (tx) => {
      const { rowCount } = await tx.query(`SELECT 1 FROM connection WHERE id = $1 FOR UPDATE`, [id]);
      // Another call was first: it has told everybody.
      if (rowCount === 0) return [];
      await eraseConnection(tx, id);
      const body = deauthEvent(terraUser(connection));
      await writeAudit(tx, {
        environmentId,
        actor,
        action: 'connection.disconnected',
        subject: id,
        detail: { provider: connection.provider, revoked_at_provider: revoked },
      });
      return emitEvent(tx, { environmentId, connectionId: null, reference: newId(), body });
    });
    this.waker.wake('delivery', destinations);
    void this.driver.connection(id, 'disconnected');
  }

  /** @returns false when the provider could not be told; the athlete may have to remove us there by hand. */
  private async revoke(connection: ConnectionRow): Promise<boolean> {
    try {
      const row = await readCredential(this.db, connection.id);
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
