/** Looking at deliveries, and at what one of them sends. */
import type { DeliveryState } from '../../model/delivery.js';
import type { ConnectionId, DeliveryId, DestinationId, EnvironmentId } from '../../model/ids.js';
import { Problem, type StoredProblem } from '../../model/problem.js';
import type { Queryable } from '../database.js';
import { uuidBound } from '../partitions.js';
import { type Page, cut } from './control-store.js';

export interface DeliveryRow {
  readonly id: DeliveryId;
  readonly destinationId: DestinationId;
  readonly eventId: string;
  readonly connectionId: ConnectionId | null;
  readonly type: string;
  readonly recordKey: string | null;
  readonly revision: number;
  readonly priority: number;
  readonly state: DeliveryState;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly attempts: number;
  readonly finishedAt: Date | null;
  readonly problem: StoredProblem | null;
}

export interface DeliveryFilter {
  readonly destination?: string | undefined;
  readonly type?: string | undefined;
  readonly connection?: string | undefined;
  readonly state?: DeliveryState | undefined;
  /** Made at or after this (Unix milliseconds). */
  readonly sinceMs?: number | undefined;
}

export const DELIVERY_COLUMNS = `d.id, d.destination_id AS "destinationId", d.event_id AS "eventId", d.connection_id AS "connectionId", d.type, d.record_key AS "recordKey",
  d.revision, d.priority, d.state, uuid_extract_timestamp(d.id) AS "createdAt", d.due_at AS "dueAt", d.attempts, d.finished_at AS "finishedAt", d.problem`;

/** The conditions on `delivery d` and their values. The id is a UUID version 7, so `since` cuts partitions off. */
export function conditions(environmentId: EnvironmentId, filter: DeliveryFilter): { sql: string; values: unknown[] } {
  const values: unknown[] = [environmentId];
  const also = (sql: string, value: unknown): string => {
    if (value === undefined) return '';
    values.push(value);
    return ` AND ${sql} $${values.length}`;
  };
  const sql =
    'd.environment_id = $1' +
    also('d.destination_id =', filter.destination) +
    also('d.state =', filter.state) +
    also('d.type =', filter.type) +
    also('d.connection_id =', filter.connection) +
    also('d.id >=', filter.sinceMs === undefined ? undefined : uuidBound(Math.max(0, filter.sinceMs)));
  return { sql, values };
}

export async function listDeliveries(
  db: Queryable,
  environmentId: EnvironmentId,
  filter: DeliveryFilter,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<DeliveryRow>> {
  const { sql, values } = conditions(environmentId, filter);
  const { rows } = await db.query<DeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS} FROM delivery d WHERE ${sql} AND ($${values.length + 1}::uuid IS NULL OR d.id < $${values.length + 1}) ORDER BY d.id DESC LIMIT $${values.length + 2}`,
    [...values, after, limit + 1],
  );
  return cut(rows, limit);
}

/** @throws Problem missing */
export async function getDelivery(db: Queryable, environmentId: EnvironmentId, id: DeliveryId): Promise<DeliveryRow> {
  const { rows } = await db.query<DeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS} FROM delivery d WHERE d.id = $2 AND d.environment_id = $1`,
    [environmentId, id],
  );
  if (!rows[0]) throw new Problem('missing', 'there is no such delivery in this environment');
  return rows[0];
}

export interface AttemptRow {
  readonly n: number;
  readonly beforeRedrive: boolean;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly ok: boolean;
  readonly code: string | null;
  readonly problem: StoredProblem | null;
}

/** Oldest first. Those of before a redrive have numbers below 1 (redrive.ts), so they are counted afresh. */
export async function listAttempts(db: Queryable, id: DeliveryId): Promise<readonly AttemptRow[]> {
  const { rows } = await db.query<AttemptRow>(
    `SELECT row_number() OVER (ORDER BY n)::int AS n, n < 1 AS "beforeRedrive", started_at AS "startedAt", duration_ms AS "durationMs", ok, code, problem FROM attempt WHERE delivery_id = $1 ORDER BY n LIMIT 200`,
    [id],
  );
  return rows;
}

/** The event's reference and body as it would be sent now, without samples; null when it is gone. */
export async function previewEvent(db: Queryable, delivery: DeliveryRow): Promise<{ reference: string; body: unknown } | null> {
  const { rows } = await db.query<{ reference: string; body: unknown; summary: Buffer | null }>(
    `SELECT e.reference, e.body, r.summary FROM event e LEFT JOIN record r ON r.connection_id = e.connection_id AND r.type = e.type AND r.record_key = e.record_key WHERE e.id = $1`,
    [delivery.eventId],
  );
  const row = rows[0];
  if (!row) return null;
  const data: unknown = row.summary === null ? null : JSON.parse(row.summary.toString());
  return { reference: row.reference, body: row.body ?? (data === null ? null : { type: delivery.type, data: [data] }) };
}
