import { Controller, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { ControlStore } from '../../../../store/control/control-store.js';
import { type AuditRow, auditLines } from '../../../../store/control/entities/audit.js';
import * as contract from '../contract/audit.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { Environments } from '../http/environments.js';
import { iso, pageOf, shownPage } from '../http/page.js';

const DETAIL = z.record(z.string(), z.unknown());
const show = (row: AuditRow): AnswerOf<typeof contract.listAudit>['items'][number] => ({
  id: row.id,
  environment_id: row.environmentId,
  actor: row.actor,
  action: row.action,
  subject: row.subject,
  detail: DETAIL.parse(row.detail),
  at: iso(row.at),
});

@Controller('admin')
@UseGuards(AdminGuard)
export class AuditController {
  constructor(
    private readonly store: ControlStore,
    private readonly environments: Environments,
  ) {}

  @Endpoint(contract.listAudit)
  async list(@Input() { query }: InputOf<typeof contract.listAudit>): Promise<AnswerOf<typeof contract.listAudit>> {
    return shownPage(await this.store.page(auditLines, {}, pageOf(query)), show);
  }

  @Endpoint(contract.listEnvironmentAudit)
  async ofEnvironment(
    @Input() { params, query }: InputOf<typeof contract.listEnvironmentAudit>,
  ): Promise<AnswerOf<typeof contract.listEnvironmentAudit>> {
    const environmentId = await this.environments.idOf(params);
    return shownPage(await this.store.page(auditLines, { environmentId }, pageOf(query)), show);
  }
}
