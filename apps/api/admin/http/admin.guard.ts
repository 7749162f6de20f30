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

  /** @throws Problem auth */
  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const [scheme, token, ...rest] = (http.getRequest<FastifyRequest>().headers.authorization ?? '').split(' ');
    if (
      this.expected &&
      scheme?.toLowerCase() === 'bearer' &&
      token &&
      rest.length === 0 &&
      timingSafeEqual(digest(token), this.expected)
    )
      return true;
    void http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
    throw new Problem(
      'auth',
      this.expected
        ? 'the admin token is missing or wrong; send it as `authorization: Bearer …`'
        : 'the admin API is off: FREEHUB_ADMIN_TOKEN is not set',
    );
  }
}
