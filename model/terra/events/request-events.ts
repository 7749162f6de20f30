/** What happens to a history request. */
import { z } from 'zod';
import { timestampSchema } from '../common/fields.js';
import type { TerraUser } from '../user.js';
import { TERRA_VERSION } from './event-types.js';
import { user, version } from './parts.js';

export const largeRequestProcessingSchema = z.strictObject({
  type: z.literal('large_request_processing'),
  status: z.literal('processing'),
  reference: z.uuid(),
  message: z.string(),
  user,
  version,
});
export type LargeRequestProcessingEvent = z.infer<typeof largeRequestProcessingSchema>;

export const largeRequestSendingSchema = z.strictObject({
  type: z.literal('large_request_sending'),
  reference: z.uuid(),
  message: z.string(),
  expected_payloads: z.int().min(0),
  user,
  version,
});
export type LargeRequestSendingEvent = z.infer<typeof largeRequestSendingSchema>;

export const rateLimitHitSchema = z.strictObject({
  type: z.literal('rate_limit_hit'),
  message: z.string(),
  start_date: timestampSchema,
  end_date: timestampSchema,
  retrying_at: timestampSchema,
  user,
  version,
});
export type RateLimitHitEvent = z.infer<typeof rateLimitHitSchema>;

/** A history request over 28 days was accepted. */
export const largeRequestProcessingEvent = (user: TerraUser, reference: string): LargeRequestProcessingEvent => ({
  type: 'large_request_processing',
  status: 'processing',
  reference,
  message: 'Large request is being processed',
  user,
  version: TERRA_VERSION,
});

/**
 * Its chunks follow.
 * @param expectedPayloads how many events the destination gets; 0 when there is nothing
 * @param message what the receiver should know besides, such as that a part could not be fetched
 */
export const largeRequestSendingEvent = (
  user: TerraUser,
  reference: string,
  expectedPayloads: number,
  message = 'Large request is being sent',
): LargeRequestSendingEvent => ({
  type: 'large_request_sending',
  reference,
  message,
  expected_payloads: expectedPayloads,
  user,
  version: TERRA_VERSION,
});

/** The provider's limit delays a history request. Times as timestamp.ts writes them. */
export const rateLimitHitEvent = (
  user: TerraUser,
  request: { startTime: string; endTime: string; retryingAt: string },
): RateLimitHitEvent => ({
  type: 'rate_limit_hit',
  message: 'Provider rate limit hit: the request is tried again later',
  start_date: request.startTime,
  end_date: request.endTime,
  retrying_at: request.retryingAt,
  user,
  version: TERRA_VERSION,
});
