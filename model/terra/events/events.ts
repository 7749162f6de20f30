/** The small events together, in the dialect of today. */
import { z } from 'zod';
import { authCancelledSchema, authSchema, deauthSchema, userReauthSchema } from './auth-events.js';
import {
  accessRevokedSchema,
  connectionErrorSchema,
  connectionRecoveredSchema,
  permissionChangeSchema,
} from './connection-events.js';
import { healthcheckSchema, s3PayloadSchema } from './destination-events.js';
import { largeRequestProcessingSchema, largeRequestSendingSchema, rateLimitHitSchema } from './request-events.js';

export * from './auth-events.js';
export * from './connection-events.js';
export * from './destination-events.js';
export * from './request-events.js';

export const statusEventSchema = z.discriminatedUnion('type', [
  authSchema,
  authCancelledSchema,
  deauthSchema,
  userReauthSchema,
  accessRevokedSchema,
  connectionErrorSchema,
  connectionRecoveredSchema,
  permissionChangeSchema,
  largeRequestProcessingSchema,
  largeRequestSendingSchema,
  rateLimitHitSchema,
  healthcheckSchema,
  s3PayloadSchema,
]);
export type StatusEvent = z.infer<typeof statusEventSchema>;
