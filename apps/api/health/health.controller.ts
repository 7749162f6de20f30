import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Database } from '../../../store/database.js';
import { DATABASE } from '../../common/core.module.js';
import { Metrics } from '../../common/metrics.js';

@Controller()
export class HealthController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly metrics: Metrics,
  ) {}

  /** The process answers. */
  @Get('health/live')
  live(): object {
    return { status: 'ok' };
  }

  /** It can do its work: 503 while the database is away. Temporal is not asked for: without it notifications are still accepted. */
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const database = await this.db.query('SELECT 1').then(
      () => 'ok',
      () => 'away',
    );
    await reply.status(database === 'ok' ? 200 : 503).send({ status: database, database });
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  text(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
