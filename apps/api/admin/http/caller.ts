/** Who calls the admin API: found by the token or the cookie that a request carries. */
import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../../../../settings/load.js';
import type { Database } from '../../../../store/database.js';
import { FreshCache } from '../../../../store/operators/fresh-cache.js';
import { ADMIN, type KnownOperator, type OperatorRole, findOperator } from '../../../../store/operators/operators.js';
import { type OperatorSession, findSession } from '../../../../store/operators/sessions.js';
import { hashOf } from '../../../../store/operators/token.js';
import { DATABASE, SETTINGS } from '../../../common/core.module.js';
import { sessionCookie } from './own-pages.js';

export interface Caller {
  readonly name: string;
  readonly role: OperatorRole;
  /** Null when a bearer token was sent: it needs no session. */
  readonly session: { readonly cookieValue: string; readonly expiresAt: Date } | null;
}

/** The owner of a token: `operator` null = the holder of FREEHUB_ADMIN_TOKEN. */
export interface TokenOwner {
  readonly name: string;
  readonly role: OperatorRole;
  readonly operator: KnownOperator | null;
}

@Injectable()
export class Callers {
  readonly cookie: { readonly name: string; readonly secure: boolean };
  /** Null = the admin API is off, whatever operators there are. */
  readonly adminToken: string | null;
  private readonly operators = new FreshCache<KnownOperator>();
  private readonly sessions = new FreshCache<OperatorSession>();

  constructor(
    @Inject(SETTINGS) { adminToken, publicUrl }: Settings,
    @Inject(DATABASE) private readonly db: Database,
  ) {
    this.adminToken = adminToken ?? null;
    this.cookie = sessionCookie(publicUrl);
  }

  /** A bearer token, when one is sent, and nothing else; without one the cookie: other schemes are a proxy's before us. */
  async of(request: FastifyRequest): Promise<Caller | null> {
    const bearer = bearerOf(request);
    if (bearer !== null) {
      const owner = await this.ownerOf(bearer);
      return owner && { name: owner.name, role: owner.role, session: null };
    }
    const cookieValue = this.cookieOf(request);
    const session = cookieValue === null ? null : await this.sessionOf(cookieValue);
    if (cookieValue === null || session === null) return null;
    const { name, role } = session.operator ?? { name: ADMIN, role: 'admin' };
    return { name, role, session: { cookieValue, expiresAt: session.expiresAt } };
  }

  async ownerOf(token: string): Promise<TokenOwner | null> {
    if (this.adminToken === null || token === '') return null;
    // Digests are equal in length, so they are compared in constant time.
    if (timingSafeEqual(hashOf(token), hashOf(this.adminToken))) return { name: ADMIN, role: 'admin', operator: null };
    const operator = await this.operators.get(hashOf(token), () => findOperator(this.db, token));
    return operator && { name: operator.name, role: operator.role, operator };
  }

  cookieOf(request: FastifyRequest): string | null {
    return request.cookies[this.cookie.name] ?? null;
  }

  /** After a change in this process: it holds here at once, elsewhere within 5 s. */
  forget(): void {
    this.operators.forget();
    this.sessions.forget();
  }

  private async sessionOf(cookieValue: string): Promise<OperatorSession | null> {
    const { adminToken } = this;
    if (adminToken === null) return null;
    return this.sessions.get(hashOf(cookieValue), () => findSession(this.db, cookieValue, adminToken));
  }
}

/** Null without one; empty when what is sent cannot be one. */
export function bearerOf({ headers }: FastifyRequest): string | null {
  const [scheme, token, ...rest] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer') return null;
  return rest.length === 0 ? (token ?? '') : '';
}
