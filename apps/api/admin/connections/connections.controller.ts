import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import { dueNow, getConnection, moveConnection, summarizeConnection } from '../../../../store/control/connection-view.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import { type ConnectionView, connections } from '../../../../store/control/entities/connection.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import { DisconnectService } from '../../connect/disconnect.service.js';
import { SESSION_SECONDS } from '../../connect/sessions.js';
import { SessionOpener } from '../../terra/auth/session-opener.service.js';
import * as contract from '../contract/connections.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { ACTOR, Environments } from '../http/environments.js';
import { iso, isoOrNull, pageOf, shownPage } from '../http/page.js';
import { Nudger } from '../nudger.service.js';

type Shown = AnswerOf<typeof contract.pauseConnection>;

@Controller('admin')
@UseGuards(AdminGuard)
export class ConnectionsController {
  constructor(
    private readonly store: ControlStore,
    private readonly environments: Environments,
    private readonly disconnecting: DisconnectService,
    private readonly nudger: Nudger,
    private readonly opener: SessionOpener,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @Endpoint(contract.createConnectLink)
  async link(
    @Input() { params, body }: InputOf<typeof contract.createConnectLink>,
  ): Promise<AnswerOf<typeof contract.createConnectLink>> {
    const { reference_id, providers, success_url, failure_url } = body;
    const session = await this.opener.widget(await this.environments.idOf(params), providers, {
      reference_id,
      auth_success_redirect_url: success_url,
      auth_failure_redirect_url: failure_url,
    });
    return { id: session.id, url: session.url, expires_in: SESSION_SECONDS };
  }

  @Endpoint(contract.listConnections)
  async list(
    @Input() { params, query }: InputOf<typeof contract.listConnections>,
  ): Promise<AnswerOf<typeof contract.listConnections>> {
    const where = {
      environmentId: await this.environments.idOf(params),
      ...(query.reference_id === undefined ? {} : { referenceId: query.reference_id }),
      ...(query.provider === undefined ? {} : { provider: query.provider }),
      ...(query.state === undefined ? {} : { state: query.state }),
    };
    return shownPage(await this.store.page(connections, where, pageOf(query)), show);
  }

  @Endpoint(contract.getConnection)
  async get(@Input() { params }: InputOf<typeof contract.getConnection>): Promise<AnswerOf<typeof contract.getConnection>> {
    const row = await getConnection(this.store, await this.environments.idOf(params), idOf(params));
    const { credential, coverage, records, pendingNotices } = await summarizeConnection(this.db, row.id);
    return {
      ...show(row),
      credential: credential && { access_expires_at: iso(credential.accessExpiresAt), refusals: credential.refused },
      coverage: coverage.map(({ type, days, firstDay, lastDay }) => ({ type, days, first_day: firstDay, last_day: lastDay })),
      records: records.map(({ type, count, deleted, newestAt }) => ({ type, count, deleted, newest_at: isoOrNull(newestAt) })),
      pending_notices: pendingNotices,
    };
  }

  @Endpoint(contract.syncConnection)
  async sync(@Input() { params }: InputOf<typeof contract.syncConnection>): Promise<AnswerOf<typeof contract.syncConnection>> {
    await dueNow(this.store, await this.environments.idOf(params), idOf(params), ACTOR);
    this.nudger.connection(idOf(params));
    return { done: true };
  }

  @Endpoint(contract.pauseConnection)
  async pause(@Input() { params }: InputOf<typeof contract.pauseConnection>): Promise<Shown> {
    const row = await moveConnection(this.store, await this.environments.idOf(params), idOf(params), 'pause', ACTOR);
    this.nudger.connection(row.id, 'pause');
    return show(row);
  }

  @Endpoint(contract.resumeConnection)
  async resume(@Input() { params }: InputOf<typeof contract.resumeConnection>): Promise<Shown> {
    const row = await moveConnection(this.store, await this.environments.idOf(params), idOf(params), 'resume', ACTOR);
    this.nudger.connection(row.id, 'resume');
    return show(row);
  }

  @Endpoint(contract.disconnectConnection)
  async disconnect(
    @Input() { params }: InputOf<typeof contract.disconnectConnection>,
  ): Promise<AnswerOf<typeof contract.disconnectConnection>> {
    await this.disconnecting.disconnect(await this.environments.idOf(params), idOf(params), ACTOR);
    return { done: true };
  }
}

const idOf = (params: { readonly connection: string }): ConnectionId => asId(params.connection);

const show = (row: ConnectionView): Shown => ({
  id: row.id,
  provider: row.provider,
  provider_user_id: row.providerUserId,
  reference_id: row.referenceId,
  state: row.state,
  scopes: row.scopes,
  created_at: iso(row.createdAt),
  last_webhook_update: isoOrNull(row.lastWebhookUpdate),
  last_polled_at: isoOrNull(row.lastPolledAt),
  next_poll_at: iso(row.nextPollAt),
  most_recent_data_at: isoOrNull(row.mostRecentDataAt),
  failures: row.failures,
  problem: row.problem,
});
