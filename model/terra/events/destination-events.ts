/** What a destination is told for its own sake: where to fetch an event, and that we are alive. */
import { z } from 'zod';
import { timestampSchema } from '../common/fields.js';
import { TERRA_VERSION } from './event-types.js';
import { version } from './parts.js';

/** Without user and version, as Terra sends it: the event behind the link has them. */
export const s3PayloadSchema = z.strictObject({
  type: z.literal('s3_payload'),
  status: z.literal('success'),
  url: z.url(),
  /** Seconds. */
  expires_in: z.int().min(1),
});
export type S3PayloadEvent = z.infer<typeof s3PayloadSchema>;

export const healthcheckSchema = z.strictObject({
  type: z.literal('healthcheck'),
  status: z.literal('success'),
  creation_timestamp: timestampSchema,
  trend_percentage: z.number(),
  sent_webhooks_last_hour: z.int().min(0),
  version,
});
export type HealthcheckEvent = z.infer<typeof healthcheckSchema>;

/** In place of another event, which a GET of `url` gives as plain JSON. */
export const s3PayloadEvent = (url: string, expiresInSeconds: number): S3PayloadEvent => ({
  type: 's3_payload',
  status: 'success',
  url,
  expires_in: expiresInSeconds,
});

/** A sign of life for a destination. `createdAt` as timestamp.ts writes it. */
export const healthcheckEvent = (facts: {
  createdAt: string;
  trendPercentage: number;
  sentLastHour: number;
}): HealthcheckEvent => ({
  type: 'healthcheck',
  status: 'success',
  creation_timestamp: facts.createdAt,
  trend_percentage: facts.trendPercentage,
  sent_webhooks_last_hour: facts.sentLastHour,
  version: TERRA_VERSION,
});
