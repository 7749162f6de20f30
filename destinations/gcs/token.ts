/** Access tokens, by the standard grant for service accounts (RFC 7523) through the egress guard. */
import { createSign } from 'node:crypto';
import { GoogleAuth } from 'google-auth-library';
import { request } from 'undici';
import { z } from 'zod';
import type { EgressGuard } from '../kit/egress/egress.js';
import { GcsRefusal, refusalOf } from './answer.js';
import type { ServiceAccount } from '../kit/google-service-account.js';

const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';
const ASSERTION_SECONDS = 3600;
/** Not handed out for its last minutes: a write under way must still be let in. */
const SPARE_MS = 5 * 60_000;

const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
type Token = Readonly<{ text: string; untilMs: number }>;

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** @returns the signed claim "I am this service account" */
export function assertion(account: ServiceAccount, nowMs: number): string {
  const iat = Math.floor(nowMs / 1000);
  const header = { alg: 'RS256', typ: 'JWT', ...(account.private_key_id === undefined ? {} : { kid: account.private_key_id }) };
  const claims = { iss: account.client_email, scope: SCOPE, aud: account.token_uri, iat, exp: iat + ASSERTION_SECONDS };
  const signed = `${base64url(header)}.${base64url(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(account.private_key, 'base64url')}`;
}

async function grant(account: ServiceAccount, egress: EgressGuard): Promise<Token> {
  const nowMs = Date.now();
  const { statusCode, headers, body } = await request(account.token_uri, {
    dispatcher: egress.dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: assertion(account, nowMs),
    }).toString(),
    // Shared by writes with clocks of their own.
    headersTimeout: 20_000,
    bodyTimeout: 20_000,
  });
  const text = await body.text();
  const retryAfter = headers['retry-after'];
  if (statusCode !== 200) throw refusalOf(statusCode, typeof retryAfter === 'string' ? retryAfter : undefined, text);
  const { access_token: token, expires_in: seconds } = granted.parse(JSON.parse(text));
  return { text: token, untilMs: nowMs + seconds * 1000 - SPARE_MS };
}

/** The server's own; Google's library knows all places where they can be. It caches by itself. */
async function ambient(auth: GoogleAuth): Promise<Token> {
  const text = await auth.getAccessToken().catch(() => null);
  if (typeof text !== 'string') throw new GcsRefusal(401, 'NO_AMBIENT', undefined);
  return { text, untilMs: 0 };
}

export class TokenSource {
  readonly #fetch: () => Promise<Token>;
  #token: Token | undefined;
  #fetching: Promise<Token> | undefined;

  /** @param account null for the server's own */
  constructor(account: ServiceAccount | null, egress: EgressGuard) {
    const auth = account ? null : new GoogleAuth({ scopes: SCOPE });
    this.#fetch = () => (account ? grant(account, egress) : ambient(auth ?? new GoogleAuth({ scopes: SCOPE })));
  }

  async get(): Promise<string> {
    if (this.#token && this.#token.untilMs > Date.now()) return this.#token.text;
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    this.#token = await this.#fetching;
    return this.#token.text;
  }

  /** After a refusal: it may have been revoked before its time. */
  forget(token: string): void {
    if (this.#token?.text === token) this.#token = undefined;
  }
}
