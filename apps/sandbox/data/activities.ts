/** GET /v1/users/me, /v1/activities, /v1/activities/:id and its streams. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { authorize } from '../http/access.js';
import { ApiError, read } from '../http/errors.js';
import type { Sandbox } from '../sandbox.js';
import { STREAM_KEYS } from '../simulator/recording.js';
import type { StoredRide } from '../store/rides.js';
import { readCursor, writeCursor } from './cursor.js';
import { detail, profile, summary } from './shapes.js';

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const listSchema = z
  .strictObject({
    start_after: instant.optional(),
    start_before: instant.optional(),
    updated_after: instant.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().optional(),
    order: z.enum(['start_asc', 'start_desc']).optional(),
  })
  .refine(({ start_after: after, start_before: before }) => after === undefined || before === undefined || after < before, {
    path: ['start_before'],
    message: 'must be later than start_after',
  });

const streamsSchema = z.strictObject({
  keys: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(STREAM_KEYS)).min(1))
    .default([...STREAM_KEYS]),
  resolution: z.enum(['all', '1hz']).default('all'),
});

const byId = z.object({ id: z.string() });

/** The ride of the path. @throws ApiError 404 unknown or another rider's, 410 deleted. */
export function rideOf(sandbox: Sandbox, request: FastifyRequest, riderId: string): StoredRide {
  const ride = sandbox.rides.find(byId.parse(request.params).id);
  if (ride?.riderId !== riderId) throw new ApiError(404, 'not_found', 'there is no such activity');
  if (ride.deletedAt !== null) throw new ApiError(410, 'gone', 'the activity was deleted');
  return ride;
}

export function installActivities(app: FastifyInstance, sandbox: Sandbox): void {
  const { rides, streams, faults } = sandbox;

  app.get('/v1/users/me', { config: { faultClass: 'user' } }, (request, reply) =>
    reply.send(profile(authorize(sandbox, request, reply, 'profile:read'))),
  );

  app.get('/v1/activities', { config: { faultClass: 'list' } }, (request, reply) => {
    const rider = authorize(sandbox, request, reply, 'activity:read');
    return reply.send(list(sandbox, rider.id, read(listSchema, request.query, 'query')));
  });

  app.get('/v1/activities/:id', { config: { faultClass: 'detail' } }, (request, reply) => {
    const ride = rideOf(sandbox, request, authorize(sandbox, request, reply, 'activity:read').id);
    const etag = `"${ride.id}-${ride.revision}"`;
    void reply.header('etag', etag);
    if (request.headers['if-none-match']?.split(/,\s*/).includes(etag)) return reply.code(304).send();
    return reply.send(detail(ride));
  });

  app.get('/v1/activities/:id/streams', { config: { faultClass: 'streams' } }, (request, reply) => {
    const rider = authorize(sandbox, request, reply, 'activity:read');
    const { keys, resolution } = read(streamsSchema, request.query, 'query');
    const ride = rideOf(sandbox, request, rider.id);
    const body = faults.strike('missing_streams', { rider: rider.id }) ? undefined : streams.body(ride, keys, resolution);
    if (!body) throw new ApiError(404, 'no_streams', 'nothing was recorded for this activity');
    return reply.type('application/json; charset=utf-8').send(body);
  });

  const list = ({ faults: active, linkSecret, now, options }: Sandbox, rider: string, query: z.infer<typeof listSchema>) => {
    const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor, linkSecret, rider, now());
    const asked = {
      startAfter: query.start_after,
      startBefore: query.start_before,
      updatedAfter: query.updated_after,
      order: query.order,
    };
    const filter = cursor ? matching(cursor, asked) : { ...asked, order: asked.order ?? 'start_desc' };
    // One more than asked for tells whether there is a next page.
    const found = rides.page(rider, filter, cursor?.from ?? null, query.limit + 1);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    const next =
      last && found.length > query.limit
        ? { ...filter, rider, from: { startedAt: last.startedAt, id: last.id }, expiresAt: now() + options.cursorSeconds * 1000 }
        : null;
    const before = cursor && active.strike('repeated_item', { rider }) ? rides.find(cursor.from.id) : undefined;
    return { data: [...(before ? [before] : []), ...page].map(summary), next_cursor: next && writeCursor(next, linkSecret) };
  };
}

/** The cursor's filters. @throws ApiError 400 when the query names others. */
function matching<Filter extends object>(cursor: Filter, asked: object): Filter {
  for (const name of ['startAfter', 'startBefore', 'updatedAfter', 'order'] as const) {
    const given: unknown = Reflect.get(asked, name);
    if (given !== undefined && given !== Reflect.get(cursor, name))
      throw new ApiError(400, 'invalid_cursor', `cursor: was given out for another ${name}`);
  }
  return cursor;
}
