/** Binds a handler to its route of the contract: path, status, and the check of what comes in. */
import {
  type CallHandler,
  Delete,
  type ExecutionContext,
  Get,
  type NestInterceptor,
  Patch,
  Post,
  Put,
  UseInterceptors,
  applyDecorators,
  createParamDecorator,
} from '@nestjs/common';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, map } from 'rxjs';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { check } from './check.js';
import { fileOf } from './file-body.js';
import { Answer, type Method, type Route, statusOf } from './contract/route.js';

const METHODS: Record<Method, (path: string) => MethodDecorator> = {
  GET: Get,
  POST: Post,
  PUT: Put,
  PATCH: Patch,
  DELETE: Delete,
};
const NO_FIELDS = z.strictObject({});
const NO_BODY = z.undefined();

/** What `InputOf` of its route says. */
interface Checked {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}
const inputs = new WeakMap<object, Checked>();

/** For a method of a controller at the base of the route's API. Its input is checked whether it looks at it or not. */
export const Endpoint = (route: Route): MethodDecorator =>
  applyDecorators(METHODS[route.method](route.path), UseInterceptors(new Exchange(route)));

/** Params, query and body of the handler's route, checked. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext): Checked => {
  const input = inputs.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!input) throw new Problem('bug', 'a handler without a route');
  return input;
});

/** Checks what comes, and answers with the status that the route or the handler names. */
class Exchange implements NestInterceptor<unknown, unknown> {
  private readonly takesNoBody: boolean;
  private readonly params: z.ZodObject;
  private readonly query: z.ZodObject;
  private readonly body: z.ZodType;
  private readonly status: number;
  private readonly takesFile: boolean;

  constructor(route: Route) {
    this.params = route.params ?? NO_FIELDS;
    this.query = route.query ?? NO_FIELDS;
    this.body = route.body ?? NO_BODY;
    this.takesNoBody = this.body.safeParse(undefined).success;
    this.status = statusOf(route);
    this.takesFile = route.takes === 'file';
  }

  /** @throws ZodError that names each field at fault (answered as 400). */
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    inputs.set(request, {
      params: check(this.params, request.params),
      query: check(this.query, request.query),
      // A body where none belongs is refused; clients that send `{}` or null with every POST are not.
      body: this.takesFile
        ? fileOf(request)
        : check(this.body, isEmpty(request.body) && this.takesNoBody ? undefined : (request.body ?? {})),
    });
    const reply = http.getResponse<FastifyReply>();
    void reply.status(this.status);
    return next.handle().pipe(map((answer) => (isAnswer(answer) ? send(reply, answer) : answer)));
  }
}

const isAnswer = (value: unknown): value is Answer => value instanceof Answer;

function send(reply: FastifyReply, { status, headers, body }: Answer): unknown {
  void reply.status(status).headers(headers);
  if (!(body instanceof Uint8Array || body instanceof Readable)) return body;
  if (!('content-type' in headers)) void reply.header('content-type', 'application/json; charset=utf-8');
  return body instanceof Readable ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

const isEmpty = (body: unknown): boolean =>
  body === undefined || body === null || (typeof body === 'object' && !Array.isArray(body) && Object.keys(body).length === 0);
