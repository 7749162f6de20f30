import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type DeliveryId, type EnvironmentId, asId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import { type DeliveryRow, getDelivery, listAttempts, listDeliveries } from '../../../../store/control/deliveries.js';
import { previewEvent } from '../../../../store/control/delivery-body.js';
import { editDelivery } from '../../../../store/control/edit-delivery.js';
import { exportDeliveries } from '../../../../store/control/export-deliveries.js';
import { cancelOne, redriveMany, redriveOne } from '../../../../store/control/redrive.js';
import { replayRecords } from '../../../../store/control/replay.js';
import type { Database } from '../../../../store/database.js';
import { recordsOfDeliveries } from '../../../../store/desk/delivery-records.js';
import { DATABASE } from '../../../common/core.module.js';
import * as contract from '../contract/deliveries.js';
import { Answer, type AnswerOf, type AnswersOf, type InputOf } from '../../http/contract/route.js';
import { actor } from '../http/actor.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { Environments } from '../http/environments.js';
import { pageOf } from '../http/page.js';
import { Nudger } from '../nudger.service.js';
import { exportFile } from './export.js';
import { assertKeepable } from './keepable.js';
import { type ShownDelivery as Shown, showAttempt, showDelivery } from './show.js';

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
    const environmentId = await this.environments.idOf(params);
    const page = await listDeliveries(this.db, environmentId, { ...filterOf(query), state: query.state }, pageOf(query));
    return { items: await this.shown(environmentId, page.items), next: page.next };
  }

  @Endpoint(contract.getDelivery)
  async get(@Input() { params }: InputOf<typeof contract.getDelivery>): Promise<AnswerOf<typeof contract.getDelivery>> {
    const environmentId = await this.environments.idOf(params);
    const row = await getDelivery(this.db, environmentId, idOf(params));
    const [shown, attempts, event] = await Promise.all([
      this.show(environmentId, row),
      listAttempts(this.db, row.id),
      previewEvent(this.db, row, false),
    ]);
    return {
      ...shown,
      tried: attempts.map(showAttempt),
      reference: event?.reference ?? null,
      body: event?.body ? JSON.parse(Buffer.from(event.body).toString()) : null,
      is_edited: event?.isEdited ?? false,
    };
  }

  @Endpoint(contract.getDeliveryBody)
  async body(@Input() { params }: InputOf<typeof contract.getDeliveryBody>): Promise<AnswersOf<typeof contract.getDeliveryBody>> {
    const row = await getDelivery(this.db, await this.environments.idOf(params), idOf(params));
    const event = await previewEvent(this.db, row, true);
    if (!event?.body) throw new Problem('missing', 'what it was to tell is gone');
    return new Answer(200, event.body, { 'cache-control': 'no-store' });
  }

  @Endpoint(contract.editDelivery)
  async edit(@Input() { params, body }: InputOf<typeof contract.editDelivery>): Promise<Shown> {
    if (body.body !== null) assertKeepable(body.body);
    const environmentId = await this.environments.idOf(params);
    return this.show(environmentId, await editDelivery(this.store, environmentId, idOf(params), body.body, actor()));
  }

  @Endpoint(contract.exportDeliveries)
  async export(
    @Input() { params, query }: InputOf<typeof contract.exportDeliveries>,
  ): Promise<AnswersOf<typeof contract.exportDeliveries>> {
    const environmentId = await this.environments.idOf(params);
    const pages = exportDeliveries(this.db, environmentId, { ...filterOf(query), state: query.state }, query.limit);
    const name = `deliveries-${params.environment}-${new Date().toISOString().slice(0, 10)}`;
    const { body, headers } = await exportFile(pages, query.format, name);
    return new Answer(200, body, headers);
  }

  @Endpoint(contract.redriveDelivery)
  async redrive(@Input() { params }: InputOf<typeof contract.redriveDelivery>): Promise<Shown> {
    const environmentId = await this.environments.idOf(params);
    const row = await redriveOne(this.store, environmentId, idOf(params), actor());
    this.nudger.destination(row.destinationId);
    return this.show(environmentId, row);
  }

  @Endpoint(contract.cancelDelivery)
  async cancel(@Input() { params }: InputOf<typeof contract.cancelDelivery>): Promise<Shown> {
    const environmentId = await this.environments.idOf(params);
    return this.show(environmentId, await cancelOne(this.store, environmentId, idOf(params), actor()));
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
      actor(),
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
      maxPerSecond: body.max_per_second,
    };
    const { records, deliveries, seconds, destinationIds } = await replayRecords(
      this.store,
      await this.environments.idOf(params),
      request,
      body.dry_run,
      actor(),
    );
    this.nudger.destinations(destinationIds);
    return { dry_run: body.dry_run, records, deliveries, seconds };
  }

  private async shown(environmentId: EnvironmentId, rows: readonly DeliveryRow[]): Promise<Shown[]> {
    const records = await recordsOfDeliveries(this.db, environmentId, rows);
    return rows.map((row) => showDelivery(row, records.get(row.id)));
  }

  private async show(environmentId: EnvironmentId, row: DeliveryRow): Promise<Shown> {
    const records = await recordsOfDeliveries(this.db, environmentId, [row]);
    return showDelivery(row, records.get(row.id));
  }
}

const idOf = (params: { readonly delivery: string }): DeliveryId => asId(params.delivery);

interface Filter {
  readonly destination?: string | undefined;
  readonly type?: string | undefined;
  readonly connection?: string | undefined;
  readonly record_key?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}
const filterOf = ({ destination, type, connection, record_key, since, until }: Filter) => ({
  destination,
  type,
  connection,
  recordKey: record_key,
  sinceMs: msOf(since),
  untilMs: msOf(until),
});
const msOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));
