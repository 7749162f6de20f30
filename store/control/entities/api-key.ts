import type { EnvironmentId } from '../../../model/ids.js';
import { entity } from './entity.js';

/** A key of an environment; the key itself is nowhere (api-keys.ts). */
export interface ApiKeyRow {
  readonly id: string;
  readonly environmentId: EnvironmentId;
  readonly label: string;
  readonly prefix: string;
  readonly hash: Buffer;
  readonly createdAt: Date;
  /** Set when it was rotated: until then the old one works beside the new one. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export const apiKeys = entity<ApiKeyRow>('api_key', {
  id: { type: 'uuid', primary: true },
  environmentId: { type: 'uuid', name: 'environment_id' },
  label: { type: 'text' },
  prefix: { type: 'text' },
  hash: { type: 'bytea', select: false },
  createdAt: { type: 'timestamptz', name: 'created_at', createDate: true },
  expiresAt: { type: 'timestamptz', name: 'expires_at', nullable: true },
  revokedAt: { type: 'timestamptz', name: 'revoked_at', nullable: true },
  lastUsedAt: { type: 'timestamptz', name: 'last_used_at', nullable: true },
});
