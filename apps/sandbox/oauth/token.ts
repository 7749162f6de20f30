/** POST /oauth/token and /oauth/revoke: codes, rotating single-use refresh tokens, client tokens. */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { OAuthError } from '../http/errors.js';
import type { Sandbox } from '../sandbox.js';
import type { Grant, Token } from '../store/grants.js';
import { authenticateClient } from './client.js';

const credentials = { client_id: z.string().optional(), client_secret: z.string().optional() };
const tokenSchema = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    code: z.string(),
    redirect_uri: z.string(),
    code_verifier: z.string(),
    ...credentials,
  }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string(), scope: z.string().optional(), ...credentials }),
  z.object({ grant_type: z.literal('client_credentials'), scope: z.string().optional(), ...credentials }),
]);
const credentialsSchema = z.object(credentials);
const revokeSchema = z.object({ token: z.string(), token_type_hint: z.string().optional(), ...credentials });

interface Answer {
  readonly token_type: 'Bearer';
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
  readonly scope?: string;
  readonly user_id?: string;
}

export function installToken(app: FastifyInstance, sandbox: Sandbox): void {
  const { options, grants, database, faults, stats, now } = sandbox;

  app.post('/oauth/token', { config: { faultClass: 'token' } }, async (request, reply) => {
    authenticateClient(options, request.headers.authorization, form(credentialsSchema, request.body));
    const grantType = z.object({ grant_type: z.string() }).safeParse(request.body);
    if (!grantType.success)
      throw new OAuthError('invalid_request', 'grant_type is missing: send a form (application/x-www-form-urlencoded)');
    if (!['authorization_code', 'refresh_token', 'client_credentials'].includes(grantType.data.grant_type)) {
      throw new OAuthError(
        'unsupported_grant_type',
        'grant_type must be authorization_code, refresh_token or client_credentials',
      );
    }
    const wish = form(tokenSchema, request.body);
    const result = answer(wish);
    if (wish.grant_type === 'refresh_token' && faults.strike('lost_refresh_answer', { rider: result.user_id })) {
      // The rotation stands, the answer does not arrive.
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    return reply.header('cache-control', 'no-store').send(result);
  });

  app.post('/oauth/revoke', { config: { faultClass: 'token' } }, async (request, reply) => {
    const { token, ...rest } = form(revokeSchema, request.body);
    authenticateClient(options, request.headers.authorization, rest);
    const grantId = grants.findToken(token)?.grantId;
    if (grantId) grants.revoke(grantId, now());
    // RFC 7009 §2.2: an unknown token is no error.
    return reply.code(200).send({});
  });

  const answer = (wish: z.infer<typeof tokenSchema>): Answer => {
    switch (wish.grant_type) {
      case 'authorization_code':
        return exchange(wish.code, wish.redirect_uri, wish.code_verifier);
      case 'refresh_token':
        return refresh(wish.refresh_token);
      case 'client_credentials':
        stats.tokensIssued++;
        return {
          token_type: 'Bearer',
          access_token: grants.addToken('client', null, now(), expiry()),
          expires_in: options.accessTokenSeconds,
        };
    }
  };

  const expiry = (): number => now() + options.accessTokenSeconds * 1000;

  const exchange = (name: string, redirectUri: string, verifier: string): Answer => {
    const code = grants.findCode(name);
    if (code?.grantId) {
      // RFC 6749 §4.1.2: a code that comes twice was stolen; what came of it ends.
      grants.revoke(code.grantId, now());
      stats.familiesRevoked++;
      throw new OAuthError('invalid_grant', 'the code was used before');
    }
    if (!code || code.expiresAt <= now()) throw new OAuthError('invalid_grant', 'the code is unknown or has expired');
    if (code.redirectUri !== redirectUri)
      throw new OAuthError('invalid_grant', 'redirect_uri is not the one of the authorization request');
    if (createHash('sha256').update(verifier).digest('base64url') !== code.challenge)
      throw new OAuthError('invalid_grant', 'code_verifier does not match code_challenge');
    return database.transaction(() => {
      const grant = grants.addGrant(code.riderId, code.clientId, code.scope, now());
      grants.useCode(name, grant.id);
      return issue(grant).answer;
    });
  };

  const issue = (grant: Grant): { answer: Answer; access: string; refresh: string | null } => {
    stats.tokensIssued++;
    const access = grants.addToken('access', grant.id, now(), expiry());
    const next = grant.scope.split(' ').includes('offline_access') ? grants.addToken('refresh', grant.id, now(), null) : null;
    return { access, refresh: next, answer: describe(grant, access, options.accessTokenSeconds, next) };
  };

  const refresh = (name: string): Answer => {
    const token = grants.findToken(name);
    const grant = token?.kind === 'refresh' && token.grantId !== null ? grants.find(token.grantId) : undefined;
    if (!token || !grant || grant.revokedAt !== null)
      throw new OAuthError('invalid_grant', 'the refresh token is unknown or was revoked');
    if (token.usedAt !== null) return repeat(token, grant);
    return database.transaction(() => {
      stats.refreshes++;
      const issued = issue(grant);
      grants.spend(name, issued.access, issued.refresh ?? '', now());
      return issued.answer;
    });
  };

  /** A refresh token that comes again: soon and with its successor untouched the answer was lost; else somebody has a copy. */
  const repeat = (token: Token, grant: Grant): Answer => {
    const access = token.nextAccess === null ? undefined : grants.findToken(token.nextAccess);
    const next = token.nextRefresh === null ? undefined : grants.findToken(token.nextRefresh);
    const recent = now() - (token.usedAt ?? 0) <= options.refreshGraceSeconds * 1000;
    if (!recent || next?.usedAt !== null || !access) {
      grants.revoke(grant.id, now());
      stats.familiesRevoked++;
      throw new OAuthError('invalid_grant', 'the refresh token was used before: all tokens of this grant are revoked');
    }
    stats.refreshesRepeated++;
    return describe(grant, access.token, Math.max(0, Math.floor(((access.expiresAt ?? 0) - now()) / 1000)), next.token);
  };
}

const describe = (grant: Grant, access: string, expiresIn: number, refresh: string | null): Answer => ({
  token_type: 'Bearer',
  access_token: access,
  expires_in: expiresIn,
  ...(refresh !== null && { refresh_token: refresh }),
  scope: grant.scope,
  user_id: grant.riderId,
});

/** @throws OAuthError invalid_request. */
function form<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const names = [...new Set(result.error.issues.map(({ path }) => path.join('.')))];
  throw new OAuthError('invalid_request', `missing or malformed: ${names.join(', ')}`);
}
