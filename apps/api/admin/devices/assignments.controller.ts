import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type AssignmentId, type ConnectionId, asId } from '../../../../model/ids.js';
import type { Database } from '../../../../store/database.js';
import { type AssignmentRow, listAssignments } from '../../../../store/devices/assignments.js';
import { deviceNamed } from '../../../../store/devices/devices.js';
import { DATABASE } from '../../../common/core.module.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/devices.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Environments } from '../http/environments.js';
import { iso, isoOrNull, pageOf, shownPage } from '../http/page.js';
import { Assignments } from './assignments.service.js';
import { AssignmentImport } from './import.service.js';
import { type LoggedIn, Managers } from './manager.service.js';

type InProvider = InputOf<typeof contract.createAssignment>['params'];

@Controller('admin')
@UseGuards(AdminGuard)
export class AssignmentsController {
  constructor(
    private readonly environments: Environments,
    private readonly managers: Managers,
    private readonly assignments: Assignments,
    private readonly importing: AssignmentImport,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @Endpoint(contract.listAssignments)
  async list(
    @Input() { params, query }: InputOf<typeof contract.listAssignments>,
  ): Promise<AnswerOf<typeof contract.listAssignments>> {
    const environmentId = await this.environments.idOf(params);
    const account = await this.managers.account(environmentId, params.provider);
    const of = { environmentId, managerAccountId: account.id };
    const filter = {
      deviceId: query.device === undefined ? null : (await deviceNamed(this.db, account.id, query.device)).id,
      connectionId: query.user_id === undefined ? null : asId<ConnectionId>(query.user_id),
      referenceId: query.reference_id ?? null,
      at: query.at === undefined ? null : new Date(query.at),
    };
    return shownPage(await listAssignments(this.db, of, filter, pageOf(query)), show);
  }

  @Endpoint(contract.createAssignment)
  async create(
    @Input() { params, body }: InputOf<typeof contract.createAssignment>,
  ): Promise<AnswerOf<typeof contract.createAssignment>> {
    const { assignment, backfillId, born } = await this.assignments.create(await this.loggedIn(params), body);
    return { assignment: show(assignment), backfill_id: backfillId, new_athlete: born };
  }

  @Endpoint(contract.changeAssignment)
  async change(
    @Input() { params, body }: InputOf<typeof contract.changeAssignment>,
  ): Promise<AnswerOf<typeof contract.changeAssignment>> {
    const { assignment, backfillId } = await this.assignments.change(await this.loggedIn(params), idOf(params), body);
    return { assignment: show(assignment), backfill_id: backfillId };
  }

  @Endpoint(contract.deleteAssignment)
  async remove(
    @Input() { params }: InputOf<typeof contract.deleteAssignment>,
  ): Promise<AnswerOf<typeof contract.deleteAssignment>> {
    const { backfillId } = await this.assignments.remove(await this.loggedIn(params), idOf(params));
    return { done: true, backfill_id: backfillId };
  }

  @Endpoint(contract.importAssignments)
  async import(
    @Input() { params, body }: InputOf<typeof contract.importAssignments>,
  ): Promise<AnswerOf<typeof contract.importAssignments>> {
    const done = await this.importing.run(await this.loggedIn(params), body.csv, body.dry_run);
    const { rows, made, changed, unchanged, newAthletes, backfillId, errors } = done;
    return {
      dry_run: body.dry_run,
      rows,
      made,
      changed,
      unchanged,
      new_athletes: newAthletes,
      backfill_id: backfillId,
      errors: errors.map((error) => ({ ...error })),
    };
  }

  private async loggedIn(params: InProvider): Promise<LoggedIn> {
    return this.managers.loggedIn(await this.environments.idOf(params), params.provider);
  }
}

const idOf = (params: { readonly assignment: string }): AssignmentId => asId(params.assignment);

const show = (row: AssignmentRow): AnswerOf<typeof contract.changeAssignment>['assignment'] => ({
  id: row.id,
  device: { id: row.deviceId, device_id: row.providerDeviceId, name: row.deviceName, serial_number: row.serialNumber },
  user_id: row.connectionId,
  reference_id: row.referenceId,
  from: iso(row.from),
  to: isoOrNull(row.to),
  created_at: iso(row.createdAt),
});
