/** A history request of an app: a backfill of one user and one type that answers. */
import type { BackfillState } from '../../model/backfill.js';
import type { BackfillId, ConnectionId, EnvironmentId, Reference } from '../../model/ids.js';
import type { StoredProblem } from '../../model/problem.js';
import type { TimeRange } from '../../model/time-range.js';
import { type Queryable, prepared } from '../database.js';

export interface HistoryRequest {
  readonly id: BackfillId;
  readonly environmentId: EnvironmentId;
  readonly connectionId: ConnectionId;
  readonly provider: string;
  readonly type: string;
  readonly range: TimeRange;
  readonly reference: Reference;
  /** Over 28 days: the protocol with `large_request_processing` and `large_request_sending`. */
  readonly large: boolean;
  /** The records go to the destinations at its end; else somebody waits for the answer. */
  readonly send: boolean;
  readonly samples: boolean;
  readonly requestedBy: string;
}

/** Operators see it among the backfills, and steer it like one. */
export async function makeHistoryRequest(tx: Queryable, request: HistoryRequest): Promise<void> {
  await tx.query(
    `INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, connection_ids, reference, purpose, large, send, samples, requested_by)
     VALUES ($1, $2, $3, ARRAY[$4], to_timestamp($5 / 1000.0), to_timestamp($6 / 1000.0), ARRAY[$7::uuid], $8, 'request', $9, $10, $11, $12)`,
    [
      request.id,
      request.environmentId,
      request.provider,
      request.type,
      request.range.startMs,
      request.range.endMs,
      request.connectionId,
      request.reference,
      request.large,
      request.send,
      request.samples,
      request.requestedBy,
    ],
  );
}

/** Whoever waited has gone: its answer goes to the destinations. @returns false when it had ended already. */
export async function sendInstead(db: Queryable, id: BackfillId): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE backfill SET send = true WHERE id = $1 AND state IN ('planned', 'running', 'paused')`,
    [id],
  );
  return (rowCount ?? 0) > 0;
}

export interface RequestState {
  readonly state: BackfillState;
  readonly connectionId: ConnectionId;
  readonly problem: StoredProblem | null;
}

/**
 * How a request goes on: `problem` of a window that failed for good; `connectionId`: the user's id as it is now (an environment may swap ids).
 * @returns null when the request or its user is gone: there is nothing to answer
 */
export async function requestState(db: Queryable, id: BackfillId): Promise<RequestState | null> {
  const { rows } = await db.query<RequestState>(
    prepared(
      'history-state',
      `SELECT b.state, c.id AS "connectionId", (SELECT w.problem FROM backfill_window w WHERE w.backfill_id = b.id AND w.state = 'failed' LIMIT 1) AS problem
         FROM backfill b JOIN connection c ON c.id = b.connection_ids[1] WHERE b.id = $1`,
      [id],
    ),
  );
  return rows[0] ?? null;
}
