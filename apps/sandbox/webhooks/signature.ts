import { createHmac } from 'node:crypto';

/** `v1=` and the HMAC-SHA256 in hex over `timestamp.rawBody`; the timestamp is in epoch seconds. */
export const sign = (secret: string, timestamp: number, rawBody: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${rawBody}`).digest('hex')}`;
