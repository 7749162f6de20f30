/** Telling an app that the provider's limit delays its history request. */
import type { DestinationId } from '../../model/ids.js';
import { formatTimestamp, rateLimitHitEvent } from '../../model/terra/index.js';
import { terraUser } from '../../model/terra/user-of-connection.js';
import type { BackfillRow } from '../../store/backfill/windows.js';
import { findConnection } from '../../store/connections/lifecycle.js';
import type { Database } from '../../store/database.js';
import { emitEvent } from '../../store/outbox/emit.js';

/** Shorter waits are the ordinary spacing of requests, and nobody's news. */
const WORTH_TELLING_MS = 5_000;

/** @returns the destinations to wake */
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
  return emitEvent(db, { environmentId: request.environmentId, connectionId, reference: request.reference, body });
}
