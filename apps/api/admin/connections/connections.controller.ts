import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import type { Settings } from '../../../../settings/load.js';
import { dueNow, getConnection, moveConnection, summarizeConnection } from '../../../../store/control/connection-view.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import { listConnections } from '../../../../store/desk/connection-search.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE, SETTINGS } from '../../../common/core.module.js';
import { DisconnectService } from '../../connect/disconnect.service.js';
import { SESSION_SECONDS } from '../../connect/sessions.js';
import { SessionOpener } from '../../terra/auth/session-opener.service.js';
import * as contract from '../contract/connections.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { actor } from '../http/actor.js';
import { Environments } from '../http/environments.js';
import { iso, isoOrNull, pageOf, shownPage } from '../http/page.js';
import { workflowUrl } from '../installation/workflow-url.js';
import { Nudger } from '../nudger.service.js';
import { BulkMoves } from './bulk.service.js';
import { showConnection } from './show.js';

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
    private readonly bulk: BulkMoves,
    @Inject(SETTINGS) private readonly settings: Settings,
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
    const { search, reference_id: referenceId, provider, state } = query;
    const filter = { search, referenceId, provider, states: state && [state] };
    const page = await listConnections(this.db, await this.environments.idOf(params), filter, pageOf(query));
    return shownPage(page, showConnection);
  }

  @Endpoint(contract.getConnection)
  async get(@Input() { params }: InputOf<typeof contract.getConnection>): Promise<AnswerOf<typeof contract.getConnection>> {
    const row = await getConnection(this.store, await this.environments.idOf(params), idOf(params));
    const { credential, coverage, records, pendingNotices } = await summarizeConnection(this.db, row.id);
    return {
      ...showConnection(row),
      credential: credential && { access_expires_at: iso(credential.accessExpiresAt), refusals: credential.refused },
      coverage: coverage.map(({ type, days, firstDay, lastDay }) => ({ type, days, first_day: firstDay, last_day: lastDay })),
      records: records.map(({ type, count, deleted, newestAt }) => ({ type, count, deleted, newest_at: isoOrNull(newestAt) })),
      pending_notices: pendingNotices,
      workflow_url: workflowUrl(this.settings, row.id),
    };
  }

  @Endpoint(contract.syncConnection)
  async sync(@Input() { params }: InputOf<typeof contract.syncConnection>): Promise<AnswerOf<typeof contract.syncConnection>> {
    await dueNow(this.store, await this.environments.idOf(params), idOf(params), actor());
    this.nudger.connection(idOf(params));
    return { done: true };
  }

  @Endpoint(contract.pauseConnection)
  async pause(@Input() { params }: InputOf<typeof contract.pauseConnection>): Promise<Shown> {
    const row = await moveConnection(this.store, await this.environments.idOf(params), idOf(params), 'pause', actor());
    this.nudger.connection(row.id, 'pause');
    return showConnection(row);
  }

  @Endpoint(contract.resumeConnection)
  async resume(@Input() { params }: InputOf<typeof contract.resumeConnection>): Promise<Shown> {
    const row = await moveConnection(this.store, await this.environments.idOf(params), idOf(params), 'resume', actor());
    this.nudger.connection(row.id, 'resume');
    return showConnection(row);
  }

  @Endpoint(contract.disconnectConnection)
  async disconnect(
    @Input() { params }: InputOf<typeof contract.disconnectConnection>,
  ): Promise<AnswerOf<typeof contract.disconnectConnection>> {
    await this.disconnecting.disconnect(await this.environments.idOf(params), idOf(params), actor());
    return { done: true };
  }

  @Endpoint(contract.moveConnections)
  async move(
    @Input() { params, body }: InputOf<typeof contract.moveConnections>,
  ): Promise<AnswerOf<typeof contract.moveConnections>> {
    const environmentId = await this.environments.idOf(params);
    const { action, ids, filter, after, dry_run: dryRun } = body;
    const limit = action === 'disconnect' ? contract.MOST_DISCONNECTED : contract.MOST_MOVED;
    const which = ids
      ? { ids: ids.map((each) => asId<ConnectionId>(each)) }
      : {
          filter: { search: filter?.search, provider: filter?.provider, states: filter?.state && [filter.state] },
          after: after ?? null,
        };
    const chosen = await this.bulk.choose(environmentId, action, which, limit);
    const done = dryRun ? chosen : await this.bulk.move(environmentId, action, chosen, actor());
    return {
      dry_run: dryRun,
      connections: done.ids.length,
      left_alone: done.leftAlone.map(({ connectionId, reason }) => ({ connection_id: connectionId, reason })),
      more: done.next !== null,
      next: done.next,
    };
  }
}

const idOf = (params: { readonly connection: string }): ConnectionId => asId(params.connection);
