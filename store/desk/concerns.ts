/** What may need a person, beside what the connections and destinations say themselves (standing.ts). */
import type { BackfillId, EnvironmentId } from '../../model/ids.js';
import type { StoredProblem } from '../../model/problem.js';
import type { Queryable } from '../database.js';
import { uuidBound } from '../partitions.js';
import { SECRET_LOCKED } from '../secrets/key-ring.js';
import { COUNT_MOST } from './limits.js';

const DAY_MS = 86_400_000;
/** How long a failed backfill is spoken of. */
const BACKFILL_DAYS = 7;
/** Newest backfills that are looked at: history requests of apps are backfills too. */
const LOOKED_AT = 2_000;
const KEY_DAYS = 7;
const MOST_KEYS = 50;
/** Buckets of one provider app (providers/kit/calls.ts numbers them from 0): more than any provider has. */
const BUCKETS = 10;

export interface Concerns {
  /** Set up in the environment. */
  readonly providers: readonly string[];
  readonly managers: readonly { readonly provider: string; readonly since: Date; readonly problem: StoredProblem | null }[];
  /** Connections whose tokens do not open, up to COUNT_MOST; null = none. */
  readonly locked: { readonly count: number } | null;
  /** Backfills of the last days with windows that failed for good; null = none. */
  readonly backfills: {
    readonly count: number;
    readonly windows: number;
    readonly newest: BackfillId;
    readonly since: Date;
  } | null;
  readonly keys: readonly {
    readonly id: string;
    readonly label: string;
    readonly prefix: string;
    readonly expiresAt: Date;
    /** Within the last day. */
    readonly used: boolean;
  }[];
  readonly limits: readonly { readonly provider: string; readonly until: Date }[];
}

export async function concernsOf(db: Queryable, environmentId: EnvironmentId, nowMs: number): Promise<Concerns> {
  const [providers, managers, locked, backfills, keys, limits] = await Promise.all([
    db.query<{ provider: string }>(`SELECT provider FROM provider_app WHERE environment_id = $1 ORDER BY provider`, [
      environmentId,
    ]),
    db.query<Concerns['managers'][number]>(
      `SELECT a.provider, m.updated_at AS since, m.problem FROM manager_account m JOIN provider_app a ON a.id = m.provider_app_id
        WHERE m.environment_id = $1 AND m.state = 'reauthorize' ORDER BY a.provider`,
      [environmentId],
    ),
    db.query<NonNullable<Concerns['locked']>>(
      `SELECT count(*)::int AS count
         FROM (SELECT FROM connection WHERE environment_id = $1 AND state = 'reauthorize' AND problem ->> 'code' = '${SECRET_LOCKED}' LIMIT ${COUNT_MOST}) c
       HAVING count(*) > 0`,
      [environmentId],
    ),
    failedBackfills(db, environmentId, nowMs),
    db.query<Concerns['keys'][number]>(
      `SELECT id, label, prefix, expires_at AS "expiresAt", coalesce(last_used_at > now() - interval '1 day', false) AS used FROM api_key
        WHERE environment_id = $1 AND revoked_at IS NULL AND expires_at > now() AND expires_at < now() + $2 * interval '1 day' ORDER BY expires_at LIMIT ${MOST_KEYS}`,
      [environmentId, KEY_DAYS],
    ),
    db.query<Concerns['limits'][number]>(
      `SELECT a.provider, max(b.blocked_until) AS until FROM provider_app a CROSS JOIN generate_series(0, ${BUCKETS - 1}) AS n
         JOIN rate_budget b ON b.key = 'app:' || a.id || ':' || n
        WHERE a.environment_id = $1 AND b.blocked_until > now() GROUP BY a.provider ORDER BY a.provider`,
      [environmentId],
    ),
  ]);
  return {
    providers: providers.rows.map(({ provider }) => provider),
    managers: managers.rows,
    locked: locked.rows[0] ?? null,
    backfills,
    keys: keys.rows,
    limits: limits.rows,
  };
}

/** Not those whose failed windows were tried again as another backfill: that one speaks for itself. */
async function failedBackfills(db: Queryable, environmentId: EnvironmentId, nowMs: number): Promise<Concerns['backfills']> {
  const { rows } = await db.query<{ count: number; windows: number; newest: BackfillId | null; since: Date | null }>(
    `SELECT count(*)::int AS count, coalesce(sum(windows_failed), 0)::int AS windows, (array_agg(id ORDER BY id DESC))[1] AS newest,
            min(coalesce(finished_at, created_at)) AS since
       FROM (SELECT * FROM (SELECT * FROM backfill WHERE environment_id = $1 AND id >= $2 ORDER BY id DESC LIMIT ${LOOKED_AT}) recent
              UNION SELECT * FROM backfill WHERE environment_id = $1 AND state IN ('planned', 'running', 'paused') AND windows_failed > 0) b
      WHERE (state = 'failed' OR (state <> 'canceled' AND windows_failed > 0))
        AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.subject = b.id::text AND a.action = 'backfill.retried' AND a.environment_id = $1
                           AND b.state NOT IN ('planned', 'running', 'paused'))`,
    [environmentId, uuidBound(nowMs - BACKFILL_DAYS * DAY_MS)],
  );
  const [row] = rows;
  return row?.newest && row.since ? { count: row.count, windows: row.windows, newest: row.newest, since: row.since } : null;
}
