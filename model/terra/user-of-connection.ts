/** A connection as Terra's clients see it. */
import type { TerraUser } from './user.js';

export interface UserFacts {
  readonly id: string;
  readonly provider: string;
  readonly referenceId: string | null;
  readonly scopes: string;
  readonly state: string;
  readonly createdAt: string;
  readonly lastWebhookUpdate: string | null;
}

export const terraUser = (user: UserFacts): TerraUser => ({
  user_id: user.id,
  provider: user.provider,
  created_at: user.createdAt,
  last_webhook_update: user.lastWebhookUpdate,
  scopes: user.scopes,
  reference_id: user.referenceId,
  active: user.state === 'active',
});
