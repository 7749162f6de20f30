import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type BackfillId, asId } from '../../../../model/ids.js';
import {
  type BackfillMove,
  getBackfill,
  retryFailed,
  steerBackfill,
  summarizeWindows,
} from '../../../../store/control/backfill-plan.js';
import { listWindows } from '../../../../store/control/backfill-windows.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import { backfills } from '../../../../store/control/entities/backfill.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import * as contract from '../contract/backfills.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { actor } from '../http/actor.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { Environments } from '../http/environments.js';
import { iso, isoOrNull, pageOf, shownPage } from '../http/page.js';
import { Nudger } from '../nudger.service.js';
import { BackfillStarter } from './backfill-starter.service.js';
import { type ShownBackfill, pace, showBackfill, showWindow } from './show.js';

@Controller('admin')
@UseGuards(AdminGuard)
export class BackfillsController {
  constructor(
    private readonly store: ControlStore,
    private readonly environments: Environments,
    private readonly starter: BackfillStarter,
    private readonly nudger: Nudger,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @Endpoint(contract.createBackfill)
  async create(
    @Input() { params, body }: InputOf<typeof contract.createBackfill>,
  ): Promise<AnswerOf<typeof contract.createBackfill>> {
    const planned = await this.starter.start(await this.environments.idOf(params), body);
    const { users, notActive, windows, requests, secondsAtBudget, backfill } = planned;
    if (backfill) this.nudger.backfill(backfill.id);
    return {
      dry_run: body.dry_run,
      users,
      not_active: notActive,
      windows,
      requests,
      seconds_at_budget: secondsAtBudget,
      backfill: backfill && showBackfill(backfill),
    };
  }

  @Endpoint(contract.listBackfills)
  async list(
    @Input() { params, query }: InputOf<typeof contract.listBackfills>,
  ): Promise<AnswerOf<typeof contract.listBackfills>> {
    const where = {
      environmentId: await this.environments.idOf(params),
      ...(query.state === undefined ? {} : { state: query.state }),
    };
    return shownPage(await this.store.page(backfills, where, pageOf(query)), showBackfill);
  }

  @Endpoint(contract.getBackfill)
  async get(@Input() { params }: InputOf<typeof contract.getBackfill>): Promise<AnswerOf<typeof contract.getBackfill>> {
    const row = await getBackfill(this.store, await this.environments.idOf(params), idOf(params));
    const { pulledBackTo, failures, waiting } = await summarizeWindows(this.db, row);
    const { recordsPerSecond, etaSeconds } = pace(row, Date.now());
    return {
      ...showBackfill(row),
      records_per_second: recordsPerSecond,
      eta_seconds: etaSeconds,
      pulled_back_to: isoOrNull(pulledBackTo),
      failures: failures.map((one) => ({ ...one })),
      waiting: waiting.map((one) => ({ ...one, until: iso(one.until) })),
    };
  }

  @Endpoint(contract.pauseBackfill)
  pause(@Input() { params }: InputOf<typeof contract.pauseBackfill>): Promise<ShownBackfill> {
    return this.steer(params, 'pause');
  }

  @Endpoint(contract.resumeBackfill)
  resume(@Input() { params }: InputOf<typeof contract.resumeBackfill>): Promise<ShownBackfill> {
    return this.steer(params, 'resume');
  }

  @Endpoint(contract.cancelBackfill)
  cancel(@Input() { params }: InputOf<typeof contract.cancelBackfill>): Promise<ShownBackfill> {
    return this.steer(params, 'cancel');
  }

  @Endpoint(contract.retryBackfill)
  async retry(@Input() { params }: InputOf<typeof contract.retryBackfill>): Promise<AnswerOf<typeof contract.retryBackfill>> {
    const { windows, backfill } = await retryFailed(this.store, await this.environments.idOf(params), idOf(params), actor());
    this.nudger.backfill(backfill.id);
    return { windows, backfill: showBackfill(backfill) };
  }

  @Endpoint(contract.listBackfillWindows)
  async windows(
    @Input() { params, query }: InputOf<typeof contract.listBackfillWindows>,
  ): Promise<AnswerOf<typeof contract.listBackfillWindows>> {
    const { id } = await getBackfill(this.store, await this.environments.idOf(params), idOf(params));
    return shownPage(await listWindows(this.db, id, query.state ?? null, pageOf(query)), showWindow);
  }

  private async steer(
    params: { readonly environment: string; readonly backfill: string },
    move: BackfillMove,
  ): Promise<ShownBackfill> {
    const row = await steerBackfill(this.store, await this.environments.idOf(params), idOf(params), move, actor());
    this.nudger.backfill(row.id, move);
    return showBackfill(row);
  }
}

const idOf = (params: { readonly backfill: string }): BackfillId => asId(params.backfill);
