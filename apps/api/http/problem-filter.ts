/** Every error as application/problem+json (RFC 9457), with the two members that Terra's older clients read. */
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import { ZodError } from 'zod';
import { Problem, type ProblemKind } from '../../../model/problem.js';
import { storeProblem } from '../../../store/database.js';
import { Log } from '../../common/log.js';
import { Refusal } from './refusal.js';

const STATUS: Record<ProblemKind, number> = {
  auth: 401,
  config: 422,
  missing: 404,
  payload: 400,
  conflict: 409,
  rate_limited: 429,
  transient: 503,
  canceled: 503,
  bug: 500,
};

export interface ProblemBody {
  readonly type: 'about:blank';
  readonly title: string;
  readonly instance: string;
  readonly detail: string;
  /** Terra's older error shape. */
  readonly status: 'error';
  readonly message: string;
  /** What programs can go by: upper-case words, docs/formats.md. */
  readonly code?: string;
  /** Which inputs are wrong, and how. */
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

interface Read {
  readonly status: number;
  readonly detail: string;
  readonly code?: string | undefined;
  readonly errors?: ProblemBody['errors'] | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly headers?: Refusal['headers'];
}

/** When to come again where nobody has said more: our database restarting takes about so long. */
const AGAIN_MS = 5_000;

/** Our own words. Codes of others (statuses, SQLSTATEs, ids with digits) are not told, nor what ails our own servers (5xx). */
const STABLE_CODE = /^(?=.{1,40}$)[A-Z]+(?:_[A-Z]+)*$/;

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for what Fastify refuses before Nest sees it: unreadable JSON, a body that is too large, an unknown media type. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { status, detail, code, errors, retryAfterMs, headers } = this.read(error);
    if (headers) void reply.headers(headers);
    if (retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(retryAfterMs / 1000));
    const body: ProblemBody = {
      type: 'about:blank',
      title: (STATUS_CODES[status] ?? 'error').toLowerCase(),
      // The path alone: a query may hold a token.
      instance: request.url.split('?')[0] ?? '/',
      detail,
      status: 'error',
      message: detail,
      ...(code === undefined ? {} : { code }),
      ...(errors ? { errors } : {}),
    };
    void reply.status(status).header('content-type', 'application/problem+json').send(body);
  }

  private read(error: unknown): Read {
    if (error instanceof ZodError) {
      const errors = error.issues.map((issue) => ({ field: issue.path.join('.') || '(request)', message: issue.message }));
      return { status: 400, detail: errors.map(({ field, message }) => `${field}: ${message}`).join('; '), errors };
    }
    if (error instanceof Refusal) return error;
    // An unknown route is told by its whole address.
    if (error instanceof HttpException) return { status: error.getStatus(), detail: error.message.split('?')[0] ?? '' };
    // Fastify's own: unreadable JSON, body too large, unsupported media type.
    if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500)
      return { status: error.statusCode, detail: error.message };
    const problem = error instanceof Problem ? error : storeProblem(error, 'answering this request');
    const status = STATUS[problem.kind];
    if (status >= 500) this.log.error('a request failed', error);
    const code = status < 500 && STABLE_CODE.test(problem.code ?? '') ? problem.code : undefined;
    return {
      status,
      detail: problem.userMessage,
      code,
      errors: status < 500 ? problem.faults : undefined,
      retryAfterMs: problem.retryAfterMs ?? (status === 503 ? AGAIN_MS : undefined),
    };
  }
}
