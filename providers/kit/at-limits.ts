/** How long requests take when nothing but the provider's limits holds them up. */
import { LIVE_SHARE } from './calls.js';
import type { RateLimit } from './provider.js';

/**
 * Of a backfill, which leaves live work its share of each bucket. Connections are asked side by side.
 * @param requests of all connections together, and the most of one
 * @returns seconds; null where there is no limit
 */
export function secondsAtLimits(
  limits: readonly RateLimit[],
  requests: { readonly all: number; readonly ofOne: number },
): number | null {
  if (limits.length === 0) return null;
  const each = limits.map((limit) => {
    const count = limit.scope === 'app' ? requests.all : requests.ofOne;
    const store = Math.floor(limit.requests * (1 - LIVE_SHARE));
    return (Math.max(0, count - store) * limit.perSeconds) / limit.requests;
  });
  return Math.ceil(Math.max(...each));
}
