/** The application's own credentials, by HTTP Basic or in the form (RFC 6749 §2.3.1). */
import { createHash, timingSafeEqual } from 'node:crypto';
import { OAuthError } from '../http/errors.js';
import type { Options } from '../options.js';

/** @throws OAuthError invalid_client. */
export function authenticateClient(
  options: Options,
  authorization: string | undefined,
  form: { client_id?: string | undefined; client_secret?: string | undefined },
): string {
  const basic = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '')?.[1];
  const [id, secret] = basic === undefined ? [form.client_id, form.client_secret] : fromBasic(basic);
  if (id !== options.clientId || secret === undefined || !same(secret, options.clientSecret)) {
    throw new OAuthError('invalid_client', 'client_id or client_secret is wrong', 401);
  }
  return id;
}

/** Both halves are form-encoded before base64. */
function fromBasic(text: string): [string | undefined, string | undefined] {
  const [id, ...secret] = Buffer.from(text, 'base64').toString('utf8').split(':');
  try {
    return [decodeURIComponent((id ?? '').replaceAll('+', ' ')), decodeURIComponent(secret.join(':').replaceAll('+', ' '))];
  } catch {
    return [undefined, undefined];
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
