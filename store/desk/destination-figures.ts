/** How destinations keep up, and how writing to them went lately. */
import type { DestinationId, EnvironmentId } from '../../model/ids.js';
import { kindsOf } from '../control/delivery-kinds.js';
import type { Queryable } from '../database.js';
import { COUNT_MOST } from './limits.js';

export interface DestinationFigures {
  /** Both up to COUNT_MOST. */
  readonly pending: number;
  readonly dead: number;
  readonly oldestPendingAt: Date | null;
  /** Tries within the hour, of the newest `ofNewest` deliveries that were made for it. */
  readonly delivered: number;
  readonly failed: number;
  /** Of a try. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly lastDeliveredAt: Date | null;
  readonly ofNewest: number;
}

/** Newest deliveries that are looked at, over all that are asked for: enough for a percentile; each costs a probe of the tries' key. */
const NEWEST = 2_000;
/** But so many of each. */
const NEWEST_LEAST = 50;

const { sql: KINDS, ofKind: OF_KIND } = kindsOf('$1', 't.id');

const counted = (state: 'pending' | 'dead'): string =>
  `(SELECT count(*)::int AS n FROM (SELECT FROM delivery d WHERE d.destination_id = t.id AND d.state = '${state}' LIMIT ${COUNT_MOST}) x)`;

/** `$2` destinations, `$3` newest deliveries of each. Every count ends; what is oldest and newest comes from the ends of an index. */
const FIGURES = `
  SELECT t.id, p.n AS pending, x.n AS dead, h.*
    FROM unnest($2::uuid[]) AS t(id)
   CROSS JOIN LATERAL ${counted('pending')} p
   CROSS JOIN LATERAL ${counted('dead')} x
   CROSS JOIN LATERAL (
     WITH RECURSIVE ${KINDS},
     newest AS MATERIALIZED (
       SELECT n.id FROM kind k CROSS JOIN LATERAL (SELECT d.id FROM delivery d WHERE ${OF_KIND} ORDER BY d.id DESC LIMIT $3) n
        ORDER BY n.id DESC LIMIT $3),
     -- OFFSET 0: each delivery's tries are looked up by their key, whatever the planner thinks of the size of both tables.
     tries AS (
       SELECT a.* FROM newest n CROSS JOIN LATERAL (
         SELECT started_at, duration_ms, ok FROM attempt WHERE delivery_id = n.id AND started_at > now() - interval '1 hour' OFFSET 0) a)
     SELECT count(*) FILTER (WHERE ok)::int AS delivered, count(*) FILTER (WHERE NOT ok)::int AS failed,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) AS "p50Ms", percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) AS "p95Ms",
            max(started_at + duration_ms * interval '1 millisecond') FILTER (WHERE ok) AS "lastDeliveredAt",
            (SELECT min(uuid_extract_timestamp(o.id)) FROM kind k CROSS JOIN LATERAL (
               SELECT d.id FROM delivery d WHERE ${OF_KIND} ORDER BY d.id LIMIT 1) o WHERE k.state = 'pending') AS "oldestPendingAt"
       FROM tries) h`;

type Row = Omit<DestinationFigures, 'ofNewest'> & { readonly id: DestinationId };

/** Of destinations of one environment, all in one question. */
export async function destinationFigures(
  db: Queryable,
  environmentId: EnvironmentId,
  ids: readonly DestinationId[],
): Promise<ReadonlyMap<DestinationId, DestinationFigures>> {
  if (ids.length === 0) return new Map();
  const ofNewest = Math.max(NEWEST_LEAST, Math.floor(NEWEST / ids.length));
  const { rows } = await db.query<Row>(FIGURES, [environmentId, ids, ofNewest]);
  return new Map(rows.map(({ id, ...figures }) => [id, { ...figures, ofNewest }]));
}
