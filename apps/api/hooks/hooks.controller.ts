import { Controller, Get, HttpCode, Param, Post, Query, type RawBodyRequest, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { NoticeDesk } from './notice-desk.js';

const TEXTS = z.record(z.string(), z.string());
const headersOf = (request: FastifyRequest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

/** Where providers send their notifications: `/hooks/{provider}/{unguessable segment}`. */
@Controller('hooks/:provider/:path')
export class HooksController {
  constructor(private readonly desk: NoticeDesk) {}

  /** 200 only when every notice is committed (promise 1). @throws Problem missing, auth (signature), payload, transient */
  @Post()
  @HttpCode(200)
  async receive(
    @Param('provider') provider: string,
    @Param('path') path: string,
    @Req() request: RawBodyRequest<FastifyRequest>,
  ): Promise<{ accepted: number }> {
    const body = request.rawBody;
    if (!body || body.length === 0) throw new Problem('payload', 'the notification has no body');
    return { accepted: await this.desk.receive(provider, path, headersOf(request), body) };
  }

  /** The provider's challenge when the subscription is made. */
  @Get()
  async challenge(
    @Param('provider') provider: string,
    @Param('path') path: string,
    @Query() query: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.desk.challenge(provider, path, TEXTS.parse(query));
    await reply.status(answer.status).header('content-type', 'application/json').send(answer.body);
  }
}
