import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type DeliveryId, asId } from '../../../../model/ids.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import {
  type DeliveryRow,
  getDelivery,
  listAttempts,
  listDeliveries,
  previewEvent,
} from '../../../../store/control/deliveries.js';
import { cancelOne, redriveMany, redriveOne } from '../../../../store/control/redrive.js';
import { replayRecords } from '../../../../store/control/replay.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import * as contract from '../contract/deliveries.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { ACTOR, Environments } from '../http/environments.js';
import { iso, isoOrNull, pageOf, shownPage } from '../http/page.js';
import { Nudger } from '../nudger.service.js';

type Shown = AnswerOf<typeof contract.redriveDelivery>;

@Controller('admin')
@UseGuards(AdminGuard)
export class DeliveriesController {
  constructor(
    private readonly store: ControlStore,
    private readonly environments: Environments,
    private readonly nudger: Nudger,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @Endpoint(contract.listDeliveries)
  async list(
    @Input() { params, query }: InputOf<typeof contract.listDeliveries>,
  ): Promise<AnswerOf<typeof contract.listDeliveries>> {
    const page = await listDeliveries(
      this.db,
      await this.environments.idOf(params),
      { ...filterOf(query), state: query.state },
      pageOf(query),
    );
    return shownPage(page, show);
  }

  @Endpoint(contract.getDelivery)
  async get(@Input() { params }: InputOf<typeof contract.getDelivery>): Promise<AnswerOf<typeof contract.getDelivery>> {
    const row = await getDelivery(this.db, await this.environments.idOf(params), idOf(params));
    const [attempts, event] = await Promise.all([listAttempts(this.db, row.id), previewEvent(this.db, row)]);
    return {
      ...show(row),
      tried: attempts.map((one) => ({
        n: one.n,
        before_redrive: one.beforeRedrive,
        started_at: iso(one.startedAt),
        duration_ms: one.durationMs,
        ok: one.ok,
        code: one.code,
        problem: one.problem,
      })),
      reference: event?.reference ?? null,
      body: event?.body ?? null,
    };
  }

  @Endpoint(contract.redriveDelivery)
  async redrive(@Input() { params }: InputOf<typeof contract.redriveDelivery>): Promise<Shown> {
    const row = await redriveOne(this.store, await this.environments.idOf(params), idOf(params), ACTOR);
    this.nudger.destination(row.destinationId);
    return show(row);
  }

  @Endpoint(contract.cancelDelivery)
  async cancel(@Input() { params }: InputOf<typeof contract.cancelDelivery>): Promise<Shown> {
    return show(await cancelOne(this.store, await this.environments.idOf(params), idOf(params), ACTOR));
  }

  @Endpoint(contract.redriveDeliveries)
  async redriveAll(
    @Input() { params, body }: InputOf<typeof contract.redriveDeliveries>,
  ): Promise<AnswerOf<typeof contract.redriveDeliveries>> {
    const { deliveries, destinationIds } = await redriveMany(
      this.store,
      await this.environments.idOf(params),
      filterOf(body),
      body.dry_run,
      ACTOR,
    );
    this.nudger.destinations(destinationIds);
    return { dry_run: body.dry_run, deliveries };
  }

  @Endpoint(contract.replay)
  async replay(@Input() { params, body }: InputOf<typeof contract.replay>): Promise<AnswerOf<typeof contract.replay>> {
    const request = {
      start: new Date(body.start),
      end: body.end === undefined ? new Date() : new Date(body.end),
      types: body.types ?? null,
      connection: body.connection ?? null,
      destination: body.destination ?? null,
    };
    const { records, deliveries, destinationIds } = await replayRecords(
      this.store,
      await this.environments.idOf(params),
      request,
      body.dry_run,
      ACTOR,
    );
    this.nudger.destinations(destinationIds);
    return { dry_run: body.dry_run, records, deliveries };
  }
}

const idOf = (params: { readonly delivery: string }): DeliveryId => asId(params.delivery);

interface Filter {
  readonly destination?: string | undefined;
  readonly type?: string | undefined;
  readonly connection?: string | undefined;
  readonly since?: string | undefined;
}
const filterOf = ({ destination, type, connection, since }: Filter) => ({
  destination,
  type,
  connection,
  sinceMs: since === undefined ? undefined : Date.parse(since),
});

const show = (row: DeliveryRow): Shown => ({
  id: row.id,
  destination_id: row.destinationId,
  event_id: row.eventId,
  connection_id: row.connectionId,
  type: row.type,
  record_key: row.recordKey,
  revision: row.revision,
  priority: row.priority,
  state: row.state,
  created_at: iso(row.createdAt),
  due_at: iso(row.dueAt),
  attempts: row.attempts,
  finished_at: isoOrNull(row.finishedAt),
  problem: row.problem,
});
