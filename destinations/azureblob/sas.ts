/** When a SAS token ends, as it says itself (`se`). */

const WARN_BEFORE_DAYS = 14;
const DAY_MS = 86_400_000;

/** Unix milliseconds; null when the token does not say (a stored access policy has it). */
function sasExpiryMs(token: string): number | null {
  const text = new URLSearchParams(token).get('se');
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

export type SasState = { readonly expired: boolean; readonly message: string };

/** @returns null when the token does not say when it ends */
export function sasState(token: string, nowMs: number): SasState | null {
  const untilMs = sasExpiryMs(token);
  if (untilMs === null) return null;
  const when = new Date(untilMs).toISOString();
  if (untilMs <= nowMs) return { expired: true, message: `the SAS token expired on ${when}` };
  const days = Math.floor((untilMs - nowMs) / DAY_MS);
  const soon = days < WARN_BEFORE_DAYS ? `: only ${days} days are left, make a new one` : '';
  return { expired: false, message: `the SAS token is valid until ${when}${soon}` };
}
