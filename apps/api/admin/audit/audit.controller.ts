import { Controller, Inject, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import type { EnvironmentId } from '../../../../model/ids.js';
import { providers } from '../../../../providers/registry.js';
import { type Subject, subjectsOf } from '../../../../store/control/audit-subjects.js';
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
type Line = AnswerOf<typeof contract.listAudit>['items'][number];

const known = new Set(providers.list().map(({ id }) => id));

/** @param subject what is found of the line's; a provider needs no search */
function aboutOf(row: AuditRow, subject: Subject | undefined): Pick<Line, 'subject_name' | 'subject_now'> {
  const provider = subject?.kind === 'provider' ? subject.name : row.subject;
  if (subject?.kind === 'provider' || known.has(provider))
    return { subject_name: providers.titleOf(provider), subject_now: { kind: 'provider', id: provider } };
  if (subject === undefined) return { subject_name: namedBy(row), subject_now: null };
  return { subject_name: subject.name, subject_now: subject.kind === null ? null : { kind: subject.kind, id: row.subject } };
}

const NAMES = z.object({ name: z.string(), label: z.string(), dev_id: z.string() }).partial();
const namedBy = ({ detail }: AuditRow): string | null => {
  const { name, label, dev_id: devId } = NAMES.safeParse(detail).data ?? {};
  return name ?? label ?? devId ?? null;
};

const show =
  (subjects: ReadonlyMap<string, Subject>) =>
  (row: AuditRow): Line => ({
    id: row.id,
    environment_id: row.environmentId,
    environment: row.environment,
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    ...aboutOf(row, subjects.get(row.subject)),
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
    return this.#page(null, query);
  }

  @Endpoint(contract.listEnvironmentAudit)
  async ofEnvironment(
    @Input() { params, query }: InputOf<typeof contract.listEnvironmentAudit>,
  ): Promise<AnswerOf<typeof contract.listEnvironmentAudit>> {
    return this.#page(await this.environments.idOf(params), query);
  }

  async #page(
    environmentId: EnvironmentId | null,
    query: InputOf<typeof contract.listAudit>['query'],
  ): Promise<AnswerOf<typeof contract.listAudit>> {
    const page = await listAudit(this.db, environmentId, filterOf(query), pageOf(query));
    return shownPage(page, show(await subjectsOf(this.db, page.items)));
  }
}
