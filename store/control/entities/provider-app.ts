import type { EnvironmentId, ProviderAppId } from '../../../model/ids.js';
import { entity } from './entity.js';

/** An environment's OAuth client at a provider. */
export interface ProviderAppRow {
  readonly id: ProviderAppId;
  readonly environmentId: EnvironmentId;
  readonly provider: string;
  /** Without secrets. */
  readonly config: object;
  /** Sealed (store/secrets). */
  readonly secrets: Buffer;
  readonly configRevision: number;
  readonly hookPath: string;
  readonly hookVerifyToken: string;
  readonly subscriptionId: string | null;
  readonly webhookSecrets: Buffer | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const providerApps = entity<ProviderAppRow>('provider_app', {
  id: { type: 'uuid', primary: true },
  environmentId: { type: 'uuid', name: 'environment_id' },
  provider: { type: 'text' },
  config: { type: 'jsonb' },
  secrets: { type: 'bytea' },
  configRevision: { type: 'int', name: 'config_revision', default: 1 },
  hookPath: { type: 'text', name: 'hook_path' },
  hookVerifyToken: { type: 'text', name: 'hook_verify_token' },
  subscriptionId: { type: 'text', name: 'subscription_id', nullable: true },
  webhookSecrets: { type: 'bytea', name: 'webhook_secrets', nullable: true },
  createdAt: { type: 'timestamptz', name: 'created_at', createDate: true },
  updatedAt: { type: 'timestamptz', name: 'updated_at', updateDate: true },
});
