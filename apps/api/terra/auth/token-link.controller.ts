import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { useAuthToken } from '../../../../store/control/auth-tokens.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import { problemPage } from '../../connect/pages/pages.js';
import { SessionOpener } from './session-opener.service.js';

/** Where an app on a phone sends its athlete with a token: to a session of the token's environment. */
@Controller('connect/token')
export class TokenLinkController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly opener: SessionOpener,
  ) {}

  @Get(':token')
  async open(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store');
    // Messengers look at links before people do: that uses nothing up.
    if (request.method === 'HEAD') return reply.status(200).send();
    const grant = await useAuthToken(this.db, token);
    if (!grant) {
      const page = problemPage(
        'It was used already, or is too old. Ask the app that sent you here for a new one.',
        null,
        'This link cannot be used',
      );
      return reply.status(410).header('content-type', 'text/html; charset=utf-8').send(page);
    }
    const { url } = await this.opener.widget(grant.environmentId, [], { reference_id: grant.referenceId });
    return reply.redirect(url, 303);
  }
}
