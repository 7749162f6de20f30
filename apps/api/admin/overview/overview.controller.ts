import { Controller, Req, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Answer, type AnswerOf, type AnswersOf, type InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/overview.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Callers } from '../http/caller.js';
import { Environments } from '../http/environments.js';
import { LiveDesk } from './live.service.js';
import { Overviews } from './overview.service.js';

@Controller('admin')
@UseGuards(AdminGuard)
export class OverviewController {
  constructor(
    private readonly environments: Environments,
    private readonly overviews: Overviews,
    private readonly live: LiveDesk,
    private readonly callers: Callers,
  ) {}

  @Endpoint(contract.getOverview)
  async get(@Input() { params }: InputOf<typeof contract.getOverview>): Promise<AnswerOf<typeof contract.getOverview>> {
    return this.overviews.of(await this.environments.idOf(params));
  }

  @Endpoint(contract.watchEnvironment)
  async watch(
    @Input() { params }: InputOf<typeof contract.watchEnvironment>,
    @Req() request: FastifyRequest,
  ): Promise<AnswersOf<typeof contract.watchEnvironment>> {
    const environmentId = await this.environments.idOf(params);
    const stream = this.live.listen(environmentId, async () => (await this.callers.of(request)) !== null);
    return new Answer(200, stream, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // A proxy passes each event on as it comes.
      'x-accel-buffering': 'no',
      // Nothing else comes on it: a server that is being stopped would wait for it.
      connection: 'close',
    });
  }
}
