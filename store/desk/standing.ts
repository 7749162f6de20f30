/** How an environment stands at this moment: its connections, destinations, backfills. Every count ends at COUNT_MOST, or is of an index alone. */
import type { CircuitState } from '../../model/circuit.js';
import type { ConnectionState } from '../../model/connection.js';
import type { DestinationState } from '../../model/destination.js';
import type { DestinationId, EnvironmentId } from '../../model/ids.js';
import type { StoredProblem } from '../../model/problem.js';
import type { Queryable } from '../database.js';
import { COUNT_MOST } from './limits.js';

/** The database's clock: what is compared with its rows. Unix milliseconds. */
export async function databaseNowMs(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ ms: number }>(`SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`);
  return rows[0]?.ms ?? Date.now();
}

/** All of them: 200,000 entries of an index are counted in some 30 ms. */
export async function connectionsByState(
  db: Queryable,
  environmentId: EnvironmentId,
): Promise<Readonly<Record<ConnectionState, number>>> {
  const { rows } = await db.query<{ state: ConnectionState; count: number }>(
    `SELECT state, count(*)::int AS count FROM connection WHERE environment_id = $1 GROUP BY state`,
    [environmentId],
  );
  const counted = new Map(rows.map(({ state, count }) => [state, count]));
  const of = (state: ConnectionState): number => counted.get(state) ?? 0;
  return { active: of('active'), paused: of('paused'), reauthorize: of('reauthorize'), revoked: of('revoked') };
}

export interface DestinationStanding {
  readonly id: DestinationId;
  readonly name: string;
  readonly kind: string;
  readonly state: DestinationState;
  readonly circuit: CircuitState;
  readonly failingSince: Date | null;
  readonly problem: StoredProblem | null;
  /** Since when it signs with two secrets; null = with one. */
  readonly secretRotatedAt: Date | null;
  /** PEM, of those that show one to their servers. */
  readonly clientCertificate: string | null;
  readonly pending: number;
  /** Of those counted. */
  readonly oldestPendingAt: Date | null;
  readonly dead: number;
  readonly oldestDeadAt: Date | null;
}

const MOST_DESTINATIONS = 500;

/** Oldest first. Both counts are of partial indexes, the oldest partition first. */
export async function destinationsOf(db: Queryable, environmentId: EnvironmentId): Promise<readonly DestinationStanding[]> {
  const { rows } = await db.query<DestinationStanding>(
    `SELECT t.id, t.name, t.kind, t.state, t.circuit, t.failing_since AS "failingSince", t.problem, t.secret_rotated_at AS "secretRotatedAt",
            t.config->>'client_certificate' AS "clientCertificate", p.n AS pending, p.oldest AS "oldestPendingAt", x.n AS dead, x.oldest AS "oldestDeadAt"
       FROM (SELECT * FROM destination WHERE environment_id = $1 ORDER BY id LIMIT ${MOST_DESTINATIONS}) t
      CROSS JOIN LATERAL (SELECT count(*)::int AS n, min(uuid_extract_timestamp(d.id)) AS oldest FROM (
        SELECT id FROM delivery WHERE destination_id = t.id AND state = 'pending' LIMIT ${COUNT_MOST}) d) p
      CROSS JOIN LATERAL (SELECT count(*)::int AS n, min(uuid_extract_timestamp(d.id)) AS oldest FROM (
        SELECT id FROM delivery WHERE destination_id = t.id AND state = 'dead' LIMIT ${COUNT_MOST}) d) x
      ORDER BY t.id`,
    [environmentId],
  );
  return rows;
}

/** Those under way are few. One that is planned is as good as running. */
export async function backfillsUnderWay(
  db: Queryable,
  environmentId: EnvironmentId,
): Promise<{ readonly running: number; readonly paused: number }> {
  const { rows } = await db.query<{ running: number; paused: number }>(
    `SELECT count(*) FILTER (WHERE state <> 'paused')::int AS running, count(*) FILTER (WHERE state = 'paused')::int AS paused
       FROM backfill WHERE environment_id = $1 AND state IN ('planned', 'running', 'paused')`,
    [environmentId],
  );
  return rows[0] ?? { running: 0, paused: 0 };
}
