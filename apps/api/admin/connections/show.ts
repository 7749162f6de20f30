import { providers } from '../../../../providers/registry.js';
import type { ConnectionView } from '../../../../store/control/entities/connection.js';
import type { AnswerOf } from '../../http/contract/route.js';
import type * as contract from '../contract/connections.js';
import { iso, isoOrNull } from '../http/page.js';

export const showConnection = (row: ConnectionView): AnswerOf<typeof contract.pauseConnection> => ({
  id: row.id,
  provider: row.provider,
  provider_title: providers.titleOf(row.provider),
  provider_user_id: row.providerUserId,
  reference_id: row.referenceId,
  state: row.state,
  scopes: row.scopes,
  created_at: iso(row.createdAt),
  last_webhook_update: isoOrNull(row.lastWebhookUpdate),
  last_polled_at: isoOrNull(row.lastPolledAt),
  next_poll_at: iso(row.nextPollAt),
  most_recent_data_at: isoOrNull(row.mostRecentDataAt),
  failures: row.failures,
  problem: row.problem,
});
