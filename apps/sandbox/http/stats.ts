/** Counters since the start, for tests and people. */
import type { FastifyInstance } from 'fastify';
import type { WebhookStats } from '../webhooks/sender.js';

export interface Stats {
  /** `GET /v1/activities 200` → how often. */
  readonly requests: Record<string, number>;
  tokensIssued: number;
  refreshes: number;
  refreshesRepeated: number;
  familiesRevoked: number;
  readonly webhooks: WebhookStats;
}

export const newStats = (): Stats => ({
  requests: {},
  tokensIssued: 0,
  refreshes: 0,
  refreshesRepeated: 0,
  familiesRevoked: 0,
  webhooks: { sent: 0, acked: 0, failed: 0, abandoned: 0 },
});

export function installStats(app: FastifyInstance, stats: Stats): void {
  app.addHook('onResponse', (request, reply, done) => {
    const name = `${request.method} ${request.routeOptions.url ?? 'unknown'} ${reply.statusCode}`;
    stats.requests[name] = (stats.requests[name] ?? 0) + 1;
    done();
  });
}
