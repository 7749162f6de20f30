import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type OperatorId, asId } from '../../../../model/ids.js';
import type { Database } from '../../../../store/database.js';
import { type OperatorRow, createOperator, listOperators, revokeOperator } from '../../../../store/operators/operators.js';
import { DATABASE } from '../../../common/core.module.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/session.js';
import { actor } from '../http/actor.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Callers } from '../http/caller.js';
import { iso, isoOrNull, pageOf, shownPage } from '../http/page.js';

const show = (row: OperatorRow): AnswerOf<typeof contract.listOperators>['items'][number] => ({
  id: row.id,
  name: row.name,
  role: row.role,
  prefix: row.prefix,
  created_at: iso(row.createdAt),
  expires_at: isoOrNull(row.expiresAt),
  revoked_at: isoOrNull(row.revokedAt),
  last_used_at: isoOrNull(row.lastUsedAt),
});

@Controller('admin')
@UseGuards(AdminGuard)
export class OperatorsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly callers: Callers,
  ) {}

  @Endpoint(contract.listOperators)
  async list(@Input() { query }: InputOf<typeof contract.listOperators>): Promise<AnswerOf<typeof contract.listOperators>> {
    return shownPage(await listOperators(this.db, pageOf(query)), show);
  }

  @Endpoint(contract.createOperator)
  async create(@Input() { body }: InputOf<typeof contract.createOperator>): Promise<AnswerOf<typeof contract.createOperator>> {
    const { name, role, expires_in_days: expiresInDays } = body;
    const { row, token } = await createOperator(this.db, { name, role, expiresInDays }, actor());
    return { ...show(row), token };
  }

  @Endpoint(contract.revokeOperator)
  async revoke(@Input() { params }: InputOf<typeof contract.revokeOperator>): Promise<AnswerOf<typeof contract.revokeOperator>> {
    await revokeOperator(this.db, asId<OperatorId>(params.operator), actor());
    this.callers.forget();
    return { done: true };
  }
}
