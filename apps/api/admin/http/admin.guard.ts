import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../../model/problem.js';
import type { Settings } from '../../../../settings/load.js';
import { SETTINGS } from '../../../common/core.module.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The operator's bearer token. Digests are compared: equal in length, so in constant time. */
@Injectable()
export class AdminGuard implements CanActivate {
  private readonly expected: Buffer | null;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.expected = settings.adminToken === undefined ? null : digest(settings.adminToken);
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    this.admit(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    return true;
  }

  /** Looks at the headers alone, so that it can be asked before a body is read. @throws Problem auth */
  admit(request: FastifyRequest, reply: FastifyReply): void {
    const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
    if (
      this.expected &&
      scheme?.toLowerCase() === 'bearer' &&
      token &&
      rest.length === 0 &&
      timingSafeEqual(digest(token), this.expected)
    )
      return;
    void reply.header('www-authenticate', 'Bearer');
    throw new Problem(
      'auth',
      this.expected
        ? 'the admin token is missing or wrong; send it as `authorization: Bearer …`'
        : 'the admin API is off: FREEHUB_ADMIN_TOKEN is not set',
    );
  }
}
