/** Connecting and disconnecting: what each event says, as a schema (strict, it is ours) and a builder. Texts are Terra's own wire texts. */
import { z } from 'zod';
import { text } from '../common/fields.js';
import type { TerraUser } from '../user.js';
import { TERRA_VERSION } from './event-types.js';
import { user, version, warning } from './parts.js';

/** Terra's sample receiver reads `reference_id` at the top of `auth`, the schema has it in `user`: it is sent in both places. */
export const authSchema = z.strictObject({
  type: z.literal('auth'),
  status: z.literal('success'),
  user,
  reference_id: text,
  flow_id: text,
  widget_session_id: text,
  message: text,
  version,
});
export type AuthEvent = z.infer<typeof authSchema>;

export const authCancelledSchema = z.strictObject({
  type: z.literal('auth_cancelled'),
  status: z.literal('error'),
  flow_id: text,
  reason: text,
  reference_id: text,
});
export type AuthCancelledEvent = z.infer<typeof authCancelledSchema>;

/** How the older dialect tells a failure: its user was made before the provider was asked, and is deleted again. */
export const authErrorSchema = z.strictObject({
  type: z.literal('auth'),
  status: z.literal('error'),
  message: z.literal('User failed to authenticate and has been deleted'),
  reason: text,
  provider: text,
  user: user.nullable(),
  reference_id: text,
  widget_session_id: text,
  version,
});
export type AuthErrorEvent = z.infer<typeof authErrorSchema>;

export const deauthSchema = z.strictObject({
  type: z.literal('deauth'),
  status: z.literal('success'),
  message: z.string(),
  user,
  version,
});
export type DeauthEvent = z.infer<typeof deauthSchema>;

export const userReauthSchema = z.strictObject({
  type: z.literal('user_reauth'),
  ...warning,
  new_user: user,
  old_user: user.nullable(),
  version,
});
export type UserReauthEvent = z.infer<typeof userReauthSchema>;

/** An account was connected. */
export const authEvent = (
  user: TerraUser,
  more: { flowId?: string | null; widgetSessionId?: string | null; message?: string | null } = {},
): AuthEvent => ({
  type: 'auth',
  status: 'success',
  user,
  reference_id: user.reference_id,
  flow_id: more.flowId ?? null,
  widget_session_id: more.widgetSessionId ?? null,
  message: more.message ?? null,
  version: TERRA_VERSION,
});

/** Connecting failed or was given up: there is no user. */
export const authCancelledEvent = (flow: {
  flowId: string | null;
  reason: string | null;
  referenceId: string | null;
}): AuthCancelledEvent => ({
  type: 'auth_cancelled',
  status: 'error',
  flow_id: flow.flowId,
  reason: flow.reason,
  reference_id: flow.referenceId,
});

/** What the older dialect says more of a failed flow. */
export interface FailedFlow {
  /** Slug: `INSIDERS`. */
  readonly provider?: string | null;
  readonly widgetSessionId?: string | null;
  /** The user that was promised to the caller and is none now. */
  readonly user?: TerraUser | null;
}

/** The same as the older dialect says it. */
export const authErrorEvent = (cancelled: AuthCancelledEvent, flow: FailedFlow = {}): AuthErrorEvent => ({
  type: 'auth',
  status: 'error',
  message: 'User failed to authenticate and has been deleted',
  reason: cancelled.reason,
  provider: flow.provider ?? null,
  user: flow.user ? { ...flow.user, active: false } : null,
  reference_id: cancelled.reference_id,
  widget_session_id: flow.widgetSessionId ?? null,
  version: TERRA_VERSION,
});

/** Disconnected through us. The user is sent as inactive. */
export const deauthEvent = (user: TerraUser): DeauthEvent => ({
  type: 'deauth',
  status: 'success',
  message: 'User has deauthenticated',
  user: { ...user, active: false },
  version: TERRA_VERSION,
});

/**
 * The same account was connected again. Where that gave it a new id, the old user is gone and sent as inactive.
 * @param oldUser as it was before; null when it is not known
 */
export function userReauthEvent(newUser: TerraUser, oldUser: TerraUser | null): UserReauthEvent {
  const swapped = oldUser !== null && oldUser.user_id !== newUser.user_id;
  return {
    type: 'user_reauth',
    status: 'warning',
    message: swapped ? 'User has reauthenticated and old ID has been deleted' : 'User has authenticated again',
    new_user: newUser,
    old_user: swapped ? { ...oldUser, active: false } : oldUser,
    version: TERRA_VERSION,
  };
}
