/** Rate limits of the contract: fixed windows for the application and for each user. */
import { ApiError } from './errors.js';

export interface LimitSettings {
  readonly appPerQuarterHour: number;
  readonly appPerDay: number;
  readonly userPerMinute: number;
}

/** providers contract: 300/15 min and 5,000/day for the application, 60/min for a user. */
export const CONTRACT_LIMITS: LimitSettings = { appPerQuarterHour: 300, appPerDay: 5000, userPerMinute: 60 };

interface Window {
  readonly limit: number;
  readonly endsAt: number;
  used: number;
}

export interface Limits {
  /** Takes one request from every window. @returns the headers of the window with the least left. @throws ApiError 429, and then takes nothing. */
  take(userId: string): Record<string, string>;
}

export function openLimits(settings: LimitSettings | null, now: () => number): Limits {
  if (!settings) return { take: () => ({}) };
  const windows = new Map<string, Window>();
  const current = (name: string, limit: number, lengthMs: number): Window => {
    const known = windows.get(name);
    if (known && now() < known.endsAt) return known;
    const fresh = { limit, endsAt: (Math.floor(now() / lengthMs) + 1) * lengthMs, used: 0 };
    windows.set(name, fresh);
    return fresh;
  };
  return {
    take(userId) {
      const all = [
        current('app/15min', settings.appPerQuarterHour, 900_000),
        current('app/day', settings.appPerDay, 86_400_000),
        current(`user/${userId}`, settings.userPerMinute, 60_000),
      ];
      const full = all.filter((window) => window.used >= window.limit).sort((a, b) => b.endsAt - a.endsAt)[0];
      if (full) {
        const headers = { ...describe(full, now()), 'retry-after': String(secondsTo(full, now())) };
        throw new ApiError(
          429,
          'rate_limited',
          `${full.limit} requests in this window are used up: wait as long as Retry-After says`,
          headers,
        );
      }
      for (const window of all) window.used++;
      const tightest = all.reduce((a, b) => (b.limit - b.used < a.limit - a.used ? b : a));
      return describe(tightest, now());
    },
  };
}

const secondsTo = (window: Window, now: number): number => Math.max(1, Math.ceil((window.endsAt - now) / 1000));

const describe = (window: Window, now: number): Record<string, string> => ({
  'ratelimit-limit': String(window.limit),
  'ratelimit-remaining': String(window.limit - window.used),
  'ratelimit-reset': String(secondsTo(window, now)),
});
