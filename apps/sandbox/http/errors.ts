/** The contract's errors: `{"error":{"code","message","request_id"}}` for data, RFC 6749 §5.2 for OAuth. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** RFC 6749 §5.2. */
export class OAuthError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, description: string, status = 400) {
    super(description);
    this.code = code;
    this.status = status;
  }
}

/** Reads `input` by `schema`. @throws ApiError 400 naming the field and what is wrong with it. */
export function read<T extends z.ZodType>(schema: T, input: unknown, what: string): z.infer<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new ApiError(400, 'invalid_request', `${what}: ${problems.join('; ')}`);
}

const httpError = z.object({ statusCode: z.number().int().min(400).max(499), message: z.string() });

export function installErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof OAuthError) {
      if (error.status === 401) void reply.header('www-authenticate', 'Basic realm="sandbox"');
      return reply
        .code(error.status)
        .header('cache-control', 'no-store')
        .send({ error: error.code, error_description: error.message });
    }
    const known = httpError.safeParse(error);
    const answer =
      error instanceof ApiError
        ? error
        : known.success
          ? new ApiError(known.data.statusCode, 'invalid_request', known.data.message)
          : new ApiError(500, 'server_error', 'the sandbox failed: see its console');
    if (answer.status === 500) request.log.error(error);
    if (answer.status === 401) void reply.header('www-authenticate', `Bearer error="${answer.code}"`);
    return reply
      .code(answer.status)
      .headers(answer.headers)
      .send({ error: { code: answer.code, message: answer.message, request_id: request.id } });
  });
  app.setNotFoundHandler((request) => {
    throw new ApiError(404, 'not_found', `there is no ${request.method} ${request.url.split('?')[0] ?? ''}`);
  });
}
