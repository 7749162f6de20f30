import { Controller, Inject, UseGuards } from '@nestjs/common';
import { Problem } from '../../../../model/problem.js';
import { providers } from '../../../../providers/registry.js';
import type { Settings } from '../../../../settings/load.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import type { ProviderAppRow } from '../../../../store/control/entities/provider-app.js';
import { listProviderApps } from '../../../../store/control/provider-set-up.js';
import { SETTINGS } from '../../../common/core.module.js';
import * as contract from '../contract/providers.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { Environments } from '../http/environments.js';
import { iso } from '../http/page.js';
import { ProviderConfigs } from './provider-configs.service.js';
import { ProviderSetUp } from './provider-set-up.service.js';
import { ProviderUse } from './provider-use.service.js';
import { sandboxConfig } from './sandbox-config.js';

type Shown = AnswerOf<typeof contract.getProviderApp>;

@Controller('admin')
@UseGuards(AdminGuard)
export class ProvidersController {
  constructor(
    private readonly store: ControlStore,
    private readonly environments: Environments,
    private readonly setUp: ProviderSetUp,
    private readonly configs: ProviderConfigs,
    private readonly use: ProviderUse,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Endpoint(contract.listProviderKinds)
  kinds(): AnswerOf<typeof contract.listProviderKinds> {
    return {
      items: providers.list().map((kind) => ({
        provider: kind.id,
        title: kind.title,
        summary: kind.summary,
        types: [...kind.capabilities.types],
        webhook: kind.capabilities.webhook,
        access: kind.capabilities.access ?? 'athlete',
        max_history_days: kind.capabilities.maxHistoryDays,
        secrets: [...kind.secrets],
        config_schema: { ...kind.jsonSchema },
        example: { ...kind.example },
        sandbox: sandboxConfig(kind.id, this.settings.sandboxUrl),
      })),
    };
  }

  @Endpoint(contract.listProviderApps)
  async list(
    @Input() { params }: InputOf<typeof contract.listProviderApps>,
  ): Promise<AnswerOf<typeof contract.listProviderApps>> {
    const apps = await listProviderApps(this.store, await this.environments.idOf(params));
    return { items: await Promise.all(apps.map((app) => this.show(app))) };
  }

  @Endpoint(contract.putProviderApp)
  async put(
    @Input() { params, body }: InputOf<typeof contract.putProviderApp>,
  ): Promise<AnswerOf<typeof contract.putProviderApp>> {
    const { row, warnings } = await this.setUp.put(await this.environments.idOf(params), params.provider, body.config);
    return { ...(await this.show(row)), warnings };
  }

  @Endpoint(contract.getProviderApp)
  async get(@Input() { params }: InputOf<typeof contract.getProviderApp>): Promise<Shown> {
    return this.show(await this.setUp.get(await this.environments.idOf(params), params.provider));
  }

  @Endpoint(contract.subscribeProvider)
  async subscribe(@Input() { params }: InputOf<typeof contract.subscribeProvider>): Promise<Shown> {
    return this.show(await this.setUp.subscribe(await this.environments.idOf(params), params.provider));
  }

  @Endpoint(contract.unsubscribeProvider)
  async unsubscribe(@Input() { params }: InputOf<typeof contract.unsubscribeProvider>): Promise<Shown> {
    return this.show(await this.setUp.unsubscribe(await this.environments.idOf(params), params.provider));
  }

  @Endpoint(contract.liftProviderLimit)
  async lift(
    @Input() { params }: InputOf<typeof contract.liftProviderLimit>,
  ): Promise<AnswerOf<typeof contract.liftProviderLimit>> {
    return { lifted: await this.setUp.liftLimit(await this.environments.idOf(params), params.provider) };
  }

  private async show(app: ProviderAppRow): Promise<Shown> {
    const { masked, bound } = this.configs.look(app);
    return {
      id: app.id,
      provider: app.provider,
      title: providers.titleOf(app.provider),
      config: masked,
      config_problem: bound instanceof Problem ? bound.toJSON() : null,
      config_revision: app.configRevision,
      redirect_uri: this.setUp.redirectUri,
      hook_url: this.setUp.hookUrl(app),
      subscribed: app.subscriptionId !== null,
      subscribed_elsewhere: app.subscriptionId === null ? await this.setUp.notifiedElsewhere(app) : null,
      ...(await this.use.of(app, bound)),
      created_at: iso(app.createdAt),
      updated_at: iso(app.updatedAt),
    };
  }
}
