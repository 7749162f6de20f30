/** What flowed through an environment within the hour, minute by minute. */
import type { EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import { uuidBound } from '../partitions.js';
import { COUNT_MOST } from './limits.js';

export interface Minute {
  /** Its first moment, Unix milliseconds. */
  readonly atMs: number;
  /** Records that were new or changed; each figure up to COUNT_MOST. */
  readonly rides: number;
  readonly delivered: number;
  /** Tries that failed. */
  readonly failed: number;
}

const MINUTE_MS = 60_000;
const MINUTES = 60;
/** A transaction that began within a minute is over by then, and so is a try: nothing is added to that minute any more. */
const SETTLED_MS = 2 * MINUTE_MS;
const MOST_ENVIRONMENTS = 200;

/** `$2` first moments (milliseconds), `$3` and `$4` their first and last ids. Each count is of a range of an index, and ends at the cap. */
const COUNT = `
  SELECT m.at_ms AS "atMs", e.n AS rides, d.n AS delivered, a.n AS failed
    FROM unnest($2::float8[], $3::uuid[], $4::uuid[]) AS m(at_ms, from_id, to_id)
   CROSS JOIN LATERAL (SELECT count(*)::int AS n FROM (
     SELECT FROM event WHERE environment_id = $1 AND record_key IS NOT NULL AND edited_from IS NULL AND id >= m.from_id AND id < m.to_id LIMIT ${COUNT_MOST}) x) e
   CROSS JOIN LATERAL (SELECT count(*)::int AS n FROM (
     SELECT FROM delivery WHERE environment_id = $1 AND state = 'delivered'
        AND finished_at >= to_timestamp(m.at_ms / 1000) AND finished_at < to_timestamp(m.at_ms / 1000 + 60) LIMIT ${COUNT_MOST}) x) d
   CROSS JOIN LATERAL (SELECT count(*)::int AS n FROM (
     SELECT FROM attempt WHERE environment_id = $1 AND NOT ok
        AND started_at >= to_timestamp(m.at_ms / 1000) AND started_at < to_timestamp(m.at_ms / 1000 + 60) LIMIT ${COUNT_MOST}) x) a
   ORDER BY m.at_ms`;

/** Minutes that are over are counted once. */
export class Throughput {
  private readonly settled = new Map<EnvironmentId, readonly Minute[]>();

  /** The last 60 minutes, oldest first; the last is not over. @param nowMs the database's clock */
  async lastHour(db: Queryable, environmentId: EnvironmentId, nowMs: number): Promise<readonly Minute[]> {
    const lastMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    const moments = Array.from({ length: MINUTES }, (_, index) => lastMs - (MINUTES - 1 - index) * MINUTE_MS);
    const known = new Map(this.settled.get(environmentId)?.map((minute) => [minute.atMs, minute]));
    const open = moments.filter((atMs) => !known.has(atMs));
    const { rows } = await db.query<Minute>(COUNT, [
      environmentId,
      open,
      open.map(uuidBound),
      open.map((atMs) => uuidBound(atMs + MINUTE_MS)),
    ]);
    for (const minute of rows) known.set(minute.atMs, minute);
    const minutes = moments.flatMap((atMs) => known.get(atMs) ?? []);
    this.settled.delete(environmentId);
    if (this.settled.size >= MOST_ENVIRONMENTS) this.settled.clear();
    this.settled.set(
      environmentId,
      minutes.filter(({ atMs }) => atMs + MINUTE_MS + SETTLED_MS <= nowMs),
    );
    return minutes;
  }
}
