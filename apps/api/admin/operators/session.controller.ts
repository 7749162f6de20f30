import { Controller, Inject, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../../model/problem.js';
import type { Settings } from '../../../../settings/load.js';
import { writeAudit } from '../../../../store/control/audit.js';
import type { Database } from '../../../../store/database.js';
import { giveTryBack, takeTry } from '../../../../store/operators/log-in-limit.js';
import { endSession, openSession } from '../../../../store/operators/sessions.js';
import { csrfTokenOf } from '../../../../store/operators/token.js';
import { DATABASE, SETTINGS } from '../../../common/core.module.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/session.js';
import { AdminCaller, AdminGuard } from '../http/admin.guard.js';
import { type Caller, Callers, type TokenOwner } from '../http/caller.js';
import { assertOwnPage } from '../http/own-pages.js';
import { iso } from '../http/page.js';

type Shown = AnswerOf<typeof contract.getSession>;

const show = ({ name, role, session }: Caller): Shown => ({
  name,
  role,
  csrf_token: session && csrfTokenOf(session.cookieValue),
  expires_at: session && iso(session.expiresAt),
});

/** Logging in and out. A wrong token leaves a line in the audit log, without the token. */
@Controller('admin')
export class SessionController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATABASE) private readonly db: Database,
    private readonly callers: Callers,
  ) {}

  @Endpoint(contract.logIn)
  async logIn(
    @Input() { body }: InputOf<typeof contract.logIn>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Shown> {
    // A page of somebody else must not put us into a session of theirs.
    assertOwnPage(request, this.settings.publicUrl);
    const { adminToken } = this.callers;
    if (adminToken === null) throw new Problem('auth', 'the admin API is off: FREEHUB_ADMIN_TOKEN is not set');
    const owner = await this.ownerOf(body.token.trim(), request.ip);
    const before = this.callers.cookieOf(request);
    if (before !== null) await this.end(before);
    const { cookieValue, expiresAt } = await openSession(this.db, owner.operator, adminToken);
    void reply.setCookie(this.callers.cookie.name, cookieValue, { ...this.cookieFacts(), expires: expiresAt });
    void reply.header('cache-control', 'no-store');
    return show({ name: owner.name, role: owner.role, session: { cookieValue, expiresAt } });
  }

  @Endpoint(contract.getSession)
  @UseGuards(AdminGuard)
  get(@AdminCaller() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Shown {
    void reply.header('cache-control', 'no-store');
    return show(caller);
  }

  @Endpoint(contract.logOut)
  @UseGuards(AdminGuard)
  async logOut(
    @AdminCaller() { session }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnswerOf<typeof contract.logOut>> {
    if (session) await this.end(session.cookieValue);
    void reply.clearCookie(this.callers.cookie.name, this.cookieFacts());
    return { done: true };
  }

  /** @throws Problem auth (wrong), rate_limited */
  private async ownerOf(token: string, address: string): Promise<TokenOwner> {
    await takeTry(this.db, address);
    const owner = await this.callers.ownerOf(token);
    if (owner) {
      await giveTryBack(this.db, address);
      return owner;
    }
    await writeAudit(this.db, {
      environmentId: null,
      actor: 'unknown',
      action: 'operator.refused',
      subject: 'session',
      detail: { address },
    });
    throw new Problem('auth', 'this token is not known, has ended or was revoked');
  }

  private async end(cookieValue: string): Promise<void> {
    await endSession(this.db, cookieValue);
    this.callers.forget();
  }

  private cookieFacts() {
    return { path: '/', httpOnly: true, sameSite: 'strict', secure: this.callers.cookie.secure } as const;
  }
}
