/** GET and POST /oauth/authorize: the consent page, and what the user decided. Works as a plain HTML form. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError, OAuthError } from '../http/errors.js';
import type { Options } from '../options.js';
import type { Sandbox } from '../sandbox.js';
import { SCOPES } from '../store/grants.js';
import { consentPage, refusalPage } from './consent-page.js';
import type { AuthorizationRequest } from './request.js';

const CODE_MS = 600_000;

const text = z.string().max(4000);
const requestSchema = z.object({
  response_type: text.optional(),
  client_id: text.optional(),
  redirect_uri: text.optional(),
  scope: text.optional(),
  state: text.optional(),
  code_challenge: text.optional(),
  code_challenge_method: text.optional(),
  /** A rider to choose beforehand. */
  login_hint: text.optional(),
});

const decisionSchema = requestSchema.extend({
  decision: z.enum(['allow', 'deny']),
  rider: text.optional(),
  /** The scopes that stayed ticked. */
  granted: z.union([z.string(), z.array(z.string())]).default([]),
});

export function installAuthorize(app: FastifyInstance, sandbox: Sandbox): void {
  const { options, riders, grants, now } = sandbox;

  app.get('/oauth/authorize', async (request, reply) => {
    const query = requestSchema.safeParse(request.query);
    const target = query.success ? redirectTarget(options, query.data) : 'each parameter may be given only once';
    if (!query.success || typeof target === 'string')
      return reply
        .code(400)
        .type('text/html')
        .send(refusalPage(String(target)));
    try {
      return await reply
        .header('cache-control', 'no-store')
        .type('text/html')
        .send(consentPage(understand(query.data, target.href), riders.all()));
    } catch (error) {
      return reply.redirect(back(target, query.data.state, refusal(error)), 303);
    }
  });

  app.post('/oauth/authorize', async (request, reply) => {
    const form = decisionSchema.safeParse(request.body);
    const target = form.success ? redirectTarget(options, form.data) : 'the form is incomplete';
    if (!form.success || typeof target === 'string')
      return reply
        .code(400)
        .type('text/html')
        .send(refusalPage(String(target)));
    const { state, decision, granted } = form.data;
    try {
      const wish = understand(form.data, target.href);
      if (decision === 'deny') throw new OAuthError('access_denied', 'the user said no');
      const rider = riders.find(form.data.rider ?? '');
      if (!rider) throw new ApiError(400, 'invalid_request', 'rider: choose one of the riders');
      const scope = wish.scopes.filter((one) => granted.includes(one)).join(' ');
      if (scope === '') throw new OAuthError('access_denied', 'the user allowed nothing');
      const code = grants.addCode({
        riderId: rider.id,
        clientId: wish.clientId,
        redirectUri: form.data.redirect_uri ?? '',
        challenge: wish.challenge,
        scope,
        expiresAt: now() + CODE_MS,
      });
      return await reply.redirect(back(target, state, { code, scope }), 303);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      return reply.redirect(back(target, state, refusal(error)), 303);
    }
  });
}

/** Where answers may go, or why nowhere: an unknown client or address must never be redirected to. */
function redirectTarget(options: Options, query: z.infer<typeof requestSchema>): URL | string {
  if (query.client_id !== options.clientId) return 'client_id is unknown';
  const uri = query.redirect_uri ?? '';
  if (!URL.canParse(uri)) return 'redirect_uri is missing or no absolute URL';
  const url = new URL(uri);
  const allowed =
    options.redirectUris.length > 0
      ? options.redirectUris.includes(uri)
      : /^https?:$/.test(url.protocol) && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (!allowed) return 'redirect_uri is not registered for this client: it must match exactly';
  return url.hash === '' ? url : 'redirect_uri must have no fragment';
}

/** @throws OAuthError with the code that RFC 6749 §4.1.2.1 or RFC 7636 §4.4.1 names. */
function understand(query: z.infer<typeof requestSchema>, redirectUri: string): AuthorizationRequest {
  if (query.response_type !== 'code') throw new OAuthError('unsupported_response_type', 'response_type must be code');
  if (query.code_challenge_method !== 'S256' || !/^[\w-]{43}$/.test(query.code_challenge ?? '')) {
    throw new OAuthError('invalid_request', 'PKCE is required: send code_challenge with code_challenge_method=S256');
  }
  const asked = (query.scope ?? '').split(' ').filter((scope) => scope !== '');
  const scopes = SCOPES.filter((scope) => asked.includes(scope));
  if (scopes.length === 0 || scopes.length !== new Set(asked).size)
    throw new OAuthError('invalid_scope', `scope must be one or more of: ${SCOPES.join(' ')}`);
  return {
    clientId: query.client_id ?? '',
    redirectUri: query.redirect_uri ?? redirectUri,
    scopes,
    state: query.state,
    challenge: query.code_challenge ?? '',
    loginHint: query.login_hint,
  };
}

function refusal(error: unknown): Record<string, string> {
  if (!(error instanceof OAuthError)) throw error;
  return { error: error.code, error_description: error.message };
}

function back(target: URL, state: string | undefined, answer: Record<string, string>): string {
  const url = new URL(target);
  for (const [name, value] of Object.entries({ ...answer, ...(state !== undefined && { state }) }))
    url.searchParams.set(name, value);
  return url.href;
}
