/** When the certificates of a config end: a named test beside a check that went well, so that nobody hears of it from a broken connection. */
import type { CheckResult } from '../destination.js';
import { certificatesIn } from '../pem.js';

export const CERTIFICATES = 'certificates last';
const FIELDS = ['client_certificate', 'ca'] as const;
const DAY_MS = 86_400_000;
/** Time enough to be given a new one. */
const WARN_BELOW_DAYS = 30;

/** Null for a config without a certificate. One that ends soon passes, with what to do: the connection works. */
export function certificateTest(config: Readonly<Record<string, unknown>>, nowMs = Date.now()): CheckResult | null {
  const ends = FIELDS.flatMap((field) => {
    const pem = config[field];
    if (typeof pem !== 'string') return [];
    return (certificatesIn(pem) ?? []).map(({ validToDate }) => ({ field, at: validToDate }));
  });
  const [soonest] = ends.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (!soonest) return null;
  const { field, at } = soonest;
  const days = Math.floor((at.getTime() - nowMs) / DAY_MS);
  const date = at.toISOString().slice(0, 10);
  const message = days < 0 ? `${field} ended on ${date}` : `${field} ends on ${date}, in ${days} ${days === 1 ? 'day' : 'days'}`;
  const warning = { action: `Ask for a new certificate and put it in ${field} before it ends.` };
  return { name: CERTIFICATES, ok: true, message, ...(days < WARN_BELOW_DAYS ? warning : {}) };
}
