/** One GET of Insiders' live API. Every path ends with a slash, lists come in numbered pages. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { readJson } from '../../kit/http.js';
import type { ProviderIo, ProviderResponse } from '../../kit/provider-io.js';
import type { LiveConfig } from './config.js';

/** 25,000 rows of the documented fields are 5 MB; new fields may come without notice. */
const MOST_PAGE_BYTES = 32 << 20;

/** @param path with the slash at its end */
export function get(
  config: LiveConfig,
  accessToken: string,
  path: string,
  query: Readonly<Record<string, string | number>>,
  io: ProviderIo,
): Promise<ProviderResponse> {
  const url = new URL(`${config.api_url}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
  return io.request({ method: 'GET', url: url.href, headers, maxBodyBytes: MOST_PAGE_BYTES });
}

export const pathOf = (deviceId: string, what: 'preprocessed' | 'preprocessed-ranges'): string => {
  // Dots are steps in an address whatever they are encoded as.
  if (deviceId === '.' || deviceId === '..') throw new Problem('payload', 'a device of Insiders cannot have the id "." or ".."');
  return `/v1/devices/${encodeURIComponent(deviceId)}/${what}/`;
};

/** ISO in UTC, as the API takes it. */
export const instant = (ms: number): string => new Date(ms).toISOString();

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The number of the next page; null = this was the last. */
  readonly next: number | null;
}

/** @throws Problem of readJson; transient when the pages lead back */
export function readPage<Row>(response: ProviderResponse, row: z.ZodType<Row>, page: number, what: string): Page<Row> {
  const { results, next } = readJson(response, z.object({ next: z.int().nullish(), results: z.array(row) }), what);
  return { rows: results, next: nextOf(next, page, what) };
}

/** @throws Problem transient when it leads back: such a listing would never end */
export function nextOf(next: number | null | undefined, page: number, what: string): number | null {
  if (typeof next === 'number' && next <= page)
    throw new Problem('transient', `${what}: a page leads back to an earlier one`, { code: 'CIRCLE' });
  return next ?? null;
}
