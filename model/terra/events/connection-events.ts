/** What happens to a connection between its beginning and its end. */
import { z } from 'zod';
import type { TerraUser } from '../user.js';
import { TERRA_VERSION } from './event-types.js';
import { user, version, warning } from './parts.js';

export const accessRevokedSchema = z.strictObject({ type: z.literal('access_revoked'), ...warning, user, version });
export type AccessRevokedEvent = z.infer<typeof accessRevokedSchema>;

export const connectionErrorSchema = z.strictObject({ type: z.literal('connection_error'), ...warning, user, version });
export type ConnectionErrorEvent = z.infer<typeof connectionErrorSchema>;

/** Ours: Terra tells of errors only. */
export const connectionRecoveredSchema = z.strictObject({
  type: z.literal('connection_recovered'),
  status: z.literal('success'),
  message: z.string(),
  user,
  version,
});
export type ConnectionRecoveredEvent = z.infer<typeof connectionRecoveredSchema>;

export const permissionChangeSchema = z.strictObject({
  type: z.literal('permission_change'),
  ...warning,
  /** Comma-separated; empty when none. */
  scopes_added: z.string(),
  scopes_removed: z.string(),
  user,
  version,
});
export type PermissionChangeEvent = z.infer<typeof permissionChangeSchema>;

/** Revoked at the provider. The user is sent as inactive. */
export const accessRevokedEvent = (user: TerraUser): AccessRevokedEvent => ({
  type: 'access_revoked',
  status: 'warning',
  message: 'User revoked access',
  user: { ...user, active: false },
  version: TERRA_VERSION,
});

/** The provider refuses our credentials for this user. */
export const connectionErrorEvent = (user: TerraUser, message: string): ConnectionErrorEvent => ({
  type: 'connection_error',
  status: 'warning',
  message,
  user,
  version: TERRA_VERSION,
});

/** After a connection_error: it works again. */
export const connectionRecoveredEvent = (user: TerraUser): ConnectionRecoveredEvent => ({
  type: 'connection_recovered',
  status: 'success',
  message: 'Connection works again',
  user,
  version: TERRA_VERSION,
});

/** The athlete granted or withdrew scopes. */
export const permissionChangeEvent = (
  user: TerraUser,
  scopes: { added: readonly string[]; removed: readonly string[] },
): PermissionChangeEvent => ({
  type: 'permission_change',
  status: 'warning',
  message: 'User changed the granted permissions',
  scopes_added: scopes.added.join(','),
  scopes_removed: scopes.removed.join(','),
  user,
  version: TERRA_VERSION,
});
