/** Bodies that are files, of whatever type the client says or does not say. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../../model/problem.js';

/** Patterns of the routes that take one: everywhere else a body is JSON. */
const PATTERNS: ReadonlySet<string> = new Set([
  '/connect/upload',
  '/admin/environments/:environment/connections/:connection/files',
]);
const MULTIPART = /^multipart\//i;

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

const refused = (message: string): Error => Object.assign(new Error(message), { statusCode: 415 });

/** Lets those routes read what Fastify has no parser for, up to a limit of their own. To be called before there are routes. */
export function takeFiles(fastify: Fastify, maxFileBytes: number): void {
  fastify.addHook('onRoute', (route) => {
    if (PATTERNS.has(route.url)) route.bodyLimit = maxFileBytes;
  });
  // Fastify's own would make text of it.
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser('*', (request: FastifyRequest, payload, done) => {
    const type = request.headers['content-type'] ?? '';
    if (!PATTERNS.has(request.routeOptions.url ?? '')) done(refused('this media type is not taken here: the body must be JSON'));
    else if (MULTIPART.test(type)) done(refused('send the file itself as the body, not as a form: curl --data-binary @ride.fit'));
    else collect(payload, request.routeOptions.bodyLimit, done);
  });
}

function collect(payload: NodeJS.ReadableStream, limit: number, done: (error: Error | null, body?: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  payload.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
  });
  payload.once('error', (error: Error) => {
    done(error);
  });
  payload.once('end', () => {
    if (bytes > limit) done(Object.assign(new Error('the file is too large'), { statusCode: 413 }));
    else done(null, Buffer.concat(chunks));
  });
}

/** The bytes as they came, whatever a parser made of them. @throws Problem payload when there are none */
export function fileOf(request: FastifyRequest & { readonly rawBody?: Buffer | undefined }): Uint8Array {
  const bytes = Buffer.isBuffer(request.body) ? request.body : request.rawBody;
  if (!bytes || bytes.length === 0)
    throw new Problem('payload', 'send the file as the body of the request: curl --data-binary @ride.fit', {
      code: 'FILE_EMPTY',
    });
  return bytes;
}
