/** Bodies that are files, of whatever type the client says or does not say. Nothing of one is read for somebody without credentials. */
import type { IncomingMessage } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../model/problem.js';
import { Refusal } from './refusal.js';

const MULTIPART = /^\s*multipart\//i;
/** 20 MB in this time is a poor mobile uplink. */
const READ_MS = 120_000;
/** Files of full size whose bytes may be held at once. */
const FULL_FILES = 8;
/** A client that is still sending when it is refused may lose the answer: so long it is let finish, and its bytes are thrown away. */
const DISCARD_MS = 1_000;
const AGAIN_MS = 5_000;

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/** Checks the credentials in the headers. @throws Problem auth */
export type Admit = (request: FastifyRequest, reply: FastifyReply) => void | Promise<void>;

export interface FileBodies {
  /** Who may send, by the pattern of each route that takes a file: everywhere else a body is JSON. */
  readonly routes: Readonly<Record<string, Admit>>;
  /** Of one file, as it comes. */
  readonly maxFileBytes: number;
  /** For one body, from its first byte to its last. */
  readonly readMs?: number;
}

/** Lets those routes read what Fastify has no parser for, up to limits of their own. To be called before there are routes. */
export function takeFiles(fastify: Fastify, { routes, maxFileBytes, readMs = READ_MS }: FileBodies): void {
  const admits = new Map(Object.entries(routes));
  let heldBytes = 0;

  /** Until the request is answered: the file is in memory for so long. @throws Problem rate_limited */
  const hold = (bytes: number, reply: FastifyReply): void => {
    if (heldBytes + bytes > FULL_FILES * maxFileBytes)
      throw new Problem('rate_limited', 'too many files are being sent at once: try again in a few seconds', {
        code: 'FILES_BUSY',
        retryAfterMs: AGAIN_MS,
      });
    heldBytes += bytes;
    let held = true;
    const release = (): void => {
      if (held) heldBytes -= bytes;
      held = false;
    };
    // A client that goes away gets no `finish`.
    reply.raw.once('finish', release).once('close', release);
  };

  const receiveBy = (admit: Admit) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { headers } = request;
    try {
      await admit(request, reply);
      // What closed while we looked closes no second time: nothing would be let go of.
      if (request.raw.destroyed || reply.raw.destroyed) throw new Refusal(408, 'the connection was closed');
      if (MULTIPART.test(headers['content-type'] ?? ''))
        throw new Refusal(415, 'send the file itself as the body, not as a form: curl --data-binary @ride.fit');
      const bytes = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : maxFileBytes;
      if (bytes > maxFileBytes) throw tooLarge(maxFileBytes);
      hold(bytes, reply);
      // Whatever the client says of its type, even nonsense: the bytes are what is read.
      if (bytes > 0) headers['content-type'] = 'application/octet-stream';
    } catch (error) {
      void reply.header('connection', 'close');
      await discarded(request.raw);
      throw error;
    }
  };

  fastify.addHook('onRoute', (route) => {
    const admit = admits.get(route.url);
    if (!admit) return;
    route.bodyLimit = maxFileBytes;
    route.onRequest = [route.onRequest ?? [], receiveBy(admit)].flat();
  });
  // Fastify's own would make text of it.
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
    if (admits.has(request.routeOptions.url ?? '')) return collect(payload, maxFileBytes, readMs);
    throw new Refusal(415, 'this media type is not taken here: the body must be JSON');
  });
}

const tooLarge = (limit: number): Refusal => new Refusal(413, `the file is too large: at most ${limit} bytes`);

/** @throws Refusal 413, 408; what the stream ends with when the client goes away */
async function collect(payload: IncomingMessage, limit: number, readMs: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Refusal(408, `the file did not arrive within ${readMs / 1000} seconds: send it again`));
      }, readMs);
      payload.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= limit) chunks.push(chunk);
        else reject(tooLarge(limit));
      });
      payload.once('error', reject);
      payload.once('end', () => {
        resolve(Buffer.concat(chunks));
      });
    });
  } catch (error) {
    payload.removeAllListeners('data');
    // What is thrown away is not held as well.
    chunks.length = 0;
    if (bytes > limit) await discarded(payload);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Reads to the end and keeps nothing, for a short time. */
async function discarded(payload: IncomingMessage): Promise<void> {
  if (payload.readableEnded || payload.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, DISCARD_MS);
    const over = (): void => {
      clearTimeout(timer);
      resolve();
    };
    payload.once('end', over).once('close', over).once('error', over).resume();
  });
}

/** @throws Problem payload when there are no bytes */
export function fileOf(request: FastifyRequest): Uint8Array {
  const { body } = request;
  if (!Buffer.isBuffer(body) || body.length === 0)
    throw new Problem('payload', 'send the file as the body of the request: curl --data-binary @ride.fit', {
      code: 'FILE_EMPTY',
    });
  return body;
}
