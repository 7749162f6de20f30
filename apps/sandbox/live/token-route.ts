/** POST /oauth2/token/: a manager's or an athlete's password, and rotating refresh tokens (RFC 6749 §4.3 and §6). */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { OAuthError } from '../http/errors.js';
import { authenticateClient } from '../oauth/client.js';
import type { Sandbox } from '../sandbox.js';
import { accountNamed } from './accounts.js';
import type { LivePair } from './tokens.js';

const credentials = { client_id: z.string().optional(), client_secret: z.string().optional() };
const tokenSchema = z.discriminatedUnion('grant_type', [
  z.object({ grant_type: z.literal('password'), username: z.string(), password: z.string() }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string() }),
]);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const answer = ({ access, refresh, expiresInSeconds }: LivePair) => ({
  access_token: access,
  expires_in: expiresInSeconds,
  token_type: 'Bearer',
  scope: 'all',
  refresh_token: refresh,
});

export function installLiveToken(app: FastifyInstance, sandbox: Sandbox): void {
  const { options, liveTokens, stats, faults } = sandbox;
  app.post('/oauth2/token/', { config: { faultClass: 'token' } }, (request, reply) => {
    authenticateClient(options, request.headers.authorization, z.object(credentials).catch({}).parse(request.body));
    const wish = tokenSchema.safeParse(request.body);
    if (!wish.success)
      throw new OAuthError('unsupported_grant_type', 'grant_type must be password or refresh_token, with its fields');
    void reply.header('cache-control', 'no-store');
    if (wish.data.grant_type === 'password') {
      const account = accountNamed(sandbox, wish.data.username);
      const isRight = timingSafeEqual(digest(wish.data.password), digest(options.livePassword));
      if (!account || !isRight) throw new OAuthError('invalid_grant', 'Invalid credentials given.');
      stats.tokensIssued++;
      return reply.send(answer(liveTokens.issue(account.username)));
    }
    const refreshed = liveTokens.refresh(wish.data.refresh_token);
    if (!refreshed) throw new OAuthError('invalid_grant', 'the refresh token is unknown or was used before');
    if (refreshed.repeated) stats.refreshesRepeated++;
    else stats.refreshes++;
    if (faults.strike('lost_refresh_answer')) {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    return reply.send(answer(refreshed.pair));
  });
}
