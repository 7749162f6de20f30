/** /v1/webhook_subscriptions: one per application, active once its URL has answered the challenge. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { request as fetch } from 'undici';
import { z } from 'zod';
import { bearer } from '../http/access.js';
import { ApiError, OAuthError, read } from '../http/errors.js';
import { authenticateClient } from '../oauth/client.js';
import type { Sandbox } from '../sandbox.js';
import { EVENT_TYPES } from './events.js';
import type { Subscription } from './subscriptions.js';

const CHALLENGE_MS = 2000;

const wishSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  events: z.array(z.enum(EVENT_TYPES)).min(1),
  verify_token: z.string().min(1).max(200),
});

/** Query names are the contract's; the `hub.` form of older APIs is not sent. */
const challengeAnswer = z.object({ challenge: z.string() });

export function installSubscriptions(app: FastifyInstance, sandbox: Sandbox): void {
  const { subscriptions, sender, now } = sandbox;
  const config = { faultClass: 'subscriptions' } as const;

  app.post('/v1/webhook_subscriptions', { config }, async (request, reply) => {
    client(sandbox, request);
    const { url, events, verify_token: verifyToken } = read(wishSchema, request.body, 'body');
    refuseSecond(subscriptions.current());
    await challenge(url, verifyToken);
    refuseSecond(subscriptions.current());
    const made = subscriptions.add({ url, events: [...new Set(events)], verifyToken }, now());
    sender.wake();
    return reply.code(201).send({ ...shown(made), secret: made.secret });
  });

  app.get('/v1/webhook_subscriptions', { config }, async (request, reply) => {
    client(sandbox, request);
    const current = subscriptions.current();
    return reply.send({ data: current ? [shown(current)] : [] });
  });

  app.delete('/v1/webhook_subscriptions/:id', { config }, async (request, reply) => {
    client(sandbox, request);
    if (!subscriptions.remove(z.object({ id: z.string() }).parse(request.params).id))
      throw new ApiError(404, 'not_found', 'there is no such subscription');
    return reply.code(204).send();
  });
}

/** HTTP Basic, or a token of grant_type=client_credentials. @throws ApiError 401. */
function client({ options, grants, now }: Sandbox, request: FastifyRequest): void {
  const token = bearer(request.headers.authorization);
  const found = token === undefined ? undefined : grants.findToken(token);
  if (found?.kind === 'client' && (found.expiresAt ?? 0) > now()) return;
  try {
    authenticateClient(options, request.headers.authorization, {});
  } catch (error) {
    if (error instanceof OAuthError)
      throw new ApiError(
        401,
        'invalid_client',
        'send the client credentials by HTTP Basic, or a token of grant_type=client_credentials',
      );
    throw error;
  }
}

const shown = ({ id, url, events, createdAt }: Subscription) => ({
  id,
  url,
  events,
  created_at: new Date(createdAt).toISOString(),
});

function refuseSecond(current: Subscription | undefined): void {
  if (current)
    throw new ApiError(409, 'already_subscribed', `this application has the subscription ${current.id}: delete it first`);
}

/** The URL must echo a fresh word within 2 s. @throws ApiError 422. */
async function challenge(target: string, verifyToken: string): Promise<void> {
  const word = randomBytes(16).toString('hex');
  const url = new URL(target);
  url.searchParams.set('mode', 'subscribe');
  url.searchParams.set('challenge', word);
  url.searchParams.set('verify_token', verifyToken);
  let answered = false;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(CHALLENGE_MS) });
    const body = challengeAnswer.safeParse(await answer.body.json());
    answered = answer.statusCode === 200 && body.success && body.data.challenge === word;
  } catch {
    // Unreachable, slow or not JSON: all the same to the one who subscribes.
  }
  if (!answered)
    throw new ApiError(422, 'challenge_failed', 'url: did not answer the challenge with 200 and {"challenge": …} within 2 s');
}
