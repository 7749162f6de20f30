/** What an HTTP answer of a provider means, the same for all providers. */
import type { ZodType } from 'zod';
import type { ProblemKind } from '../../model/problem.js';
import { Problem } from '../../model/problem.js';
import type { ProviderResponse } from './provider-io.js';

type Headers = ProviderResponse['headers'];

/** What a provider may ask for: a slip of its must not stop all users of an app, or one user, for years. */
const LONGEST_WAIT_MS = { app: 3_600_000, connection: 86_400_000 } as const;

/** Whose limit was met. Without a word it is the app's, which everybody shares. */
export const limitScopeOf = (headers: Headers): keyof typeof LONGEST_WAIT_MS =>
  headers['ratelimit-scope'] === 'user' ? 'connection' : 'app';

/**
 * `Retry-After` (seconds or a date, RFC 9110 §10.2.3), else `RateLimit-Reset` (seconds), in milliseconds from `nowMs`; undefined when neither tells.
 * At most an hour for what all users share, a day for one user.
 */
export function retryAfterMs(headers: Headers, nowMs = Date.now()): number | undefined {
  const text = headers['retry-after'] ?? headers['ratelimit-reset'];
  if (text === undefined) return undefined;
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(0, waitMs), LONGEST_WAIT_MS[limitScopeOf(headers)]);
}

const KINDS: Readonly<Record<number, ProblemKind>> = {
  401: 'auth',
  403: 'auth',
  404: 'missing',
  408: 'transient',
  410: 'missing',
  // The user's account does not meet a condition for any request (a lapsed membership).
  412: 'auth',
  425: 'transient',
  429: 'rate_limited',
};
const ADVICE: Readonly<Partial<Record<ProblemKind, string>>> = {
  auth: 'the account must be connected again, or a scope was not granted',
  missing: 'it is not there any more',
  rate_limited: 'asked to slow down',
  transient: 'will be tried again',
  bug: 'refused our request',
};

/** An answer that is no success, as a Problem. @param what the request, for the message: `the list of activities`. */
export function refusalOf(response: ProviderResponse, what: string, nowMs = Date.now()): Problem {
  const kind = KINDS[response.status] ?? (response.status >= 500 ? 'transient' : 'bug');
  return new Problem(kind, `${what}: the provider answered ${response.status}: ${ADVICE[kind] ?? kind}`, {
    code: String(response.status),
    retryAfterMs: retryAfterMs(response.headers, nowMs),
  });
}

/**
 * As refusalOf, for the address of one item. A 403 there is about that item (private, not shared with us) and no reason to ask the athlete for
 * anything, unless the answer says that the token lacks a scope (RFC 6750 §3.1).
 * @returns kind missing for what is not shown to us
 */
export function itemRefusalOf(response: ProviderResponse, what: string, nowMs = Date.now()): Problem {
  const hidden = response.status === 403 && !lacksScope(response);
  return hidden
    ? new Problem('missing', `${what}: the provider answered 403: it is not shared with this app`, { code: '403' })
    : refusalOf(response, what, nowMs);
}

const lacksScope = (response: ProviderResponse): boolean =>
  /insufficient_scope/.test(`${response.headers['www-authenticate'] ?? ''} ${textOf(response.body.subarray(0, 2_000))}`);

export const succeeded = (response: ProviderResponse): boolean => response.status >= 200 && response.status < 300;

/** The bytes as text. */
export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/**
 * The body of a success.
 * @throws Problem of refusalOf; transient when the body is no JSON (it was cut off on the way); payload when its shape is unknown
 */
export function readJson<T>(response: ProviderResponse, schema: ZodType<T>, what: string): T {
  if (!succeeded(response)) throw refusalOf(response, what);
  let json: unknown;
  try {
    json = JSON.parse(textOf(response.body));
  } catch (cause) {
    throw new Problem('transient', `${what}: the answer is no JSON, it may have been cut off`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.map(String).join('.');
  throw new Problem(
    'payload',
    `${what}: the answer has an unknown shape at ${path === undefined || path === '' ? 'the top' : path}`,
  );
}
