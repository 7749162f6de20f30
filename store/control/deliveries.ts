/** Looking at deliveries and their tries. What one of them sends is delivery-body.ts. */
import type { DeliveryState } from '../../model/delivery.js';
import type { Told } from '../../model/exchange.js';
import type { ConnectionId, DeliveryId, DestinationId, EnvironmentId } from '../../model/ids.js';
import { Problem, type StoredProblem } from '../../model/problem.js';
import type { Queryable } from '../database.js';
import { uuidBound } from '../partitions.js';
import { type Page, cut } from './control-store.js';
import { idsByKind } from './delivery-kinds.js';

export interface DeliveryRow {
  readonly id: DeliveryId;
  readonly destinationId: DestinationId;
  readonly eventId: string;
  readonly connectionId: ConnectionId | null;
  readonly referenceId: string | null;
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
  /** Of one of the connection's records. */
  readonly recordKey?: string | undefined;
  readonly state?: DeliveryState | undefined;
  /** Made at or after this (Unix milliseconds). */
  readonly sinceMs?: number | undefined;
  /** Made before this (Unix milliseconds). */
  readonly untilMs?: number | undefined;
}

export const DELIVERY_COLUMNS = `d.id, d.destination_id AS "destinationId", d.event_id AS "eventId", d.connection_id AS "connectionId",
  (SELECT c.reference_id FROM connection c WHERE c.id = d.connection_id) AS "referenceId", d.type, d.record_key AS "recordKey",
  d.revision, d.priority, d.state, uuid_extract_timestamp(d.id) AS "createdAt", d.due_at AS "dueAt", d.attempts, d.finished_at AS "finishedAt", d.problem`;

/** The smallest id of a moment; of before 1970 the smallest of all. */
const idAt = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : uuidBound(Math.max(0, Math.floor(ms)));

/** @throws Problem payload for a record key without its connection: keys are unique within one */
function checkFilter({ recordKey, connection }: DeliveryFilter): void {
  if (recordKey !== undefined && connection === undefined)
    throw new Problem('payload', 'record_key: give the `connection` that the record is of with it');
  if (recordKey?.includes('\0') === true) throw new Problem('payload', 'record_key: must not hold U+0000');
}

/**
 * The conditions on `delivery d` and their values. The id is a UUID version 7, so `since` and `until` cut partitions off.
 * @throws Problem payload (`checkFilter`)
 */
export function conditions(environmentId: EnvironmentId, filter: DeliveryFilter): { sql: string; values: unknown[] } {
  checkFilter(filter);
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
    also('d.record_key =', filter.recordKey) +
    also('d.id >=', idAt(filter.sinceMs)) +
    also('d.id <', idAt(filter.untilMs));
  return { sql, values };
}

interface Paging {
  readonly after: string | null;
  readonly limit: number;
}

/** Newest first. Of a connection by its own index, else by kinds: both are bounded whatever the filter. @throws Problem payload */
export async function listDeliveries(
  db: Queryable,
  environmentId: EnvironmentId,
  filter: DeliveryFilter,
  { after, limit }: Paging,
): Promise<Page<DeliveryRow>> {
  const page = { after, limit: limit + 1 };
  const [sql, values] =
    filter.connection === undefined ? byKind(environmentId, filter, page) : ofConnection(environmentId, filter, page);
  return cut((await db.query<DeliveryRow>(sql, values)).rows, limit);
}

type Statement = readonly [sql: string, values: unknown[]];

function ofConnection(environmentId: EnvironmentId, filter: DeliveryFilter, { after, limit }: Paging): Statement {
  const { sql, values } = conditions(environmentId, filter);
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const older = after === null ? '' : ` AND d.id < ${bind(after)}`;
  return [`SELECT ${DELIVERY_COLUMNS} FROM delivery d WHERE ${sql}${older} ORDER BY d.id DESC LIMIT ${bind(limit)}`, values];
}

function byKind(environmentId: EnvironmentId, filter: DeliveryFilter, { after, limit }: Paging): Statement {
  checkFilter(filter);
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const bounds = [
    ['>=', idAt(filter.sinceMs)],
    ['<', idAt(filter.untilMs)],
    ['<', after ?? undefined],
  ] as const;
  const within = bounds.map(([than, id]) => (id === undefined ? '' : ` AND d.id ${than} ${bind(id)}`)).join('');
  const ids = idsByKind(bind, environmentId, filter, within, limit);
  return [`SELECT ${DELIVERY_COLUMNS} FROM (${ids}) page JOIN delivery d ON d.id = page.id ORDER BY d.id DESC`, values];
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
  readonly request: Told | null;
  readonly answer: Told | null;
}

/** Oldest first. Those of before a redrive have numbers below 1 (redrive.ts), so they are counted afresh. */
export async function listAttempts(db: Queryable, id: DeliveryId): Promise<readonly AttemptRow[]> {
  const { rows } = await db.query<AttemptRow>(
    `SELECT row_number() OVER (ORDER BY n)::int AS n, n < 1 AS "beforeRedrive", started_at AS "startedAt", duration_ms AS "durationMs", ok, code, problem, request,
            -- The answer of a success is its code (activities/deliver/kept-exchange.ts).
            coalesce(answer, CASE WHEN ok AND request IS NOT NULL THEN jsonb_build_object('line', code) END) AS answer
       FROM attempt WHERE delivery_id = $1 ORDER BY n LIMIT 200`,
    [id],
  );
  return rows;
}
