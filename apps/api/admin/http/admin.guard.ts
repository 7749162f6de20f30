import { type CanActivate, type ExecutionContext, Inject, Injectable, createParamDecorator } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../../model/problem.js';
import type { Settings } from '../../../../settings/load.js';
import { SETTINGS } from '../../../common/core.module.js';
import { Refusal } from '../../http/refusal.js';
import { actAs } from './actor.js';
import { type Caller, Callers, bearerOf } from './caller.js';
import { assertCsrfToken, assertOwnPage, onlyReads } from './own-pages.js';

const callers = new WeakMap<object, Caller>();

/** Operators: FREEHUB_ADMIN_TOKEN or an operator's token as bearer, or the cookie of a session. A viewer only reads. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly known: Callers,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    await this.admit(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    return true;
  }

  /** Looks at the headers alone, so that it can be asked before a body is read. @throws Problem auth, Refusal 403 */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const caller = await this.known.of(request);
    if (!caller) {
      void reply.header('www-authenticate', 'Bearer');
      throw new Problem('auth', this.lacking(request));
    }
    if (!onlyReads(request)) this.assertMayChange(caller, request);
    callers.set(request, caller);
    actAs(caller.name);
  }

  private assertMayChange({ name, role, session }: Caller, request: FastifyRequest): void {
    if (session) {
      assertOwnPage(request, this.settings.publicUrl);
      assertCsrfToken(request, session.cookieValue);
    }
    if (role === 'viewer' && !isLogOut(request))
      throw new Refusal(403, `${name} is a viewer, who may look and change nothing: use the token of an admin`);
  }

  private lacking(request: FastifyRequest): string {
    if (this.known.adminToken === null) return 'the admin API is off: FREEHUB_ADMIN_TOKEN is not set';
    if (bearerOf(request) === null && this.known.cookieOf(request) !== null) return 'the session has ended: log in again';
    return 'the admin token is missing or wrong; send it as `authorization: Bearer …`';
  }
}

/** Ending one's own session changes nothing of others. */
const isLogOut = ({ method, routeOptions }: FastifyRequest): boolean =>
  method === 'DELETE' && routeOptions.url === '/admin/session';

/** The caller of a guarded route. */
export const AdminCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller) throw new Problem('bug', 'a route without its guard');
  return caller;
});
