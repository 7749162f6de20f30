/** An API, browsable. Everything is served from here; the page's own policy keeps the browser from loading anything from elsewhere. */
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';

const POLICY = [
  "default-src 'none'",
  // The page hands its settings over in a script of its own, and styles are made at run time.
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export interface Reference {
  /** `/docs/v2` */
  readonly at: `/${string}`;
  /** Of its OpenAPI document. */
  readonly url: string;
  readonly title: string;
}

export async function serveReference(fastify: FastifyInstance, { at, url, title }: Reference): Promise<void> {
  await fastify.register(scalar, {
    routePrefix: at,
    configuration: {
      url,
      pageTitle: title,
      withDefaultFonts: false,
      telemetry: false,
      persistAuth: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      // It would send questions to another host.
      agent: { disabled: true },
    },
    hooks: {
      onRequest: (_request, reply, done) => {
        void reply.header('content-security-policy', POLICY);
        done();
      },
    },
  });
}
