import { Body, Controller, Get, Header, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem, type ProblemKind } from '../../../model/problem.js';
import { providers } from '../../../providers/registry.js';
import type { Settings } from '../../../settings/load.js';
import { findConnection } from '../../../store/connections/lifecycle.js';
import { type Database, isUnavailable, storeProblem } from '../../../store/database.js';
import { DATABASE, SETTINGS } from '../../common/core.module.js';
import { Log } from '../../common/log.js';
import { OAuthFlow } from './oauth-flow.js';
import { choicePage, connectedPage, problemPage } from './pages/pages.js';
import { STYLE } from './pages/style.js';
import { redirectTarget } from './redirects.js';
import { type AuthSession, SESSION_SECONDS, Sessions } from './sessions.js';
import { athleteProblem, redirectReasonOf, storeAway, wordsFor } from './words.js';

/** One for each session: two links may be open in one browser. */
const cookieOf = (session: Pick<AuthSession, 'id'>): string => `freehub_connect_${session.id}`;
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
    const parsed = callbackQuery.safeParse(query);
    if (!parsed.success)
      return this.page(
        reply,
        400,
        problemPage('This answer cannot be read. Ask the app that sent you here for a new link.', null),
      );
    try {
      await this.answered(parsed.data, request, reply);
    } catch (thrown) {
      // A person looks at this, also when our own database is away.
      const problem = this.read(thrown, 'connecting your account');
      await this.page(reply, STATUS[problem.kind], problemPage(wordsFor(problem.toJSON()), null));
    }
  }

  private async answered(
    { state, code, error, scope }: z.infer<typeof callbackQuery>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const session = state === undefined ? null : await this.sessions.findByState(state);
    if (!session)
      return this.page(
        reply,
        400,
        problemPage(
          'This answer belongs to no open link: it was used already, or is too old. Ask the app that sent you here for a new one.',
          null,
        ),
      );
    if (!this.sessions.isBrowser(session, request.cookies[cookieOf(session)])) {
      // Somebody else's answer in this browser (or cookies refused): connecting it here would tie the wrong account to the wrong person.
      return this.page(
        reply,
        400,
        problemPage(
          'This answer belongs to another browser. Open the link again in this one, with cookies allowed.',
          `/connect/${session.id}`,
        ),
      );
    }
    try {
      if (error !== undefined || code === undefined)
        throw error === 'access_denied'
          ? athleteProblem('auth', 'DENIED', 'You did not allow access.')
          : athleteProblem('auth', 'REFUSED', 'The provider did not allow access.');
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
      // An address of its own: reloading it sends no answer of the provider's again.
      await this.redirect(reply, donePath(session));
      return;
    } catch (thrown) {
      const problem = this.read(thrown, 'connecting your account');
      await this.flow.fail(session, problem);
      if (session.failureUrl)
        return this.redirect(
          reply,
          redirectTarget(session.failureUrl, {
            reason: redirectReasonOf(problem),
            resource: session.provider ?? '',
            reference_id: session.referenceId ?? 'null',
          }),
        );
      return this.page(
        reply,
        STATUS[problem.kind],
        problemPage(wordsFor(problem.toJSON()), session.expired ? null : `/connect/${session.id}`),
      );
    }
  }

  /** It worked, as often as one looks. */
  @Get(':session/done')
  async done(@Param('session') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.open(id, request, reply, true);
    if (!session) return;
    const connection = await findConnection(this.db, session.environmentId, session.connectionId);
    if (!connection) return this.unusable(reply, athleteProblem('missing', 'LINK', 'This account was disconnected since.'));
    const { title, scopes } = providers.get(connection.provider);
    const shared = connection.scopes.split(',').filter(Boolean);
    const words = shared.map((scope) => scopes.find((known) => known.scope === scope)?.words ?? scope);
    await this.page(reply, 200, connectedPage(await this.appName(session), title, words));
  }

  /** The choice of providers; with the direct kind straight on to the one. */
  @Get(':session')
  async choose(@Param('session') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.open(id, request, reply);
    if (!session) return;
    if (session.kind === 'direct' && session.state === 'open') return this.go(session, session.providers[0] ?? '', reply);
    const choices = session.providers
      .map((provider) => providers.get(provider))
      .map(({ id: provider, title }) => ({ id: provider, title }));
    return this.page(
      reply,
      200,
      choicePage(
        await this.appName(session),
        session.id,
        choices,
        session.state === 'failed' && session.problem ? wordsFor(session.problem) : null,
      ),
    );
  }

  @Post(':session/start')
  async start(
    @Param('session') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const session = await this.open(id, request, reply);
    if (session) await this.go(session, startBody.parse(body).provider, reply);
  }

  private async go(session: AuthSession, provider: string, reply: FastifyReply): Promise<void> {
    try {
      const { url, browser } = await this.flow.begin(session, provider);
      void reply.setCookie(cookieOf(session), browser, {
        path: '/connect',
        httpOnly: true,
        sameSite: 'lax',
        secure: this.settings.publicUrl.startsWith('https:'),
        maxAge: SESSION_SECONDS,
      });
      await this.redirect(reply, url);
    } catch (error) {
      const problem = this.read(error, 'starting');
      await this.page(reply, STATUS[problem.kind], problemPage(wordsFor(problem.toJSON()), null));
    }
  }

  /**
   * A link that was used leads the browser that used it to its end, and nobody else.
   * @param done true: the end is wanted. @returns null when something else was answered.
   */
  private async open(id: string, request: FastifyRequest, reply: FastifyReply, done = false): Promise<AuthSession | null> {
    const session = await this.sessions.find(id).catch((error: unknown) => this.read(error, 'opening the link'));
    if (session instanceof Problem) await this.unusable(reply, session);
    else if (session.state !== 'connected') {
      if (session.expired)
        await this.unusable(
          reply,
          athleteProblem('conflict', 'LINK', 'This link has expired. Ask the app that sent you here for a new one.'),
        );
      else if (done) await this.redirect(reply, `/connect/${session.id}`);
      else return session;
    } else if (!this.sessions.isBrowser(session, request.cookies[cookieOf(session)]))
      await this.unusable(reply, athleteProblem('conflict', 'LINK', 'This link was used already: the account is connected.'));
    else if (done) return session;
    else await this.redirect(reply, donePath(session));
    return null;
  }

  private unusable(reply: FastifyReply, problem: Problem): Promise<void> {
    return this.page(reply, STATUS[problem.kind], problemPage(wordsFor(problem.toJSON()), null, 'This link cannot be used'));
  }

  private read(error: unknown, doing: string): Problem {
    const problem = error instanceof Problem ? error : isUnavailable(error) ? storeAway() : storeProblem(error, doing);
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

const donePath = (session: AuthSession): string => `/connect/${session.id}/done`;
