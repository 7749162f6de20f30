/** Ending a connection in steps, so that nothing of it is sent after the caller has heard that it is over. */
import type { ConnectionState } from '../../model/connection.js';
import type { ConnectionId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import { type CredentialRow, readCredential } from './credentials.js';
import { changeState } from './lifecycle.js';

/** Longer than ending takes: should it break off, what was held goes on by itself. */
const HOLD_SECONDS = 60;

/**
 * The first step: it is not synced any more, and nothing of it is claimed for delivery. It is `revoked` until it is gone; only connecting again makes it
 * active.
 * @returns the tokens to revoke; null when there are none
 */
export async function beginEnding(tx: Queryable, id: ConnectionId): Promise<CredentialRow | null> {
  if ((await lockConnection(tx, id)) === null) return null;
  await changeState(tx, id, 'revoked');
  await holdDeliveries(tx, id);
  return readCredential(tx, id);
}

/** Until the end of the transaction no sync stores anything for it, and nobody connects it again. @returns null when it is gone */
export async function lockConnection(tx: Queryable, id: ConnectionId): Promise<ConnectionState | null> {
  const { rows } = await tx.query<{ state: ConnectionState }>(`SELECT state FROM connection WHERE id = $1 FOR UPDATE`, [id]);
  return rows[0]?.state ?? null;
}

/**
 * Puts off all: also what is claimed, so that whoever writes it sees that it is not to be begun any more (store/outbox/standing.ts) and gives it back.
 * @returns how many deliveries are being written at this moment; all others wait.
 */
export async function holdDeliveries(tx: Queryable, id: ConnectionId): Promise<number> {
  // A row that is being claimed is waited for, and is seen as leased below.
  await tx.query(
    `UPDATE delivery SET due_at = now() + $2 * interval '1 second'
      WHERE connection_id = $1 AND state = 'pending' AND due_at < now() + ($2 - 5) * interval '1 second'`,
    [id, HOLD_SECONDS],
  );
  const { rows } = await tx.query<{ leased: number }>(
    `SELECT count(*)::int AS leased FROM delivery WHERE connection_id = $1 AND state = 'pending' AND lease_until >= now()`,
    [id],
  );
  return rows[0]?.leased ?? 0;
}

/** It was connected again meanwhile: what was held is due. */
export async function releaseHeld(tx: Queryable, id: ConnectionId): Promise<void> {
  await tx.query(
    `UPDATE delivery SET due_at = now() WHERE connection_id = $1 AND state = 'pending' AND due_at <= now() + $2 * interval '1 second'`,
    [id, HOLD_SECONDS],
  );
}
