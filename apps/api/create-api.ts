import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../../settings/load.js';
import { Log } from '../common/log.js';
import { dashboardFolder } from '../common/project.js';
import { editDelivery } from './admin/contract/deliveries.js';
import { inRequest } from './admin/http/actor.js';
import { AdminGuard } from './admin/http/admin.guard.js';
import { ApiModule } from './api.module.js';
import { serveDashboard } from './dashboard/serve.js';
import { takeFiles } from './http/file-body.js';
import { ProblemFilter } from './http/problem-filter.js';
import { dropSilentConnections } from './http/silent-connections.js';
import { wrongMethod } from './methods.js';
import { ApiKeyGuard } from './terra/http/api-key.guard.js';

/** Every response names the request (terra.md §1.1); events that it causes carry the same reference. */
const nameRequest = (reply: FastifyReply): void => void reply.header('terra-reference', randomUUID());

/** Errors have one handler, ours; Nest would put its own in its place, which knows no problem+json. */
class ApiAdapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }
}

/** Builds the application without listening: tests inject requests into it. @param dashboard folder of its build */
export async function createApi(settings: Settings, dashboard = dashboardFolder()): Promise<NestFastifyApplication> {
  let answer: ProblemFilter['answer'] = () => undefined;
  const adapter = new ApiAdapter({
    bodyLimit: settings.maxBodyBytes,
    // Terra's 1.x client ends URLs in a bare `?`, and people type trailing slashes.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
    trustProxy: 'loopback',
    forceCloseConnections: 'idle',
    // A client that neither reads nor writes; longer than an app may be kept waiting for history.
    connectionTimeout: (settings.historyWaitSeconds + 60) * 1000,
    // An address that cannot be read comes past the hooks.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      nameRequest(reply);
      answer(error, request, reply);
    },
  });
  const fastify = adapter.getInstance();
  dropSilentConnections(fastify);
  fastify.setErrorHandler((error: Error, request, reply) => {
    answer(error, request, reply);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const { headers } = request;
    // Terra's 1.x client names a content type on every request: without a body Fastify would refuse it.
    if ((headers['content-length'] ?? '0') === '0' && headers['transfer-encoding'] === undefined) delete headers['content-type'];
    nameRequest(reply);
    done(request.is404 ? wrongMethod(request.url) : undefined);
  });
  // As late as can be: reading a body would lose it.
  fastify.addHook('preHandler', (_request, _reply, done) => {
    inRequest(done);
  });
  // A whole event comes back with all its samples, larger than anything else that is asked of us.
  fastify.addHook('onRoute', (route) => {
    if (route.method === 'PUT' && route.url === `/admin${editDelivery.path}`) route.bodyLimit = settings.maxFileBytes;
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule, adapter, {
    logger: ['fatal', 'error', 'warn'],
    rawBody: true,
  });
  // The styles and forms of our own pages, nothing else; a form may lead to the provider's login.
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'", 'https:', 'http:'],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    hsts: settings.publicUrl.startsWith('https:'),
    // The session id is in the address: no other site may see it.
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(cookie);
  await serveDashboard(fastify, dashboard);
  const apps = app.get(ApiKeyGuard, { strict: false });
  const operators = app.get(AdminGuard, { strict: false });
  takeFiles(fastify, {
    routes: {
      '/connect/upload': (request) => apps.admit(request),
      '/admin/environments/:environment/connections/:connection/files': (request, reply) => operators.admit(request, reply),
    },
    maxFileBytes: settings.maxFileBytes,
  });
  const filter = new ProblemFilter(app.get(Log));
  app.useGlobalFilters(filter);
  answer = (error, request, reply) => {
    filter.answer(error, request, reply);
  };
  return app;
}
