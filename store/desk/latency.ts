/** How long a ride takes from the provider's notification to its delivery. */
import { PRIORITY } from '../../model/delivery.js';
import type { EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import { uuidBound } from '../partitions.js';

export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** How many it was taken from. */
  readonly deliveries: number;
}

const HOUR_MS = 3_600_000;
/** Newest deliveries that are looked at, live or not. */
const LOOKED_AT = 5_000;
/** Of these the newest live ones: enough for a 99th percentile, few enough to find the notice of each. */
const SAMPLE = 500;

/**
 * In milliseconds, of the newest live deliveries of the hour that a notification led to: from its arrival (inbox.received_at) to the end of the delivery,
 * tries and waits included. What a poll found has no such beginning and is left out. Null without any.
 * @param nowMs the database's clock
 */
export async function latencyOf(db: Queryable, environmentId: EnvironmentId, nowMs: number): Promise<Latency | null> {
  const { rows } = await db.query<{ [Share in keyof Latency]: number | null }>(
    `WITH ended AS (
       SELECT id, connection_id, type, record_key, priority, finished_at FROM delivery
        WHERE environment_id = $1 AND state = 'delivered' AND finished_at >= to_timestamp($2::float8 / 1000) ORDER BY finished_at DESC LIMIT ${LOOKED_AT}),
     live AS (
       SELECT * FROM ended WHERE priority = ${PRIORITY.live} AND record_key IS NOT NULL ORDER BY finished_at DESC LIMIT ${SAMPLE}),
     took AS (
       SELECT extract(epoch FROM l.finished_at - n.received_at)::float8 * 1000 AS ms FROM live l
        CROSS JOIN LATERAL (
          SELECT received_at FROM inbox i
           WHERE i.connection_id = l.connection_id AND i.state = 'done' AND i.id < l.id AND i.id >= $3 AND i.received_on >= $4::date
             AND i.object_type = l.type AND i.object_id = l.record_key
           ORDER BY i.id DESC LIMIT 1) n)
     SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS p50, percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) AS p95,
            percentile_cont(0.99) WITHIN GROUP (ORDER BY ms) AS p99, count(*)::int AS deliveries FROM took`,
    // A notice of up to an hour before.
    [environmentId, nowMs - HOUR_MS, uuidBound(nowMs - 2 * HOUR_MS), new Date(nowMs - 2 * HOUR_MS).toISOString().slice(0, 10)],
  );
  const row = rows[0];
  if (!row || row.p50 === null || row.p95 === null || row.p99 === null || row.deliveries === null) return null;
  const { p50, p95, p99, deliveries } = row;
  return { p50, p95, p99, deliveries };
}
