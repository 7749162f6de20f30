import { Controller, Inject, UseGuards } from '@nestjs/common';
import { forgetKeys } from '../../../../store/control/api-keys.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import { type ApiKeyRow, apiKeys } from '../../../../store/control/entities/api-key.js';
import { createKey, revokeKey, rotateKey } from '../../../../store/control/key-rotation.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import * as contract from '../contract/environments.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { actor } from '../http/actor.js';
import { Environments } from '../http/environments.js';
import { iso, isoOrNull, pageOf, shownPage } from '../http/page.js';

const show = (row: ApiKeyRow): AnswerOf<typeof contract.listKeys>['items'][number] => ({
  id: row.id,
  label: row.label,
  prefix: row.prefix,
  created_at: iso(row.createdAt),
  expires_at: isoOrNull(row.expiresAt),
  revoked_at: isoOrNull(row.revokedAt),
  last_used_at: isoOrNull(row.lastUsedAt),
});

@Controller('admin')
@UseGuards(AdminGuard)
export class KeysController {
  constructor(
    private readonly store: ControlStore,
    private readonly environments: Environments,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @Endpoint(contract.createKey)
  async create(@Input() { params, body }: InputOf<typeof contract.createKey>): Promise<AnswerOf<typeof contract.createKey>> {
    const { row, key } = await createKey(this.store, await this.environments.idOf(params), body.label, actor());
    return { ...show(row), key };
  }

  @Endpoint(contract.listKeys)
  async list(@Input() { params, query }: InputOf<typeof contract.listKeys>): Promise<AnswerOf<typeof contract.listKeys>> {
    const environmentId = await this.environments.idOf(params);
    return shownPage(await this.store.page(apiKeys, { environmentId }, pageOf(query)), show);
  }

  @Endpoint(contract.rotateKey)
  async rotate(@Input() { params, body }: InputOf<typeof contract.rotateKey>): Promise<AnswerOf<typeof contract.rotateKey>> {
    const { row, key } = await rotateKey(
      this.store,
      await this.environments.idOf(params),
      params.key,
      body.overlap_seconds,
      actor(),
    );
    forgetKeys(this.db);
    return { ...show(row), key };
  }

  @Endpoint(contract.revokeKey)
  async revoke(@Input() { params }: InputOf<typeof contract.revokeKey>): Promise<AnswerOf<typeof contract.revokeKey>> {
    await revokeKey(this.store, await this.environments.idOf(params), params.key, actor());
    forgetKeys(this.db);
    return { done: true };
  }
}
