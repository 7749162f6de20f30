/** Requests of our own pages: the session's cookie, and what tells them from requests of other sites. */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { csrfTokenOf, hashOf } from '../../../../store/operators/token.js';
import { Refusal } from '../../http/refusal.js';

/** Browsers share the cookies of a host over its ports, so the port is in the name; `__Host-` lets nobody but this very host set it. */
export function sessionCookie(publicUrl: string): { readonly name: string; readonly secure: boolean } {
  const { protocol, port } = new URL(publicUrl);
  return protocol === 'https:'
    ? { name: '__Host-freehub_session', secure: true }
    : { name: `freehub_session_${port || '80'}`, secure: false };
}

/** Nothing but reading. */
export const onlyReads = ({ method }: Pick<FastifyRequest, 'method'>): boolean => method === 'GET' || method === 'HEAD';

/** Browsers say where a request comes from; programs do not. @throws Refusal 403 for a page that is not ours */
export function assertOwnPage(request: FastifyRequest, publicUrl: string): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const isOurs =
    (site === undefined || site === 'same-origin' || site === 'none') &&
    (origin === undefined || origin === new URL(publicUrl).origin || URL.parse(origin)?.host === request.headers.host);
  if (!isOurs) throw new Refusal(403, 'a page of another site may not do this');
}

/** @throws Refusal 403 */
export function assertCsrfToken(request: FastifyRequest, cookieValue: string): void {
  const given = request.headers['x-csrf-token'];
  // Digests are equal in length, so they are compared in constant time.
  if (typeof given === 'string' && timingSafeEqual(hashOf(given), hashOf(csrfTokenOf(cookieValue)))) return;
  throw new Refusal(403, 'changes with a session’s cookie need the header x-csrf-token: `csrf_token` of GET /admin/session');
}
