import { Controller, UseGuards } from '@nestjs/common';
import { ControlStore } from '../../../../store/control/control-store.js';
import { type EnvironmentRow, environments } from '../../../../store/control/entities/environment.js';
import { createEnvironment, getEnvironment, updateEnvironment } from '../../../../store/control/environments.js';
import * as contract from '../contract/environments.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { actor } from '../http/actor.js';
import { iso, pageOf, shownPage } from '../http/page.js';

const show = (row: EnvironmentRow): AnswerOf<typeof contract.getEnvironment> => ({
  id: row.id,
  dev_id: row.devId,
  name: row.name,
  redirect_origins: [...row.redirectOrigins],
  reauth_ids: row.reauthIds,
  created_at: iso(row.createdAt),
});

@Controller('admin')
@UseGuards(AdminGuard)
export class EnvironmentsController {
  constructor(private readonly store: ControlStore) {}

  @Endpoint(contract.createEnvironment)
  async create(
    @Input() { body }: InputOf<typeof contract.createEnvironment>,
  ): Promise<AnswerOf<typeof contract.createEnvironment>> {
    return show(
      await createEnvironment(
        this.store,
        {
          devId: body.dev_id,
          name: body.name ?? body.dev_id,
          redirectOrigins: body.redirect_origins,
          reauthIds: body.reauth_ids,
        },
        actor(),
      ),
    );
  }

  @Endpoint(contract.listEnvironments)
  async list(@Input() { query }: InputOf<typeof contract.listEnvironments>): Promise<AnswerOf<typeof contract.listEnvironments>> {
    return shownPage(await this.store.page(environments, {}, pageOf(query)), show);
  }

  @Endpoint(contract.getEnvironment)
  async get(@Input() { params }: InputOf<typeof contract.getEnvironment>): Promise<AnswerOf<typeof contract.getEnvironment>> {
    return show(await getEnvironment(this.store, params.environment));
  }

  @Endpoint(contract.updateEnvironment)
  async update(
    @Input() { params, body }: InputOf<typeof contract.updateEnvironment>,
  ): Promise<AnswerOf<typeof contract.updateEnvironment>> {
    const { id } = await getEnvironment(this.store, params.environment);
    return show(
      await updateEnvironment(
        this.store,
        id,
        { name: body.name, redirectOrigins: body.redirect_origins, reauthIds: body.reauth_ids },
        actor(),
      ),
    );
  }
}
