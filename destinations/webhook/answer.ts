import { Problem } from '../../model/problem.js';
import type { ItemResult } from '../kit/destination.js';
import { webhookErrors } from './errors.js';

/** Longest wait that a receiver may ask for: the top step of the retry schedule (8 h). */
const LONGEST_RETRY_AFTER_MS = 8 * 3_600_000;

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3); undefined when absent or unreadable. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : /[A-Za-z]/.test(text) ? Date.parse(text) - nowMs : Number.NaN;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), LONGEST_RETRY_AFTER_MS);
}

/** What a receiver's status means for the event. */
export function answerOf(status: number, retryAfter: string | undefined, host: string, nowMs: number): ItemResult {
  const code = String(status);
  if (status >= 200 && status < 300) return { ok: true, outcome: 'delivered', code };
  return { ok: false, problem: refusal(status, host, { code, retryAfterMs: retryAfterMs(retryAfter, nowMs) }) };
}

function refusal(status: number, host: string, options: { code: string; retryAfterMs: number | undefined }): Problem {
  const row = webhookErrors.find(options.code);
  if (!row || row.kind === 'transient') return new Problem('transient', `${host} answered ${status}`, options);
  const todo = row.action === undefined ? '' : `: ${row.action}`;
  return new Problem(row.kind, `${host} answered ${status}: ${row.message}${todo}`, options);
}
