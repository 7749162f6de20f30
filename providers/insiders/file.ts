/** The FIT file of an activity: a redirect to a signed address that ends, fetched at once and without our token. */
import { Problem } from '../../model/problem.js';
import { itemRefusalOf, refusalOf, succeeded } from '../kit/http.js';
import type { ItemRef } from '../kit/items.js';
import type { ProviderIo, ProviderResponse } from '../kit/provider-io.js';
import type { InsidersConfig } from './config.js';

/** A day at 1 Hz with every sensor is below 5 MB. */
const MOST_FILE_BYTES = 25 << 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const NONE = new Set([404, 410]);

/** @throws Problem as `Provider.file` says */
export async function fetchFile(
  config: InsidersConfig,
  accessToken: string,
  ref: ItemRef,
  io: ProviderIo,
): Promise<Uint8Array | null> {
  if (ref.type !== 'activity') return null;
  const url = `${config.api_url}/activities/${encodeURIComponent(ref.id)}/file`;
  const told = await io.request({
    method: 'GET',
    url,
    headers: { authorization: `Bearer ${accessToken}` },
    maxBodyBytes: MOST_FILE_BYTES,
  });
  if (NONE.has(told.status)) return null;
  if (succeeded(told)) return told.body;
  if (!REDIRECTS.has(told.status)) throw itemRefusalOf(told, 'the file');
  // Not counted: the address is a store's, not the API's.
  const answer = await io.request({ method: 'GET', url: targetOf(told, url), counted: false, maxBodyBytes: MOST_FILE_BYTES });
  if (succeeded(answer)) return answer.body;
  if (NONE.has(answer.status)) return null;
  const refusal = refusalOf(answer, 'the file behind its link');
  // What the store thinks of its own link says nothing about the athlete's access.
  throw refusal.kind === 'auth' ? new Problem('payload', refusal.message, { code: refusal.code }) : refusal;
}

/** @throws Problem payload for a redirect to nowhere */
function targetOf({ headers }: ProviderResponse, base: string): string {
  const target = URL.parse(headers['location'] ?? '', base);
  if (headers['location'] === undefined || !target || !['http:', 'https:'].includes(target.protocol))
    throw new Problem('payload', 'the file: the provider redirects to no address of the web');
  return target.href;
}
