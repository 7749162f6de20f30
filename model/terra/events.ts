/** The small events: what each says, as a schema (strict, it is ours) and a builder. Texts are Terra's own wire texts. */
import { z } from 'zod';
import { TERRA_VERSION } from './event-types.js';
import { text, timestampSchema } from './fields.js';
import type { TerraUser } from './user.js';
import { terraUserSchema } from './user.js';

const version = z.literal(TERRA_VERSION);
const user = terraUserSchema;
const warning = { status: z.literal('warning'), message: z.string() };

/** Terra's sample receiver reads `reference_id` at the top of `auth`, the schema has it in `user`: it is sent in both places. */
const authSchema = z.strictObject({
  type: z.literal('auth'),
  status: z.literal('success'),
  user,
  reference_id: text,
  widget_session_id: text,
  message: text,
  version,
});
const authCancelledSchema = z.strictObject({
  type: z.literal('auth_cancelled'),
  status: z.literal('error'),
  flow_id: text,
  reason: text,
  reference_id: text,
});
const deauthSchema = z.strictObject({
  type: z.literal('deauth'),
  status: z.literal('success'),
  message: z.string(),
  user,
  version,
});
const userReauthSchema = z.strictObject({
  type: z.literal('user_reauth'),
  ...warning,
  new_user: user,
  old_user: user.nullable(),
  version,
});
const accessRevokedSchema = z.strictObject({ type: z.literal('access_revoked'), ...warning, user, version });
const connectionErrorSchema = z.strictObject({ type: z.literal('connection_error'), ...warning, user, version });
const permissionChangeSchema = z.strictObject({
  type: z.literal('permission_change'),
  ...warning,
  /** Comma-separated; empty when none. */
  scopes_added: z.string(),
  scopes_removed: z.string(),
  user,
  version,
});
const largeRequestProcessingSchema = z.strictObject({
  type: z.literal('large_request_processing'),
  status: z.literal('processing'),
  reference: z.uuid(),
  message: z.string(),
  user,
  version,
});
const largeRequestSendingSchema = z.strictObject({
  type: z.literal('large_request_sending'),
  reference: z.uuid(),
  message: z.string(),
  expected_payloads: z.int().min(0),
  user,
  version,
});
const healthcheckSchema = z.strictObject({
  type: z.literal('healthcheck'),
  status: z.literal('success'),
  creation_timestamp: timestampSchema,
  trend_percentage: z.number(),
  sent_webhooks_last_hour: z.int().min(0),
  version,
});

export const statusEventSchema = z.discriminatedUnion('type', [
  authSchema,
  authCancelledSchema,
  deauthSchema,
  userReauthSchema,
  accessRevokedSchema,
  connectionErrorSchema,
  permissionChangeSchema,
  largeRequestProcessingSchema,
  largeRequestSendingSchema,
  healthcheckSchema,
]);
export type StatusEvent = z.infer<typeof statusEventSchema>;
type EventOf<Type extends StatusEvent['type']> = Extract<StatusEvent, { type: Type }>;

/** An account was connected. */
export const authEvent = (
  user: TerraUser,
  more: { widgetSessionId?: string | null; message?: string | null } = {},
): EventOf<'auth'> => ({
  type: 'auth',
  status: 'success',
  user,
  reference_id: user.reference_id,
  widget_session_id: more.widgetSessionId ?? null,
  message: more.message ?? null,
  version: TERRA_VERSION,
});

/** Connecting failed or was given up: there is no user. */
export const authCancelledEvent = (flow: {
  flowId: string | null;
  reason: string | null;
  referenceId: string | null;
}): EventOf<'auth_cancelled'> => ({
  type: 'auth_cancelled',
  status: 'error',
  flow_id: flow.flowId,
  reason: flow.reason,
  reference_id: flow.referenceId,
});

/** Disconnected through us. The user is sent as inactive. */
export const deauthEvent = (user: TerraUser): EventOf<'deauth'> => ({
  type: 'deauth',
  status: 'success',
  message: 'User has deauthenticated',
  user: { ...user, active: false },
  version: TERRA_VERSION,
});

/** The same account was connected again. */
export const userReauthEvent = (newUser: TerraUser, oldUser: TerraUser | null): EventOf<'user_reauth'> => ({
  type: 'user_reauth',
  status: 'warning',
  message: 'User has authenticated again',
  new_user: newUser,
  old_user: oldUser,
  version: TERRA_VERSION,
});

/** Revoked at the provider. The user is sent as inactive. */
export const accessRevokedEvent = (user: TerraUser): EventOf<'access_revoked'> => ({
  type: 'access_revoked',
  status: 'warning',
  message: 'User revoked access',
  user: { ...user, active: false },
  version: TERRA_VERSION,
});

/** The provider refuses our credentials for this user. */
export const connectionErrorEvent = (user: TerraUser, message: string): EventOf<'connection_error'> => ({
  type: 'connection_error',
  status: 'warning',
  message,
  user,
  version: TERRA_VERSION,
});

/** The athlete granted or withdrew scopes. */
export const permissionChangeEvent = (
  user: TerraUser,
  scopes: { added: readonly string[]; removed: readonly string[] },
): EventOf<'permission_change'> => ({
  type: 'permission_change',
  status: 'warning',
  message: 'User changed the granted permissions',
  scopes_added: scopes.added.join(','),
  scopes_removed: scopes.removed.join(','),
  user,
  version: TERRA_VERSION,
});

/** A history request over 28 days was accepted. */
export const largeRequestProcessingEvent = (user: TerraUser, reference: string): EventOf<'large_request_processing'> => ({
  type: 'large_request_processing',
  status: 'processing',
  reference,
  message: 'Large request is being processed',
  user,
  version: TERRA_VERSION,
});

/** Its chunks follow. */
export const largeRequestSendingEvent = (
  user: TerraUser,
  reference: string,
  expectedPayloads: number,
): EventOf<'large_request_sending'> => ({
  type: 'large_request_sending',
  reference,
  message: 'Large request is being sent',
  expected_payloads: expectedPayloads,
  user,
  version: TERRA_VERSION,
});

/** A sign of life for a destination. `createdAt` as timestamp.ts writes it. */
export const healthcheckEvent = (facts: {
  createdAt: string;
  trendPercentage: number;
  sentLastHour: number;
}): EventOf<'healthcheck'> => ({
  type: 'healthcheck',
  status: 'success',
  creation_timestamp: facts.createdAt,
  trend_percentage: facts.trendPercentage,
  sent_webhooks_last_hour: facts.sentLastHour,
  version: TERRA_VERSION,
});
