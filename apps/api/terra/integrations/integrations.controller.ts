import { Controller, Headers, Inject } from '@nestjs/common';
import { Problem } from '../../../../model/problem.js';
import type { DataType } from '../../../../model/terra/index.js';
import type { ProviderKind } from '../../../../providers/kit/bound.js';
import { providers } from '../../../../providers/registry.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import type { AnswerOf } from '../../http/contract/route.js';
import { Endpoint } from '../../http/endpoint.js';
import * as contract from '../contract/integrations.js';
import { MOUNTS } from '../http/mounts.js';

type Shown = AnswerOf<typeof contract.listDetailedIntegrations>['providers'][number];

/** Athletes agree to these themselves; one that is read with a manager's account has nothing to connect to. */
const connectable = (): readonly ProviderKind[] =>
  providers.list().filter(({ capabilities }) => capabilities.access !== 'manager');

/** Which providers an athlete can connect; open to everybody, like Terra's. */
@Controller(MOUNTS)
export class IntegrationsController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Endpoint(contract.listIntegrations)
  list(): AnswerOf<typeof contract.listIntegrations> {
    return { status: 'success', providers: connectable().map(({ id }) => id), sdk_providers: [], sdk_resource: [] };
  }

  @Endpoint(contract.listDetailedIntegrations)
  async detailed(@Headers('dev-id') devId: string | undefined): Promise<AnswerOf<typeof contract.listDetailedIntegrations>> {
    const enabled = devId === undefined || devId === '' ? null : await this.enabled(devId);
    const shown = connectable().filter(({ id }) => enabled === null || enabled.includes(id));
    return { status: 'success', providers: shown.map((kind) => show(kind)) };
  }

  /** @throws Problem missing */
  private async enabled(devId: string): Promise<readonly string[]> {
    const { rows } = await this.db.query<{ enabled: readonly string[] }>(
      `SELECT ARRAY(SELECT provider FROM provider_app WHERE environment_id = e.id) AS enabled FROM environment e WHERE e.dev_id = $1`,
      [devId],
    );
    if (!rows[0]) throw new Problem('missing', 'Invalid dev-id was provided');
    return rows[0].enabled;
  }
}

const show = ({ id, title, capabilities }: ProviderKind): Shown => {
  const delivers = (type: DataType): boolean => capabilities.types.includes(type);
  return {
    provider: id,
    name: title,
    icon: letterIcon(title),
    setup: 'API_KEYS_MANAGED',
    enabled: true,
    types: {
      activity: delivers('activity'),
      athlete: delivers('athlete'),
      body: delivers('body'),
      daily: delivers('daily'),
      menstruation: delivers('menstruation'),
      nutrition: delivers('nutrition'),
      sleep: delivers('sleep'),
    },
  };
};

/** We ship no brands' pictures: the first letter, as an image that needs no server. */
const letterIcon = (title: string): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#0b5fa5"/><text x="32" y="44" font-family="sans-serif" font-size="36" text-anchor="middle" fill="#fff">${/[A-Z0-9]/i.exec(title)?.[0] ?? ''}</text></svg>`,
  )}`;
