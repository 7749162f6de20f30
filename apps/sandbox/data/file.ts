/** GET /v1/activities/:id/file: a redirect to a signed address that ends, and what is there. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { authorize } from '../http/access.js';
import { ApiError } from '../http/errors.js';
import type { Sandbox } from '../sandbox.js';
import { rideOf } from './activities.js';

const linkSchema = z.object({ expires: z.coerce.number().int(), signature: z.string() });
const byId = z.object({ id: z.string() });

export function installFile(app: FastifyInstance, sandbox: Sandbox): void {
  const { rides, world, linkSecret, options, now } = sandbox;
  const sign = (id: string, expires: number): string =>
    createHmac('sha256', linkSecret).update(`file/${id}/${expires}`).digest('hex');

  app.get('/v1/activities/:id/file', { config: { faultClass: 'file' } }, (request, reply) => {
    const ride = rideOf(sandbox, request, authorize(sandbox, request, reply, 'activity:read').id);
    const expires = Math.floor(now() / 1000) + options.fileLinkSeconds;
    return reply.redirect(
      `${request.protocol}://${request.host}/files/${ride.id}.fit?expires=${expires}&signature=${sign(ride.id, expires)}`,
      302,
    );
  });

  app.get('/files/:id.fit', { config: { faultClass: 'file' } }, (request, reply) => {
    const { id } = byId.parse(request.params);
    const link = linkSchema.safeParse(request.query);
    if (!link.success || !same(link.data.signature, sign(id, link.data.expires)))
      throw new ApiError(403, 'bad_signature', 'this link was not given out by this API');
    if (link.data.expires * 1000 <= now())
      throw new ApiError(403, 'link_expired', 'this link has expired: ask for the file again');
    const ride = rides.find(id);
    if (!ride || ride.deletedAt !== null) throw new ApiError(410, 'gone', 'the activity was deleted');
    return reply
      .type('application/vnd.ant.fit')
      .header('content-disposition', `attachment; filename="${id}.fit"`)
      .send(Buffer.from(world.fileOf(ride)));
  });
}

function same(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
