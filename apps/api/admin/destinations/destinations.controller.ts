import { Controller, Inject, UseGuards } from '@nestjs/common';
import { Deliverer } from '../../../../destinations/kit/deliverer.js';
import { destinationRegistry } from '../../../../destinations/registry.js';
import { type DestinationId, asId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import { deleteDestination, getDestination, moveDestination } from '../../../../store/control/destination-changes.js';
import { type DestinationRow, destinations } from '../../../../store/control/entities/destination.js';
import type { Database } from '../../../../store/database.js';
import { type DestinationFigures, destinationFigures } from '../../../../store/desk/destination-figures.js';
import { DATABASE } from '../../../common/core.module.js';
import * as contract from '../contract/destinations.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { actor } from '../http/actor.js';
import { Environments } from '../http/environments.js';
import { iso, isoOrNull, pageOf } from '../http/page.js';
import { Nudger } from '../nudger.service.js';
import { CHECK_MS } from './check-limit.js';
import { DestinationAdmin } from './destination-admin.service.js';
import { type ConfigLook, DestinationConfigs } from './destination-configs.service.js';

type Shown = AnswerOf<typeof contract.createDestination>;
type Checked = AnswerOf<typeof contract.checkDestination>;
type Figures = Pick<AnswerOf<typeof contract.listDestinations>['items'][number], 'backlog' | 'health'>;

@Controller('admin')
@UseGuards(AdminGuard)
export class DestinationsController {
  constructor(
    private readonly store: ControlStore,
    private readonly environments: Environments,
    private readonly admin: DestinationAdmin,
    private readonly configs: DestinationConfigs,
    private readonly deliverer: Deliverer,
    private readonly nudger: Nudger,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @Endpoint(contract.listDestinationKinds)
  kinds(): AnswerOf<typeof contract.listDestinationKinds> {
    return {
      items: destinationRegistry.list().map((kind) => ({
        kind: kind.id,
        title: kind.title,
        summary: kind.summary,
        formats: ['json', ...(kind.capabilities.formats ?? [])],
        fields: kind.fields.map((field) => ({ ...field })),
        config_schema: { ...kind.jsonSchema },
        example: { ...kind.example },
        docs_url: `/docs/destinations/${kind.id}`,
      })),
    };
  }

  @Endpoint(contract.createDestination)
  async create(@Input() { params, body }: InputOf<typeof contract.createDestination>): Promise<Shown> {
    const { kind, name, config, dialect, format } = body;
    const row = await this.admin.create(await this.environments.idOf(params), {
      ...{ kind, name, config, dialect, format },
      eventTypes: body.event_types,
      maxPerSecond: body.max_per_second,
      maxConcurrency: body.max_concurrency,
    });
    this.nudger.destination(row.id);
    return this.show(row);
  }

  @Endpoint(contract.listDestinations)
  async list(
    @Input() { params, query }: InputOf<typeof contract.listDestinations>,
  ): Promise<AnswerOf<typeof contract.listDestinations>> {
    const environmentId = await this.environments.idOf(params);
    const { items, next } = await this.store.page(destinations, { environmentId }, pageOf(query));
    const ids = query.with === 'figures' ? items.map(({ id }) => id) : [];
    const figures = await destinationFigures(this.db, environmentId, ids);
    return {
      items: items.map((row) => {
        const look = this.configs.look(row);
        return { ...this.show(row, look), ...showFigures(figures.get(row.id), look) };
      }),
      next,
    };
  }

  @Endpoint(contract.getDestination)
  async get(@Input() { params }: InputOf<typeof contract.getDestination>): Promise<AnswerOf<typeof contract.getDestination>> {
    const row = await getDestination(this.store, await this.environments.idOf(params), idOf(params));
    const look = this.configs.look(row);
    const figures = (await destinationFigures(this.db, row.environmentId, [row.id])).get(row.id);
    const { backlog, health } = showFigures(figures, look);
    if (!backlog || !health) throw new Problem('bug', 'a destination has no figures');
    return { ...this.show(row, look), backlog, health };
  }

  @Endpoint(contract.updateDestination)
  async update(
    @Input() { params, body }: InputOf<typeof contract.updateDestination>,
  ): Promise<AnswerOf<typeof contract.updateDestination>> {
    const { row, warnings } = await this.admin.update(await this.environments.idOf(params), idOf(params), {
      name: body.name,
      config: body.config,
      eventTypes: body.event_types,
      dialect: body.dialect,
      format: body.format,
      maxPerSecond: body.max_per_second,
      maxConcurrency: body.max_concurrency,
    });
    this.nudger.destination(row.id);
    return { ...this.show(row), warnings };
  }

  @Endpoint(contract.deleteDestination)
  async delete(
    @Input() { params }: InputOf<typeof contract.deleteDestination>,
  ): Promise<AnswerOf<typeof contract.deleteDestination>> {
    const canceled = await deleteDestination(this.store, await this.environments.idOf(params), idOf(params), actor());
    this.nudger.destination(idOf(params));
    return { done: true, canceled };
  }

  @Endpoint(contract.checkConfig)
  async checkConfig(@Input() { params, body }: InputOf<typeof contract.checkConfig>): Promise<Checked> {
    await this.environments.idOf(params);
    return this.tried(body.kind, body.config);
  }

  @Endpoint(contract.checkDestination)
  async check(@Input() { params, body }: InputOf<typeof contract.checkDestination>): Promise<Checked> {
    const row = await getDestination(this.store, await this.environments.idOf(params), idOf(params));
    return this.tried(row.kind, body.config === undefined ? this.configs.of(row) : this.configs.changed(row, body.config));
  }

  @Endpoint(contract.testDestination)
  async test(@Input() { params }: InputOf<typeof contract.testDestination>): Promise<AnswerOf<typeof contract.testDestination>> {
    const delivery = await this.admin.test(await this.environments.idOf(params), idOf(params));
    this.nudger.destination(idOf(params));
    return { delivery_id: delivery };
  }

  @Endpoint(contract.pauseDestination)
  async pause(@Input() { params }: InputOf<typeof contract.pauseDestination>): Promise<Shown> {
    const row = await moveDestination(this.store, await this.environments.idOf(params), idOf(params), 'paused', actor());
    this.nudger.destination(row.id, 'pause');
    return this.show(row);
  }

  @Endpoint(contract.resumeDestination)
  async resume(@Input() { params }: InputOf<typeof contract.resumeDestination>): Promise<Shown> {
    const row = await moveDestination(this.store, await this.environments.idOf(params), idOf(params), 'enabled', actor());
    this.nudger.destination(row.id, 'resume');
    return this.show(row);
  }

  @Endpoint(contract.rotateDestinationSecret)
  async rotateSecret(
    @Input() { params, body }: InputOf<typeof contract.rotateDestinationSecret>,
  ): Promise<AnswerOf<typeof contract.rotateDestinationSecret>> {
    const { row, secret } = await this.admin.rotateSecret(await this.environments.idOf(params), idOf(params), body.secret);
    return { destination: this.show(row), secret };
  }

  @Endpoint(contract.endDestinationRotation)
  async endRotation(
    @Input() { params }: InputOf<typeof contract.endDestinationRotation>,
  ): Promise<AnswerOf<typeof contract.endDestinationRotation>> {
    await this.admin.endRotation(await this.environments.idOf(params), idOf(params));
    return { done: true };
  }

  private async tried(kind: string, config: Readonly<Record<string, unknown>>): Promise<Checked> {
    const tests = await this.deliverer.check(kind, config, new AbortController().signal, { limitMs: CHECK_MS });
    return { ok: tests.every(({ ok }) => ok), tests: tests.map((test) => ({ ...test })) };
  }

  private show(row: DestinationRow, look = this.configs.look(row)): Shown {
    return {
      id: row.id,
      kind: row.kind,
      name: row.name,
      config: look.masked,
      config_revision: row.configRevision,
      event_types: row.eventTypes,
      dialect: row.dialect,
      format: row.format,
      max_per_second: row.maxPerSecond,
      max_concurrency: row.maxConcurrency,
      state: row.state,
      circuit: row.circuit,
      failures: row.failures,
      failing_since: isoOrNull(row.failingSince),
      probe_at: isoOrNull(row.probeAt),
      problem: row.problem,
      config_problem: look.problem,
      created_at: iso(row.createdAt),
      updated_at: iso(row.updatedAt),
    };
  }
}

const idOf = (params: { readonly destination: string }): DestinationId => asId(params.destination);

function showFigures(figures: DestinationFigures | undefined, { rotatingSince }: ConfigLook): Figures {
  if (!figures) return { backlog: null, health: null };
  const { pending, oldestPendingAt, dead, delivered, failed, p50Ms, p95Ms, lastDeliveredAt, ofNewest } = figures;
  return {
    backlog: { pending, oldest_pending_at: isoOrNull(oldestPendingAt), dead },
    health: {
      delivered,
      failed,
      success_rate: delivered + failed === 0 ? null : delivered / (delivered + failed),
      of_newest: ofNewest,
      p50_ms: p50Ms,
      p95_ms: p95Ms,
      last_delivered_at: isoOrNull(lastDeliveredAt),
      secret_rotating_since: isoOrNull(rotatingSince),
    },
  };
}
