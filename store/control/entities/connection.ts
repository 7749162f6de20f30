import type { ConnectionState } from '../../../model/connection.js';
import type { ConnectionId, EnvironmentId } from '../../../model/ids.js';
import type { StoredProblem } from '../../../model/problem.js';
import { entity } from './entity.js';

/** A connection as operators read it. Changed only through store/connections. */
export interface ConnectionView {
  readonly id: ConnectionId;
  readonly environmentId: EnvironmentId;
  readonly provider: string;
  readonly providerUserId: string;
  readonly referenceId: string | null;
  readonly state: ConnectionState;
  readonly scopes: string;
  readonly createdAt: Date;
  readonly lastWebhookUpdate: Date | null;
  readonly lastPolledAt: Date | null;
  readonly mostRecentDataAt: Date | null;
  readonly nextPollAt: Date;
  readonly failures: number;
  readonly problem: StoredProblem | null;
}

export const connections = entity<ConnectionView>('connection', {
  id: { type: 'uuid', primary: true },
  environmentId: { type: 'uuid', name: 'environment_id', update: false },
  provider: { type: 'text', update: false },
  providerUserId: { type: 'text', name: 'provider_user_id', update: false },
  referenceId: { type: 'text', name: 'reference_id', nullable: true, update: false },
  state: { type: 'text', update: false },
  scopes: { type: 'text', update: false },
  createdAt: { type: 'timestamptz', name: 'created_at', update: false },
  lastWebhookUpdate: { type: 'timestamptz', name: 'last_webhook_update', nullable: true, update: false },
  lastPolledAt: { type: 'timestamptz', name: 'last_polled_at', nullable: true, update: false },
  mostRecentDataAt: { type: 'timestamptz', name: 'most_recent_data_at', nullable: true, update: false },
  nextPollAt: { type: 'timestamptz', name: 'next_poll_at', update: false },
  failures: { type: 'int', update: false },
  problem: { type: 'jsonb', nullable: true, update: false },
});
