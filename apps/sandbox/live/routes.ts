/** Insiders' live API: the account, the devices, when they recorded and what. Every path ends with a slash. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bearer } from '../http/access.js';
import { ApiError, OAuthError, read } from '../http/errors.js';
import type { Sandbox } from '../sandbox.js';
import { accountNamed, shownAccount, type Account } from './accounts.js';
import type { Device } from './devices.js';
import { pageOf, pageQuery } from './page.js';
import { blocksOf, rowsOf } from './samples.js';
import { installLiveToken } from './token-route.js';

const DEVICES_CAP = 3_000;
const RANGES_CAP = 3_000;
const SAMPLES_CAP = 25_000;

const instant = z.iso
  .datetime({ offset: true, local: true })
  .transform((text) => Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`));
const devicesSchema = z.strictObject({ ...pageQuery(DEVICES_CAP), current: z.string().optional() });
const spanSchema = (cap: number) =>
  z
    .strictObject({ ...pageQuery(cap), start: instant, stop: instant })
    .refine(({ start, stop }) => start < stop, { path: ['stop'], message: 'must be later than start' });
const rangesSchema = spanSchema(RANGES_CAP);
const samplesSchema = spanSchema(SAMPLES_CAP);
const idSchema = z.object({ id: z.string() });

/** Registered as a scope of its own: its errors have Django REST framework's shape, `{"detail": …}`. */
export async function installLive(app: FastifyInstance, sandbox: Sandbox): Promise<void> {
  installLiveToken(app, sandbox);
  const { devices, faults } = sandbox;
  const json = (reply: FastifyReply, body: string): FastifyReply => reply.type('application/json; charset=utf-8').send(body);

  await app.register((live, _options, done) => {
    live.setErrorHandler((error, request, reply) => {
      if (!(error instanceof ApiError) || error instanceof OAuthError) throw error;
      if (error.status === 401) void reply.header('www-authenticate', 'Bearer realm="api"');
      return reply.code(error.status).headers(error.headers).send({ detail: error.message, request_id: request.id });
    });

    live.get('/v1/account/', { config: { faultClass: 'user' } }, (request, reply) =>
      reply.send(shownAccount(accountOf(sandbox, request, reply))),
    );

    live.get('/v1/devices/', { config: { faultClass: 'list' } }, (request, reply) => {
      managerOf(sandbox, request, reply);
      const all = devices.all();
      const shown = (from: number, to: number): string[] => all.slice(from, to).map(shownDevice);
      return json(reply, pageOf(all.length, read(devicesSchema, request.query, 'query'), shown));
    });

    live.get('/v1/devices/:id/preprocessed-ranges/', { config: { faultClass: 'list' } }, (request, reply) => {
      managerOf(sandbox, request, reply);
      const { id } = deviceOf(sandbox, request);
      const query = read(rangesSchema, request.query, 'query');
      const blocks = blocksOf(devices.recorded(id, query.start, query.stop), query.start, query.stop).map(({ startMs, endMs }) =>
        JSON.stringify({ start: iso(startMs), stop: iso(endMs) }),
      );
      // The last one again, as after an upload between two requests.
      const twice = faults.strike('repeated_item') ? blocks.slice(-1) : [];
      return json(
        reply,
        pageOf(blocks.length, query, (from, to) => [...blocks.slice(from, to), ...twice]),
      );
    });

    live.get('/v1/devices/:id/preprocessed/', { config: { faultClass: 'streams' } }, (request, reply) => {
      managerOf(sandbox, request, reply);
      const { id } = deviceOf(sandbox, request);
      const query = read(samplesSchema, request.query, 'query');
      const rows = rowsOf(devices.recorded(id, query.start, query.stop), query.start, query.stop);
      const shuffle = faults.strike('shuffled_samples') !== null;
      return json(
        reply,
        pageOf(rows.count, query, (from, to) => (shuffle ? shuffled(rows.json(from, to)) : rows.json(from, to))),
      );
    });

    for (const path of ['/v1/account', '/v1/devices', '/v1/devices/:id/preprocessed-ranges', '/v1/devices/:id/preprocessed'])
      live.get(path, (request, reply) => {
        const [way, query] = request.url.split('?');
        return reply.redirect(`${way}/${query === undefined ? '' : `?${query}`}`, 301);
      });
    done();
  });
}

/** Every third row comes twice, and the second half before the first: what a recorder uploads after a loss of network. */
function shuffled(rows: readonly string[]): string[] {
  const half = Math.floor(rows.length / 2);
  return [...rows.slice(half), ...rows.slice(0, half)].flatMap((row, i) => (i % 3 === 0 ? [row, row] : [row]));
}

const iso = (ms: number): string => new Date(ms).toISOString();
const shownDevice = ({ id, name, serialNumber }: Device): string =>
  JSON.stringify({ id: Number(id), name, serial_number: serialNumber });

/** Whose token it is; takes a place in the rate limits. @throws ApiError 401, 429 */
function accountOf(sandbox: Sandbox, request: FastifyRequest, reply: FastifyReply): Account {
  const { faults, liveTokens, limits } = sandbox;
  const routes = request.routeOptions.config.faultClass;
  const token = bearer(request.headers.authorization) ?? '';
  if (faults.strike('expired_token', { ...(routes && { routes }) })) liveTokens.expire(token);
  if (faults.strike('revoked_token', { ...(routes && { routes }) })) liveTokens.revoke(token);
  const username = liveTokens.accountOf(token);
  const account = username === undefined ? undefined : accountNamed(sandbox, username);
  if (!account) throw new ApiError(401, 'invalid_token', 'Authentication credentials were not provided or are not valid.');
  void reply.headers(limits.take(`live/${account.username}`));
  return account;
}

/** @throws ApiError as accountOf; 403 for an athlete */
function managerOf(sandbox: Sandbox, request: FastifyRequest, reply: FastifyReply): void {
  if (accountOf(sandbox, request, reply).role !== 'MANAGER')
    throw new ApiError(403, 'permission_denied', 'You do not have permission to perform this action.');
}

function deviceOf({ devices }: Sandbox, request: FastifyRequest): Device {
  const device = devices.find(idSchema.parse(request.params).id);
  if (!device) throw new ApiError(404, 'not_found', 'Not found.');
  return device;
}
