/** /sandbox/…: what tests and people use to move the world. Not part of the provider's contract; documented in the README. */
import type { FastifyInstance } from 'fastify';
import { read, ApiError } from '../http/errors.js';
import type { Sandbox } from '../sandbox.js';
import type { StoredRide } from '../store/rides.js';
import type { StoredRider } from '../store/riders.js';
import { faultSchema } from '../faults/schema.js';
import { burst, type Burst } from './burst.js';
import { burstSchema, changeSchema, idSchema, rideSchema, scopesSchema } from './schemas.js';

export function installControl(app: FastifyInstance, sandbox: Sandbox): void {
  const { riders, rides, world, faults, stats, grants, events, sender, now } = sandbox;
  const bursts: Burst[] = [];
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  app.addHook('preClose', async () => {
    closing.abort();
    await Promise.allSettled(running);
  });

  const riderAt = (params: unknown): StoredRider => {
    const { id } = idSchema.parse(params);
    return riders.find(id) ?? fail(`rider ${id}`);
  };
  const rideAt = (params: unknown): StoredRide => {
    const { id } = idSchema.parse(params);
    const ride = rides.find(id) ?? fail(`ride ${id}`);
    if (ride.deletedAt !== null) throw new ApiError(410, 'gone', `ride ${id} is deleted already`);
    return ride;
  };

  app.get('/sandbox/riders', () => ({ riders: riders.all().map((rider) => shownRider(sandbox, rider)) }));

  app.post('/sandbox/riders/:id/rides', (request, reply) => {
    const rider = riderAt(request.params);
    return reply.code(201).send(shownRide(world.ride(rider, read(rideSchema, request.body ?? {}, 'body'))));
  });

  app.patch('/sandbox/rides/:id', (request) =>
    shownRide(world.change(rideAt(request.params), read(changeSchema, request.body, 'body'))),
  );
  app.delete('/sandbox/rides/:id', (request) => shownRide(world.remove(rideAt(request.params))));

  app.post('/sandbox/burst', (request, reply) => {
    const { count, perSecond, shape, minutes } = read(burstSchema, request.body, 'body');
    const progress: Burst = { count, perSecond, made: 0, tookMs: null };
    bursts.push(progress);
    const run = burst(sandbox, { count, perSecond }, { shape, minutes }, progress, closing.signal).catch((error: unknown) => {
      request.log.error(error);
    });
    running.add(run);
    void run.finally(() => running.delete(run));
    return reply.code(202).send({ count, perSecond, shape });
  });

  app.post('/sandbox/riders/:id/deauthorize', (request) => {
    const rider = riderAt(request.params);
    return sandbox.database.transaction(() => {
      const open = grants.ofRider(rider.id);
      for (const grant of open) grants.revoke(grant.id, now());
      if (open.length > 0)
        events.emit({ type: 'user.deauthorized', user_id: rider.id, object_id: null, revision: null, changes: [] });
      return { grantsRevoked: open.length };
    });
  });

  app.put('/sandbox/riders/:id/scopes', (request) => {
    const rider = riderAt(request.params);
    const scope = read(scopesSchema, request.body, 'body').scopes.join(' ');
    return sandbox.database.transaction(() => {
      const open = grants.ofRider(rider.id);
      for (const grant of open) grants.setScope(grant.id, scope);
      if (open.length > 0)
        events.emit({ type: 'user.scopes_changed', user_id: rider.id, object_id: null, revision: null, changes: ['scope'] });
      return { grantsChanged: open.length, scope };
    });
  });

  app.get('/sandbox/truth', () => ({ rides: Array.from(rides.all(), shownRide) }));

  app.get('/sandbox/library', () => ({ skipped: sandbox.skipped }));

  app.get('/sandbox/faults', () => ({
    faults: faults.active().map(({ id, fault, until, hits }) => ({ id, ...fault, until, hits })),
  }));
  app.post('/sandbox/faults', (request, reply) => {
    const { id, fault, until } = faults.add(read(faultSchema, request.body, 'body'));
    return reply.code(201).send({ id, ...fault, until });
  });
  app.delete('/sandbox/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.delete('/sandbox/faults/:id', (request, reply) => {
    const { id } = idSchema.parse(request.params);
    return faults.remove(id) ? reply.code(204).send() : fail(`fault ${id}`);
  });

  app.get('/sandbox/stats', () => ({
    ...stats,
    webhooks: { ...stats.webhooks, pending: sender.pending() },
    rides: rides.count(),
    bursts,
  }));
}

function fail(what: string): never {
  throw new ApiError(404, 'not_found', `there is no ${what}`);
}

const iso = (at: number): string => new Date(at).toISOString();

function shownRide(ride: StoredRide) {
  const { id, riderId, revision, deletedAt, startedAt, createdAt, updatedAt, name, facts } = ride;
  return {
    id,
    riderId,
    providerUserId: riderId,
    revision,
    deleted: deletedAt !== null,
    name,
    sport: facts.sport,
    startedAt: iso(startedAt),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
    totals: facts.totals,
  };
}

function shownRider({ grants, rides }: Sandbox, { id, number, rider }: StoredRider) {
  const open = grants.ofRider(id);
  return {
    id,
    number,
    name: `${rider.firstName} ${rider.lastName}`,
    timezone: rider.timezone,
    connected: open.length > 0,
    scopes: open.map(({ scope }) => scope),
    lastRides: rides.latest(id, 3).map(shownRide),
  };
}
