/** Token buckets in PostgreSQL: the only budget that is exact over all processes. */
import type { ConnectionId, ProviderAppId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { type Queryable, prepared } from '../database.js';

interface Bucket {
  /** `app:{provider app}:{n}` or `connection:{id}:{n}`. */
  readonly key: string;
  readonly capacity: number;
  readonly perSecond: number;
  /** What this caller leaves in it for others. */
  readonly reserve: number;
}

/**
 * Takes `count` from every bucket or from none; of a bucket that can never hold that much all that it holds. One statement: a row per bucket is locked
 * in key order, so callers cannot deadlock.
 */
const TAKE = `
  WITH want AS (SELECT * FROM unnest($1::text[], $2::float8[], $3::float8[], $5::float8[]) AS w(key, capacity, per_second, reserve)),
  held AS (
    SELECT b.key, w.capacity, w.per_second, w.reserve, least($4, w.capacity - w.reserve) AS asked, b.blocked_until,
           -- A limit that was changed leaves as large a share of it as there was.
           least(w.capacity, b.tokens * coalesce(w.capacity / nullif(b.capacity, 0), 1) + extract(epoch FROM clock_timestamp() - b.refilled_at) * w.per_second) AS tokens
      FROM rate_budget b JOIN want w USING (key) ORDER BY b.key FOR NO KEY UPDATE OF b),
  verdict AS (
    SELECT count(*)::int AS known, coalesce(max(greatest((asked + reserve - tokens) / per_second * 1000, extract(epoch FROM blocked_until - now()) * 1000, 0)), 0) AS wait_ms FROM held),
  taken AS (
    UPDATE rate_budget b SET tokens = h.tokens - h.asked, capacity = h.capacity, refilled_at = clock_timestamp() FROM held h, verdict v
     WHERE b.key = h.key AND v.wait_ms <= 0 AND v.known = cardinality($1::text[]))
  SELECT known, wait_ms FROM verdict`;

/** A missing bucket starts full. Apart from taking: a statement does not see the rows that it has made itself, and would give for nothing. */
const MAKE = `INSERT INTO rate_budget (key, tokens, capacity) SELECT key, capacity, capacity FROM unnest($1::text[], $2::float8[]) AS w(key, capacity) ORDER BY key ON CONFLICT DO NOTHING`;

/** @throws Problem rate_limited with the time to wait when any bucket is short or blocked. */
async function takeBudget(db: Queryable, buckets: readonly Bucket[], count: number): Promise<void> {
  if (buckets.length === 0) return;
  const [keys, capacities] = [buckets.map((b) => b.key), buckets.map((b) => b.capacity)];
  const take = prepared('budget-take', TAKE, [
    keys,
    capacities,
    buckets.map((b) => b.perSecond),
    count,
    buckets.map((b) => b.reserve),
  ]);
  let answer = (await db.query<{ known: number; wait_ms: number }>(take)).rows[0];
  if (answer && answer.known < buckets.length) {
    await db.query(MAKE, [keys, capacities]);
    answer = (await db.query<{ known: number; wait_ms: number }>(take)).rows[0];
  }
  const waitMs = answer?.wait_ms ?? 0;
  if (waitMs > 0)
    throw new Problem('rate_limited', 'our own request budget for this provider is used up for the moment', {
      retryAfterMs: Math.ceil(waitMs),
    });
}

/** The provider said to wait: nobody asks again before that. */
async function blockBudget(db: Queryable, keys: readonly string[], waitMs: number): Promise<void> {
  await db.query(
    prepared(
      'budget-block',
      `INSERT INTO rate_budget (key, tokens, blocked_until) SELECT k, 0, now() + $2 * interval '1 millisecond' FROM unnest($1::text[]) k
       ON CONFLICT (key) DO UPDATE SET blocked_until = greatest(rate_budget.blocked_until, excluded.blocked_until)`,
      [keys, waitMs],
    ),
  );
}

/** A look, which takes nothing and locks nothing: what `TAKE` would find. */
const LOOK = `
  SELECT b.key, CASE WHEN b.blocked_until > now() THEN b.blocked_until END AS "blockedUntil",
         greatest(0, least(w.capacity, b.tokens * coalesce(w.capacity / nullif(b.capacity, 0), 1) + extract(epoch FROM clock_timestamp() - b.refilled_at) * w.per_second)) AS left
    FROM rate_budget b JOIN unnest($1::text[], $2::float8[], $3::float8[]) AS w(key, capacity, per_second) USING (key)`;

interface Level {
  readonly left: number;
  /** The provider said to wait until then; null when it did not, or the time has passed. */
  readonly blockedUntil: Date | null;
}

export class RateBudget {
  constructor(private readonly db: Queryable) {}

  /** How full each is, in their order. One that was never taken from is full. */
  async look(buckets: readonly Omit<Bucket, 'reserve'>[]): Promise<readonly Level[]> {
    const { rows } = await this.db.query<Level & { key: string }>(LOOK, [
      buckets.map((b) => b.key),
      buckets.map((b) => b.capacity),
      buckets.map((b) => b.perSecond),
    ]);
    const found = new Map(rows.map(({ key, left, blockedUntil }) => [key, { left, blockedUntil }]));
    return buckets.map(({ key, capacity }) => found.get(key) ?? { left: capacity, blockedUntil: null });
  }

  take(buckets: readonly Bucket[], count: number): Promise<void> {
    return takeBudget(this.db, buckets, count);
  }

  block(keys: readonly string[], waitMs: number): Promise<void> {
    return blockBudget(this.db, keys, waitMs);
  }

  /** Ends what the provider imposed on an app, or on one connection: for an operator who knows better. @returns how many buckets were blocked */
  async lift(of: { readonly app: ProviderAppId } | { readonly connection: ConnectionId }): Promise<number> {
    const [scope, id] = 'app' in of ? ['app', of.app] : ['connection', of.connection];
    const { rowCount } = await this.db.query(
      `UPDATE rate_budget SET blocked_until = NULL WHERE key LIKE $1 || ':%' AND blocked_until > now()`,
      [`${scope}:${id}`],
    );
    return rowCount ?? 0;
  }
}
