/** Where an athlete may be sent back to. */
import { Problem } from '../../../model/problem.js';

const FORBIDDEN = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:']);

/**
 * A success or failure address as an app gives it: http(s), or the app's own scheme (a deep link).
 * @param origins the environment's list; empty = any. A deep link is listed as `scheme:`.
 * @throws Problem payload
 */
export function checkRedirect(field: string, text: string | undefined | null, origins: readonly string[]): string | null {
  if (text === undefined || text === null || text === '') return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Problem('payload', `${field}: must be a whole URL, as https://app.example/connected or myapp://connected`);
  }
  if (FORBIDDEN.has(url.protocol) || url.username !== '' || url.password !== '')
    throw new Problem('payload', `${field}: an address of this kind cannot be returned to`);
  const origin = url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : url.protocol;
  if (origins.length > 0 && !origins.includes(origin))
    throw new Problem('payload', `${field}: ${origin} is not among the origins that this environment allows`);
  return url.href;
}

/** The address with what the app needs to know appended (terra.md §1.5). */
export function redirectTarget(url: string, facts: Readonly<Record<string, string>>): string {
  const target = new URL(url);
  for (const [name, value] of Object.entries(facts)) target.searchParams.set(name, value);
  return target.href;
}
