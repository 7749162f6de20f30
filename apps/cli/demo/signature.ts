/** How the demo's receiver checks a webhook: as an app of Terra's does, with Terra's own SDK. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { errorCode } from '../runtime/error-code.js';

export interface SignatureCheck {
  /** For people. */
  readonly by: 'the terra-api SDK' | 'our own check (terra-api is not installed)';
  /** @returns false for a signature that does not fit, or one older than five minutes. */
  readonly verify: (body: string, header: string, secret: string) => Promise<boolean>;
}

/** The SDK comes with a development install only, hence the import at run time. */
export async function loadSignatureCheck(): Promise<SignatureCheck> {
  try {
    const { verifyTerraWebhookSignature, WebhookVerificationError } = await import('terra-api');
    return {
      by: 'the terra-api SDK',
      verify: async (body, header, secret) => {
        try {
          return await verifyTerraWebhookSignature(body, header, secret);
        } catch (error) {
          if (error instanceof WebhookVerificationError) return false;
          throw error;
        }
      },
    };
  } catch (error) {
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    return {
      by: 'our own check (terra-api is not installed)',
      verify: (body, header, secret) => Promise.resolve(verifyOurselves(body, header, secret, Date.now())),
    };
  }
}

const TOLERANCE_SECONDS = 300;

/** Terra's rule: HMAC-SHA256 of `t.body`, any `v1` fits, `t` at most five minutes away. */
export function verifyOurselves(body: string, header: string, secret: string, nowMs: number): boolean {
  const parts = header.split(',').map((part) => part.trim().split('='));
  const t = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(t) || Math.abs(nowMs / 1000 - Number(t)) > TOLERANCE_SECONDS) return false;
  const wanted = createHmac('sha256', secret).update(`${t}.${body}`).digest();
  return parts.some(([name, value = '']) => {
    const given = Buffer.from(value, 'hex');
    return name === 'v1' && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
