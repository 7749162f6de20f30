import { Problem } from '../../model/problem.js';
import type { ItemResult } from '../kit/destination.js';
import { retryAfterMs } from '../kit/egress/retry-after.js';
import { webhookErrors } from './errors.js';

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
