import { Controller, Inject, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { type AuditFilter, type AuditRow, listAudit } from '../../../../store/control/audit-view.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
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

const msOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));
const filterOf = ({ actor, action, subject, since, until }: InputOf<typeof contract.listAudit>['query']): AuditFilter => ({
  actor,
  action,
  subject,
  sinceMs: msOf(since),
  untilMs: msOf(until),
});

@Controller('admin')
@UseGuards(AdminGuard)
export class AuditController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly environments: Environments,
  ) {}

  @Endpoint(contract.listAudit)
  async list(@Input() { query }: InputOf<typeof contract.listAudit>): Promise<AnswerOf<typeof contract.listAudit>> {
    return shownPage(await listAudit(this.db, null, filterOf(query), pageOf(query)), show);
  }

  @Endpoint(contract.listEnvironmentAudit)
  async ofEnvironment(
    @Input() { params, query }: InputOf<typeof contract.listEnvironmentAudit>,
  ): Promise<AnswerOf<typeof contract.listEnvironmentAudit>> {
    const environmentId = await this.environments.idOf(params);
    return shownPage(await listAudit(this.db, environmentId, filterOf(query), pageOf(query)), show);
  }
}
