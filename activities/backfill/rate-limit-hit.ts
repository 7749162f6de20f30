/** Telling an app that the provider's limit delays its history request. */
import type { DestinationId } from '../../model/ids.js';
import { formatTimestamp, rateLimitHitEvent } from '../../model/terra/index.js';
import { terraUser } from '../../model/terra/user-of-connection.js';
import type { BackfillRow } from '../../store/backfill/windows.js';
import { findConnection } from '../../store/connections/lifecycle.js';
import { type Database, transaction } from '../../store/database.js';
import { emitEvent } from '../../store/outbox/emit.js';

/** Shorter waits are the ordinary spacing of requests, and nobody's news. */
const WORTH_TELLING_MS = 5_000;

/** Once per request and hour, however often it is met. @returns the destinations to wake */
export async function tellDelay(db: Database, request: BackfillRow, waitMs: number): Promise<readonly DestinationId[]> {
  const [connectionId] = request.connectionIds ?? [];
  if (waitMs < WORTH_TELLING_MS || connectionId === undefined) return [];
  const connection = await findConnection(db, request.environmentId, connectionId);
  if (!connection) return [];
  const body = rateLimitHitEvent(terraUser(connection), {
    startTime: formatTimestamp(request.rangeStartMs),
    endTime: formatTimestamp(request.rangeEndMs),
    retryingAt: formatTimestamp(Date.now() + waitMs),
  });
  const { environmentId, reference } = request;
  return transaction(db, async (tx) => {
    // Several slices meet the limit at the same time: one of them tells.
    await tx.query(`SELECT 1 FROM backfill WHERE id = $1 FOR NO KEY UPDATE`, [request.id]);
    const { rows } = await tx.query(
      `SELECT 1 FROM event WHERE connection_id = $1 AND type = $2 AND reference = $3 AND uuid_extract_timestamp(id) > now() - interval '1 hour' LIMIT 1`,
      [connectionId, body.type, reference],
    );
    return rows.length > 0 ? [] : emitEvent(tx, { environmentId, connectionId, reference, body });
  });
}
