import { type Server, createServer } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../settings/load.js';
import type { Database } from '../../store/database.js';
import { DATABASE, SETTINGS } from '../common/core.module.js';
import { Metrics } from '../common/metrics.js';

/** `/health/live`, `/health/ready`, `/metrics` of a process that serves nothing else. */
@Injectable()
export class HealthServer {
  private server: Server | null = null;
  temporal: 'connecting' | 'running' = 'connecting';

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATABASE) private readonly db: Database,
    private readonly metrics: Metrics,
  ) {}

  /** @throws when the port is taken. */
  listen(): Promise<void> {
    const server = createServer((request, response) => {
      void this.answer(request.url ?? '/').then(({ status, type, body }) =>
        response.writeHead(status, { 'content-type': type }).end(body),
      );
    });
    this.server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.settings.workerPort, this.settings.workerHost, resolve);
    });
  }

  private async answer(path: string): Promise<{ status: number; type: string; body: string }> {
    const json = (status: number, value: object) => ({ status, type: 'application/json', body: JSON.stringify(value) });
    if (path === '/health/live') return json(200, { status: 'ok' });
    if (path === '/metrics')
      return { status: 200, type: this.metrics.registry.contentType, body: await this.metrics.registry.metrics() };
    if (path !== '/health/ready') return json(404, { status: 'not found' });
    // Without Temporal live rides still flow, so its absence is told but does not take the worker out of service.
    const database = await this.db.query('SELECT 1').then(
      () => 'ok',
      () => 'away',
    );
    return json(database === 'ok' ? 200 : 503, { status: database, database, temporal: this.temporal });
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
  }
}
