/** Faults that strike whole requests, as hooks of the server. A route says its class in its config; a route without one is never struck. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../http/errors.js';
import type { Faults } from './faults.js';
import type { RouteClass } from './schema.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    faultClass?: RouteClass;
  }
}

export function installRequestFaults(
  app: FastifyInstance,
  faults: Faults,
  riderOf: (authorization: string | undefined) => string | undefined,
): void {
  app.addHook('onRequest', async (request) => {
    const routes = request.routeOptions.config.faultClass;
    if (!routes || faults.active().length === 0) return;
    const where = { routes, rider: riderOf(request.headers.authorization), ride: named(request.params) };
    const slow = faults.strike('slow', where);
    if (slow) await sleep(slow.ms);
    const failed = faults.strike('server_error', where);
    if (failed) throw new ApiError(failed.status, 'server_error', 'the service is not available: try again later');
    if (faults.strike('forbidden', where)) throw new ApiError(403, 'forbidden', 'this is not shared with your application');
    const limited = faults.strike('rate_limited', where);
    if (limited)
      throw new ApiError(429, 'rate_limited', 'too many requests: wait as long as Retry-After says', {
        'retry-after': String(limited.retryAfterSeconds),
      });
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const routes = request.routeOptions.config.faultClass;
    if (!routes || reply.statusCode >= 400 || !(typeof payload === 'string' || Buffer.isBuffer(payload))) return payload;
    if (!faults.strike('truncated', { routes, rider: riderOf(request.headers.authorization), ride: named(request.params) }))
      return payload;
    const whole = Buffer.from(payload);
    void reply.header('content-length', whole.length);
    return Readable.from(half(whole));
  });
}

/** The ride in the address of `/activities/:id`. */
const named = (parameters: unknown): string | undefined => z.object({ id: z.string() }).safeParse(parameters).data?.id;

/** The first half, then the line breaks. */
async function* half(whole: Buffer): AsyncGenerator<Buffer> {
  yield whole.subarray(0, Math.floor(whole.length / 2));
  // Time for the first half to leave: else the client sees no answer instead of half an answer.
  await sleep(20);
  throw new Error('cut on request');
}
