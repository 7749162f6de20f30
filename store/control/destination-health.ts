/** How writing to a destination went lately. */
import type { DestinationId, EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import { idsByKind } from './delivery-kinds.js';

export interface DestinationHealth {
  readonly delivered: number;
  /** Tries that failed. */
  readonly failed: number;
  /** Of a try. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly lastDeliveredAt: Date | null;
}

/** Enough for a percentile; each costs a probe of the tries' key. */
const NEWEST_DELIVERIES = 2_000;

/** Of the tries within the hour of the newest deliveries that were made for it. */
export async function destinationHealth(
  db: Queryable,
  environmentId: EnvironmentId,
  id: DestinationId,
): Promise<DestinationHealth> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const newest = idsByKind(bind, environmentId, { destination: id }, '', NEWEST_DELIVERIES);
  const { rows } = await db.query<DestinationHealth>(
    // OFFSET 0: each delivery's tries are looked up by their key, whatever the planner thinks of the size of both tables.
    `WITH newest AS MATERIALIZED (${newest}),
     tries AS (
       SELECT a.* FROM newest n CROSS JOIN LATERAL (
         SELECT started_at, duration_ms, ok FROM attempt WHERE delivery_id = n.id AND started_at > now() - interval '1 hour' OFFSET 0) a)
     SELECT count(*) FILTER (WHERE ok)::int AS delivered, count(*) FILTER (WHERE NOT ok)::int AS failed,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) AS "p50Ms", percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) AS "p95Ms",
            max(started_at + duration_ms * interval '1 millisecond') FILTER (WHERE ok) AS "lastDeliveredAt"
       FROM tries`,
    values,
  );
  return rows[0] ?? { delivered: 0, failed: 0, p50Ms: null, p95Ms: null, lastDeliveredAt: null };
}
