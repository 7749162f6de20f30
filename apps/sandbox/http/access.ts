/** Who asks: the bearer token, its grant and its scopes. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Sandbox } from '../sandbox.js';
import type { Grant, Scope } from '../store/grants.js';
import type { StoredRider } from '../store/riders.js';
import type { RouteClass } from '../faults/schema.js';
import { ApiError } from './errors.js';

/** The rider whose data this request may read; takes a place in the rate limits. @throws ApiError 401, 403, 429. */
export function authorize(sandbox: Sandbox, request: FastifyRequest, reply: FastifyReply, scope: Scope): StoredRider {
  const token = bearer(request.headers.authorization);
  const found = token === undefined ? undefined : sandbox.grants.findToken(token);
  const grant = found?.kind === 'access' && found.grantId !== null ? sandbox.grants.find(found.grantId) : undefined;
  if (!found || !grant) throw new ApiError(401, 'invalid_token', 'send a valid access token as "Authorization: Bearer …"');
  strikeToken(sandbox, grant, found.token, request.routeOptions.config.faultClass);
  const struck = sandbox.grants.findToken(found.token);
  if (sandbox.grants.find(grant.id)?.revokedAt !== null) throw new ApiError(401, 'invalid_token', 'the access token was revoked');
  if ((struck?.expiresAt ?? 0) <= sandbox.now())
    throw new ApiError(401, 'invalid_token', 'the access token has expired: refresh it');
  const rider = sandbox.riders.find(grant.riderId);
  if (!rider) throw new ApiError(401, 'invalid_token', 'the user of this token is not here any more');
  void reply.headers(sandbox.limits.take(rider.id));
  if (!grant.scope.split(' ').includes(scope)) throw new ApiError(403, 'insufficient_scope', `this needs the scope ${scope}`);
  return rider;
}

function strikeToken({ faults, grants, now }: Sandbox, grant: Grant, token: string, routes: RouteClass | undefined): void {
  const where = { rider: grant.riderId, ...(routes && { routes }) };
  if (faults.strike('expired_token', where)) grants.expire(token, now());
  if (faults.strike('revoked_token', where)) grants.revoke(grant.id, now());
}

/** The rider behind a token, whatever its state: for faults that strike one rider only. */
export function riderOf({ grants }: Sandbox, authorization: string | undefined): string | undefined {
  const token = bearer(authorization);
  const grantId = token === undefined ? null : (grants.findToken(token)?.grantId ?? null);
  return grantId === null ? undefined : grants.find(grantId)?.riderId;
}

export function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}
