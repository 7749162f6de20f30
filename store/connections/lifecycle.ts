/** Making, changing and ending connections. Each function is one step of one transaction. */
import type { ConnectionState } from '../../model/connection.js';
import { CONNECTION_TRANSITIONS } from '../../model/connection.js';
import type { ConnectionId, EnvironmentId, ProviderAppId } from '../../model/ids.js';
import type { StoredProblem } from '../../model/problem.js';
import type { Queryable } from '../database.js';
import { swapId } from './swap-id.js';

export interface ConnectionRow {
  readonly id: ConnectionId;
  readonly environmentId: EnvironmentId;
  readonly providerAppId: ProviderAppId;
  readonly provider: string;
  readonly providerUserId: string;
  readonly referenceId: string | null;
  readonly state: ConnectionState;
  readonly scopes: string;
  readonly createdAt: string;
  readonly lastWebhookUpdate: string | null;
  readonly lastPolledAt: string | null;
  readonly mostRecentDataAt: string | null;
  readonly problem: StoredProblem | null;
}

const ISO = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')`;

export const CONNECTION_COLUMNS = `
  c.id, c.environment_id AS "environmentId", c.provider_app_id AS "providerAppId", c.provider, c.provider_user_id AS "providerUserId",
  c.reference_id AS "referenceId", c.state, c.scopes, ${ISO('c.created_at')} AS "createdAt", ${ISO('c.last_webhook_update')} AS "lastWebhookUpdate",
  ${ISO('c.last_polled_at')} AS "lastPolledAt", ${ISO('c.most_recent_data_at')} AS "mostRecentDataAt", c.problem`;

export interface NewConnection {
  readonly id: ConnectionId;
  readonly environmentId: EnvironmentId;
  readonly providerAppId: ProviderAppId;
  readonly provider: string;
  readonly providerUserId: string;
  readonly referenceId: string | null;
  readonly scopes: string;
}

export interface Connected {
  readonly connection: ConnectionRow;
  /** It existed. */
  readonly again: boolean;
  /** The state that it was in before. */
  readonly was: ConnectionState | null;
  /** The user as it was before, when it got a new id. */
  readonly swapped: ConnectionRow | null;
}

/** Creates the connection, or takes up the one that this provider account (and reference) already has: its id stays, unless the environment swaps ids. */
export async function connect(tx: Queryable, made: NewConnection): Promise<Connected> {
  const { rows } = await tx.query<ConnectionRow & { again: boolean; was: ConnectionState | null; swaps: boolean }>(
    `INSERT INTO connection AS c (id, environment_id, provider_app_id, provider, provider_user_id, reference_id, scopes, synced_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now())
     ON CONFLICT (provider_app_id, provider_user_id, coalesce(reference_id, '')) DO UPDATE
        SET state = 'active', scopes = excluded.scopes, failures = 0, problem = NULL, next_poll_at = now()
     RETURNING ${CONNECTION_COLUMNS}, c.id <> $1 AS again, old.state AS was,
               (SELECT e.reauth_ids = 'swapped' FROM environment e WHERE e.id = $2) AS swaps`,
    [made.id, made.environmentId, made.providerAppId, made.provider, made.providerUserId, made.referenceId, made.scopes],
  );
  const row = rows[0];
  if (!row) throw new Error('the upsert of a connection returned no row');
  const { again, was, swaps, ...connection } = row;
  if (!again) return { connection, again, was, swapped: null };
  // What waited for the new authorization is due again.
  await tx.query(`UPDATE inbox SET due_at = now() WHERE connection_id = $1 AND state = 'pending'`, [connection.id]);
  if (!swaps) return { connection, again, was, swapped: null };
  await swapId(tx, connection.id, made.id);
  const anew = await findConnection(tx, made.environmentId, made.id);
  if (!anew) throw new Error('the connection is not there under its new id');
  return { connection: anew, again, was, swapped: connection };
}

/** @returns the connection after the change, or null when it is not there or may not go to that state. */
export async function changeState(
  tx: Queryable,
  id: ConnectionId,
  to: ConnectionState,
  problem: StoredProblem | null = null,
): Promise<ConnectionRow | null> {
  const from = Object.entries(CONNECTION_TRANSITIONS).flatMap(([state, next]) =>
    (next as readonly string[]).includes(to) ? [state] : [],
  );
  const { rows } = await tx.query<ConnectionRow>(
    `UPDATE connection c SET state = $2, problem = $4, failures = 0, next_poll_at = CASE WHEN $2 = 'active' THEN now() ELSE next_poll_at END
      WHERE id = $1 AND state = ANY ($3) RETURNING ${CONNECTION_COLUMNS}`,
    [id, to, from, problem === null ? null : JSON.stringify(problem)],
  );
  // Rows of a connection that cannot sync must not stand at the head of the queue.
  if (rows[0]) {
    await tx.query(
      `UPDATE inbox SET due_at = CASE WHEN $2 = 'active' THEN now() ELSE 'infinity' END WHERE connection_id = $1 AND state = 'pending'`,
      [id, to],
    );
  }
  return rows[0] ?? null;
}

/** As `changeState`, for many of an environment at once. @returns those that were in `from` */
export async function changeStates(
  tx: Queryable,
  environmentId: EnvironmentId,
  ids: readonly ConnectionId[],
  [from, to]: readonly ['active', 'paused'] | readonly ['paused', 'active'],
): Promise<readonly ConnectionId[]> {
  const { rows } = await tx.query<{ id: ConnectionId }>(
    `UPDATE connection SET state = $4, problem = NULL, failures = 0, next_poll_at = CASE WHEN $4 = 'active' THEN now() ELSE next_poll_at END
      WHERE id = ANY ($2) AND environment_id = $1 AND state = $3 RETURNING id`,
    [environmentId, ids, from, to],
  );
  const moved = rows.map(({ id }) => id);
  await tx.query(
    `UPDATE inbox SET due_at = CASE WHEN $2 = 'active' THEN now() ELSE 'infinity' END WHERE connection_id = ANY ($1) AND state = 'pending'`,
    [moved, to],
  );
  return moved;
}

export async function findConnection(
  db: Queryable,
  environmentId: EnvironmentId,
  id: ConnectionId,
): Promise<ConnectionRow | null> {
  const { rows } = await db.query<ConnectionRow>(
    `SELECT ${CONNECTION_COLUMNS} FROM connection c WHERE c.id = $2 AND c.environment_id = $1`,
    [environmentId, id],
  );
  return rows[0] ?? null;
}

/**
 * Deletes everything that belongs to a connection: records, raw answers, coverage, notices, tokens, events and their deliveries. The deauth event is
 * emitted after this in the same transaction, without a connection, so that it is still delivered.
 */
export async function eraseConnection(tx: Queryable, id: ConnectionId): Promise<void> {
  await tx.query(`DELETE FROM attempt a USING delivery d WHERE a.delivery_id = d.id AND d.connection_id = $1`, [id]);
  await tx.query(`DELETE FROM delivery WHERE connection_id = $1`, [id]);
  await tx.query(`DELETE FROM event WHERE connection_id = $1`, [id]);
  await tx.query(`DELETE FROM raw_payload WHERE connection_id = $1`, [id]);
  await tx.query(`DELETE FROM inbox WHERE connection_id = $1`, [id]);
  // Its links, those of later reconnections (made for another id) too: they hold the reference.
  await tx.query(
    `DELETE FROM auth_session s USING connection c
      WHERE c.id = $1 AND (s.connection_id = c.id OR (s.state = 'connected' AND s.environment_id = c.environment_id AND s.provider = c.provider AND s.reference_id = c.reference_id))`,
    [id],
  );
  await tx.query(`UPDATE backfill SET connection_ids = array_remove(connection_ids, $1) WHERE $1 = ANY (connection_ids)`, [id]);
  await tx.query(`DELETE FROM rate_budget WHERE key LIKE 'connection:' || $1 || ':%'`, [id]);
  // record, credential, coverage, backfill_window, device_assignment go by their foreign keys.
  await tx.query(`DELETE FROM connection WHERE id = $1`, [id]);
}
