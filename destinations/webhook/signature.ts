import { createHmac } from 'node:crypto';

/**
 * Terra's signature header: `t=<Unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, with one `v1` for each secret, the current one first.
 * Signed anew on each attempt, for receivers refuse a `t` older than 5 minutes.
 */
export function terraSignature(body: Uint8Array, secrets: readonly string[], nowMs: number): string {
  const t = Math.floor(nowMs / 1000);
  const marks = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}`);
  return [`t=${t}`, ...marks].join(',');
}
