import { Body, Controller, Get, Header, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem, type ProblemKind } from '../../../model/problem.js';
import { providers } from '../../../providers/registry.js';
import type { Settings } from '../../../settings/load.js';
import { type Database, storeProblem } from '../../../store/database.js';
import { DATABASE, SETTINGS } from '../../common/core.module.js';
import { Log } from '../../common/log.js';
import { OAuthFlow } from './oauth-flow.js';
import { choicePage, connectedPage, problemPage } from './pages/pages.js';
import { STYLE } from './pages/style.js';
import { redirectTarget } from './redirects.js';
import { type AuthSession, SESSION_SECONDS, Sessions } from './sessions.js';

const COOKIE = 'freehub_connect';
const callbackQuery = z.object({
  state: z.string().max(200).optional(),
  code: z.string().max(4_000).optional(),
  error: z.string().max(200).optional(),
  /** What was granted: the athlete may have unticked some. */
  scope: z.string().max(2_000).optional(),
});
const startBody = z.object({ provider: z.string().max(40) });

const STATUS: Readonly<Record<ProblemKind, number>> = {
  auth: 403,
  missing: 404,
  payload: 400,
  /** A link that was used or has expired. */
  conflict: 410,
  rate_limited: 503,
  transient: 503,
  canceled: 503,
  config: 502,
  bug: 500,
};

/** The hosted pages that an athlete goes through. */
@Controller('connect')
export class ConnectController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATABASE) private readonly db: Database,
    private readonly sessions: Sessions,
    private readonly flow: OAuthFlow,
    private readonly log: Log,
  ) {}

  @Get('style.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  style(): string {
    return STYLE;
  }

  /** Where the provider sends the browser back to. */
  @Get('callback')
  async callback(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { state, code, error, scope } = callbackQuery.parse(query);
    const session = state === undefined ? null : await this.sessions.findByState(state);
    if (!session)
      return this.page(
        reply,
        400,
        problemPage(
          new Problem(
            'payload',
            'This answer belongs to no open link: it was used already, or is too old. Ask the app that sent you here for a new one.',
          ),
          null,
        ),
      );
    if (!this.sessions.isBrowser(session, request.cookies[COOKIE])) {
      // Somebody else's answer in this browser (or cookies refused): connecting it here would tie the wrong account to the wrong person.
      return this.page(
        reply,
        400,
        problemPage(
          new Problem(
            'payload',
            'This answer belongs to another browser. Open the link again in this one, with cookies allowed.',
          ),
          `/connect/${session.id}`,
        ),
      );
    }
    try {
      if (error !== undefined || code === undefined)
        throw new Problem('auth', error === 'access_denied' ? 'You did not allow access.' : 'The provider did not allow access.');
      const connection = await this.flow.complete(session, code, scope);
      if (session.successUrl) {
        await this.redirect(
          reply,
          redirectTarget(session.successUrl, {
            user_id: connection.id,
            resource: connection.provider,
            reference_id: session.referenceId ?? 'null',
          }),
        );
        return;
      }
      const provider = providers.get(connection.provider).title;
      await this.page(
        reply,
        200,
        connectedPage(await this.appName(session), provider, connection.scopes.split(',').filter(Boolean)),
      );
      return;
    } catch (thrown) {
      const problem = this.read(thrown, 'connecting your account');
      await this.flow.fail(session, problem);
      if (session.failureUrl)
        return this.redirect(
          reply,
          redirectTarget(session.failureUrl, {
            reason: problem.kind,
            resource: session.provider ?? '',
            reference_id: session.referenceId ?? 'null',
          }),
        );
      return this.page(reply, STATUS[problem.kind], problemPage(problem, session.expired ? null : `/connect/${session.id}`));
    }
  }

  /** The choice of providers; with the direct kind straight on to the one. */
  @Get(':session')
  async choose(@Param('session') id: string, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.open(id, reply);
    if (!session) return;
    if (session.kind === 'direct' && session.state === 'open') return this.go(session, session.providers[0] ?? '', reply);
    const choices = session.providers
      .map((provider) => providers.get(provider))
      .map(({ id: provider, title }) => ({ id: provider, title }));
    return this.page(
      reply,
      200,
      choicePage(await this.appName(session), session.id, choices, session.state === 'failed' ? session.problem : null),
    );
  }

  @Post(':session/start')
  async start(@Param('session') id: string, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.open(id, reply);
    if (session) await this.go(session, startBody.parse(body).provider, reply);
  }

  private async go(session: AuthSession, provider: string, reply: FastifyReply): Promise<void> {
    try {
      const { url, browser } = await this.flow.begin(session, provider);
      void reply.setCookie(COOKIE, browser, {
        path: '/connect',
        httpOnly: true,
        sameSite: 'lax',
        secure: this.settings.publicUrl.startsWith('https:'),
        maxAge: SESSION_SECONDS,
      });
      await this.redirect(reply, url);
    } catch (error) {
      const problem = this.read(error, 'starting');
      await this.page(reply, STATUS[problem.kind], problemPage(problem, null));
    }
  }

  /** @returns null when the page has said what is wrong. */
  private async open(id: string, reply: FastifyReply): Promise<AuthSession | null> {
    const opened = await this.sessions.find(id).catch((error: unknown) => this.read(error, 'opening the link'));
    const problem = opened instanceof Problem ? opened : closedBecause(opened);
    if (problem === null) return opened instanceof Problem ? null : opened;
    await this.page(reply, STATUS[problem.kind], problemPage(problem, null, 'This link cannot be used'));
    return null;
  }

  private read(error: unknown, doing: string): Problem {
    const problem = error instanceof Problem ? error : storeProblem(error, doing);
    if (problem.kind === 'bug') this.log.error(`${doing} failed`, error);
    return problem;
  }

  private async appName(session: AuthSession): Promise<string> {
    const { rows } = await this.db.query<{ name: string }>(`SELECT name FROM environment WHERE id = $1`, [session.environmentId]);
    return rows[0]?.name ?? 'the app';
  }

  private async page(reply: FastifyReply, status: number, html: string): Promise<void> {
    await reply.status(status).header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  }

  private async redirect(reply: FastifyReply, url: string): Promise<void> {
    await reply.status(303).header('location', url).header('cache-control', 'no-store').send();
  }
}

/** @returns null while the link may be used. */
function closedBecause(session: AuthSession): Problem | null {
  if (session.state === 'connected') return new Problem('conflict', 'This link was used already: the account is connected.');
  return session.expired ? new Problem('conflict', 'This link has expired. Ask the app that sent you here for a new one.') : null;
}
