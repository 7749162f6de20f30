/** OAuth 2.0 for providers: `oauth4webapi` builds and checks, ProviderIo carries, errors become Problems. */
import * as oauth from 'oauth4webapi';
import { Problem } from '../../model/problem.js';
import { refusalOf, textOf } from './http.js';
import type { AuthorizationGrant, Tokens } from './provider.js';
import type { ProviderIo, ProviderResponse } from './provider-io.js';

export interface OAuthSettings {
  readonly authorize_url: string;
  readonly token_url: string;
  readonly revoke_url: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly client_auth: 'client_secret_basic' | 'client_secret_post';
  readonly scopes: readonly string[];
}

export interface TokenAnswer {
  readonly tokens: Tokens;
  /** What the provider adds beside RFC 6749's fields, as its id of the user. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Codes of RFC 6749 §5.2 and §4.1.2.1: only `invalid_grant` is about the athlete's consent, the others are about how we are set up. */
const CODES = new Map<string, { kind: 'auth' | 'config' | 'transient'; advice: string }>([
  ['invalid_grant', { kind: 'auth', advice: 'the account must be connected again' }],
  ['invalid_client', { kind: 'config', advice: 'check client id and secret of the provider app' }],
  ['unauthorized_client', { kind: 'config', advice: 'the provider does not allow this grant to the provider app' }],
  ['unsupported_grant_type', { kind: 'config', advice: 'the provider does not know this grant' }],
  ['invalid_scope', { kind: 'config', advice: 'check the scopes of the provider app' }],
  ['invalid_request', { kind: 'config', advice: 'check the addresses of the provider app' }],
  ['temporarily_unavailable', { kind: 'transient', advice: 'will be tried again' }],
  ['server_error', { kind: 'transient', advice: 'will be tried again' }],
]);

/** A refusal of the token or revocation endpoint. */
function oauthRefusal(response: ProviderResponse): Problem {
  if (response.status >= 500 || response.status === 429 || response.status === 408)
    return refusalOf(response, 'the token endpoint');
  const code = /"error"\s*:\s*"([a-z_]{1,40})"/.exec(textOf(response.body))?.[1];
  const known = code === undefined ? undefined : CODES.get(code);
  if (known !== undefined && code !== undefined)
    return new Problem(known.kind, `the token endpoint answered ${code}: ${known.advice}`, { code });
  // Without RFC 6749's word nothing says that the athlete withdrew the consent: nobody is disconnected for it.
  return new Problem(
    'config',
    `the token endpoint answered ${response.status} without a known error code: check the provider app`,
    { code: String(response.status) },
  );
}

/** Lets oauth4webapi speak through ProviderIo; refusals leave here, as Problems. */
function carriedBy(
  io: ProviderIo,
): (url: string, init: { method: string; headers: Record<string, string>; body?: unknown }) => Promise<Response> {
  return async (url, init) => {
    const response = await io.request({
      method: 'POST',
      url,
      headers: init.headers,
      body: init.body instanceof URLSearchParams ? init.body.toString() : '',
      counted: false,
    });
    if (response.status >= 400) throw oauthRefusal(response);
    return new Response(Buffer.from(response.body), { status: response.status, headers: { ...response.headers } });
  };
}

function partiesOf(settings: OAuthSettings): { server: oauth.AuthorizationServer; client: oauth.Client; auth: oauth.ClientAuth } {
  return {
    server: {
      issuer: new URL(settings.authorize_url).origin,
      authorization_endpoint: settings.authorize_url,
      token_endpoint: settings.token_url,
      revocation_endpoint: settings.revoke_url,
    },
    client: { client_id: settings.client_id },
    auth:
      settings.client_auth === 'client_secret_basic'
        ? oauth.ClientSecretBasic(settings.client_secret)
        : oauth.ClientSecretPost(settings.client_secret),
  };
}

/** Plain HTTP is for a sandbox beside us: a provider's config schema says where it is accepted. */
function optionsFor(url: string, io: ProviderIo): oauth.TokenEndpointRequestOptions {
  const carried = { [oauth.customFetch]: carriedBy(io) };
  if (!url.startsWith('http:')) return carried;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; there is no other way to reach a sandbox
  return { ...carried, [oauth.allowInsecureRequests]: true };
}

/** Runs a token call: what is no Problem yet is an answer that breaks RFC 6749. */
async function called<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Problem || (error instanceof Error && error.name === 'AbortError'))
      throw Problem.from(error, 'a token request');
    throw new Problem('transient', 'the token endpoint gave an answer that is no token answer; will be tried again', {
      cause: error,
    });
  }
}

const scopesOf = (text: string): string[] => text.split(/[\s,]+/).filter((scope) => scope !== '');

/** RFC 6749 §5.1: an answer without `scope` grants what was asked for. Without `expires_in` an hour is taken, and a 401 tells better. */
function tokensOf(
  answer: oauth.TokenEndpointResponse,
  fallback: { refreshToken: string | null; scopes: readonly string[] },
): TokenAnswer {
  return {
    tokens: {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token ?? fallback.refreshToken,
      accessExpiresAtMs: Date.now() + (answer.expires_in ?? 3600) * 1000,
      scopes: answer.scope === undefined ? fallback.scopes : scopesOf(answer.scope),
    },
    extra: answer,
  };
}

export function authorizeUrl(
  settings: OAuthSettings,
  request: { state: string; codeChallenge: string; redirectUri: string },
): string {
  const url = new URL(settings.authorize_url);
  const parameters = {
    response_type: 'code',
    client_id: settings.client_id,
    redirect_uri: request.redirectUri,
    scope: settings.scopes.join(' '),
    state: request.state,
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** @throws Problem auth (refused code), config (refused client), transient, rate_limited */
export function exchangeCode(settings: OAuthSettings, grant: AuthorizationGrant, io: ProviderIo): Promise<TokenAnswer> {
  const { server, client, auth } = partiesOf(settings);
  return called(async () => {
    // The state was compared by the caller, which keeps it with the browser's session.
    const parameters = oauth.validateAuthResponse(server, client, new URLSearchParams({ code: grant.code }), oauth.expectNoState);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      auth,
      parameters,
      grant.redirectUri,
      grant.codeVerifier,
      optionsFor(settings.token_url, io),
    );
    const answer = await oauth.processAuthorizationCodeResponse(server, client, response);
    return tokensOf(answer, { refreshToken: null, scopes: grant.scope === undefined ? settings.scopes : scopesOf(grant.scope) });
  });
}

/** RFC 6749 §4.3, for a provider that offers nothing better: the operator's own account only, never an athlete's. @throws Problem as exchangeCode */
export function passwordTokens(
  settings: OAuthSettings,
  credentials: { readonly username: string; readonly password: string },
  io: ProviderIo,
): Promise<TokenAnswer> {
  const { server, client, auth } = partiesOf(settings);
  const { username, password } = credentials;
  return called(async () => {
    const options = optionsFor(settings.token_url, io);
    const response = await oauth.genericTokenEndpointRequest(server, client, auth, 'password', { username, password }, options);
    const answer = await oauth.processGenericTokenEndpointResponse(server, client, response);
    return tokensOf(answer, { refreshToken: null, scopes: settings.scopes });
  });
}

/** A provider that does not rotate sends no new refresh token: the old one stays. @throws Problem as exchangeCode */
export async function refreshTokens(settings: OAuthSettings, tokens: Tokens, io: ProviderIo): Promise<Tokens> {
  const { server, client, auth } = partiesOf(settings);
  const { refreshToken } = tokens;
  if (refreshToken === null) throw new Problem('auth', 'there is no refresh token: the account must be connected again');
  const { tokens: fresh } = await called(async () => {
    const response = await oauth.refreshTokenGrantRequest(server, client, auth, refreshToken, optionsFor(settings.token_url, io));
    return tokensOf(await oauth.processRefreshTokenResponse(server, client, response), { refreshToken, scopes: tokens.scopes });
  });
  return fresh;
}

/** RFC 7009. Revoking the refresh token ends the access token too. */
export async function revokeTokens(settings: OAuthSettings, tokens: Tokens, io: ProviderIo): Promise<void> {
  const { server, client, auth } = partiesOf(settings);
  await called(async () => {
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(
        server,
        client,
        auth,
        tokens.refreshToken ?? tokens.accessToken,
        optionsFor(settings.revoke_url, io),
      ),
    );
  });
}

/** A token of the application itself (client credentials), for what belongs to no user. */
export async function clientToken(settings: OAuthSettings, io: ProviderIo): Promise<string> {
  const { server, client, auth } = partiesOf(settings);
  return called(async () => {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      auth,
      new URLSearchParams(),
      optionsFor(settings.token_url, io),
    );
    return (await oauth.processClientCredentialsResponse(server, client, response)).access_token;
  });
}
