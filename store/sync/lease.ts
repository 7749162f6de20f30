/** Claiming a connection for a sync: one at a time per connection, whoever calls. */
import type { ConnectionState } from '../../model/connection.js';
import type { ConnectionId, EnvironmentId, ProviderAppId } from '../../model/ids.js';
import { type Database, prepared } from '../database.js';
import { type ManagerLogin, TOKEN_COLUMNS, TOKEN_JOINS } from './tokens.js';

/** A notice that waits in the inbox, beside what we know of its record. */
export interface PendingNotice {
  readonly id: string;
  readonly receivedOn: string;
  readonly kind: string;
  readonly objectType: string | null;
  readonly objectId: string | null;
  readonly objectRevision: number | null;
  readonly attempts: number;
  /** The provider's version that we hold; null = none. */
  readonly heldRevision: number | null;
  readonly heldDeleted: boolean;
  /** There is a record, deleted or not. */
  readonly held: boolean;
  /** How often the provider's answer was older than this notice. */
  readonly behind: number;
  /** A workflow had got a signal for it and a head start. */
  readonly signalled: boolean;
  /** Tokens were given to us well after it happened: it says nothing of the access that we have now. */
  readonly overtaken: boolean;
}

export interface LeasedConnection {
  readonly id: ConnectionId;
  readonly environmentId: EnvironmentId;
  readonly providerAppId: ProviderAppId;
  readonly provider: string;
  readonly providerUserId: string;
  readonly state: ConnectionState;
  readonly leaseToken: string;
  readonly configRevision: number;
  readonly syncedUntilMs: number;
  readonly pollDue: boolean;
  /** Until the next one; 0 when it is due. */
  readonly pollInMs: number;
  readonly notices: readonly PendingNotice[];
  /** Sealed tokens; null when there are none (they were refused for good). */
  readonly tokens: Buffer | null;
  readonly tokensRevision: number;
  readonly accessExpiresAtMs: number;
  /** Refusals of the tokens in a row. */
  readonly refused: number;
  /** Whose tokens these are where an operator logged in for all; null = the athlete's own. */
  readonly manager: ManagerLogin | null;
  /** Syncs that failed in a row. */
  readonly failures: number;
}

/** Most notices that one lease works off, so that a chatty connection does not hold a place for long. */
const NOTICES = 50;

const NOTICE_COLUMNS = `
  SELECT coalesce(json_agg(json_build_object(
           'id', n.id, 'receivedOn', n.received_on, 'kind', n.kind, 'objectType', n.object_type, 'objectId', n.object_id, 'objectRevision', n.object_revision,
           'attempts', n.attempts, 'heldRevision', r.provider_revision, 'heldDeleted', r.deleted_at IS NOT NULL,
           'held', r.record_key IS NOT NULL, 'behind', n.behind,
           'signalled', n.due_at > n.received_at + interval '100 milliseconds' AND n.attempts = 0 AND n.problem IS NULL,
           'overtaken', coalesce(k.refused = 0 AND k.updated_at > n.occurred_at + interval '1 minute', false)) ORDER BY n.occurred_at, n.id), '[]')
    FROM (SELECT * FROM inbox i
           WHERE i.connection_id = taken.id AND i.state = 'pending' AND i.received_on <= current_date + 1 AND ((i.attempts = 0 AND i.problem IS NULL) OR i.due_at <= now())
           ORDER BY i.occurred_at, i.id LIMIT ${NOTICES}) n
    LEFT JOIN record r ON r.connection_id = taken.id AND r.type = n.object_type AND r.record_key = n.object_id`;

const claim = (candidates: string): string => `
  WITH due AS (${candidates}),
  leased AS (
    SELECT c.id FROM connection c JOIN due ON due.connection_id = c.id
     WHERE c.lease_until IS NULL OR c.lease_until < now()
     ORDER BY due.due_at LIMIT $1 FOR NO KEY UPDATE OF c SKIP LOCKED),
  taken AS (
    UPDATE connection c SET lease_token = gen_random_uuid(), lease_until = now() + $2 * interval '1 millisecond'
      FROM leased WHERE c.id = leased.id RETURNING c.*)
  SELECT taken.id, taken.environment_id AS "environmentId", taken.provider_app_id AS "providerAppId", taken.provider, taken.provider_user_id AS "providerUserId",
         taken.state, taken.failures, taken.lease_token AS "leaseToken", a.config_revision AS "configRevision",
         (extract(epoch FROM coalesce(taken.synced_until, taken.created_at)) * 1000)::bigint AS "syncedUntilMs",
         taken.next_poll_at <= now() AS "pollDue",
         greatest(0, extract(epoch FROM taken.next_poll_at - now()) * 1000)::float8 AS "pollInMs", (${NOTICE_COLUMNS}) AS notices,
         ${TOKEN_COLUMNS}
    FROM taken JOIN provider_app a ON a.id = taken.provider_app_id ${TOKEN_JOINS('taken')}`;

/**
 * Oldest first, each connection once. Reads a few hundred rows, and none of connections that are leased: one with thousands of notices would otherwise
 * fill the head for as long as it is worked on, and hide everybody else.
 */
const CLAIM_DUE = claim(`
  SELECT connection_id, min(due_at) AS due_at
    FROM (SELECT i.connection_id, i.due_at FROM inbox i JOIN connection c ON c.id = i.connection_id
           WHERE i.state = 'pending' AND i.due_at <= now() AND i.received_on <= current_date + 1 AND (c.lease_until IS NULL OR c.lease_until < now())
           ORDER BY i.due_at, i.id LIMIT 500) head GROUP BY connection_id`);

const CLAIM_ONE = claim(`SELECT $3::uuid AS connection_id, now() AS due_at`);

export async function claimDueConnections(db: Database, limit: number, leaseMs: number): Promise<readonly LeasedConnection[]> {
  return (await db.query<LeasedConnection>(prepared('sync-claim-due', CLAIM_DUE, [limit, leaseMs]))).rows;
}

/** @returns null when there is no such connection or somebody else is at it. */
export async function claimConnection(db: Database, id: ConnectionId, leaseMs: number): Promise<LeasedConnection | null> {
  return (await db.query<LeasedConnection>(prepared('sync-claim-one', CLAIM_ONE, [1, leaseMs, id]))).rows[0] ?? null;
}

export async function extendLease(db: Database, id: ConnectionId, token: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    prepared(
      'sync-extend',
      `UPDATE connection SET lease_until = now() + $3 * interval '1 millisecond' WHERE id = $1 AND lease_token = $2`,
      [id, token, leaseMs],
    ),
  );
  return rowCount === 1;
}
