import type { DeliveryState } from '../../../model/delivery.js';
import type { DeliveryId, DestinationId } from '../../../model/ids.js';
import type { StoredProblem } from '../../../model/problem.js';
import type { Queryable } from '../../database.js';
import { type Attempt, type Part, tells } from './part.js';

interface Row {
  readonly id: DeliveryId;
  readonly at: Date;
  readonly type: string;
  readonly key: string | null;
  readonly revision: number;
  readonly startTime: string | null;
  readonly destinationId: DestinationId;
  readonly destination: string | null;
  readonly state: DeliveryState;
  readonly finishedAt: Date | null;
  readonly dueAt: Date;
  readonly problem: StoredProblem | null;
}

/** By the time when they were made; what became of them since is told in the same place. */
export const deliveries: Part = async (db, asked) => {
  if (!tells(asked, 'delivery')) return [];
  const { rows } = await db.query<Row>(
    `SELECT d.id, uuid_extract_timestamp(d.id) AS at, d.type, d.record_key AS key, d.revision, r.start_time AS "startTime", d.destination_id AS "destinationId",
            t.name AS destination, d.state, d.finished_at AS "finishedAt", d.due_at AS "dueAt", d.problem
       FROM (SELECT * FROM delivery WHERE connection_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3) d
       LEFT JOIN destination t ON t.id = d.destination_id
       LEFT JOIN record r ON r.connection_id = $1 AND r.type = d.type AND r.record_key = d.record_key
      ORDER BY d.id DESC`,
    [asked.connectionId, asked.before, asked.limit],
  );
  return rows.map(({ key, revision, startTime, ...row }) => ({
    place: row.id,
    at: row.at,
    kind: 'delivery',
    fact: {
      source: 'delivery',
      ...row,
      record: key === null ? null : { type: row.type, key, revision, startTime },
      attempts: [],
    },
  }));
};

const MOST_ATTEMPTS = 20;

/** Oldest first, the newest of each delivery; only for those that are shown. */
export async function attemptsOf(
  db: Queryable,
  ids: readonly DeliveryId[],
): Promise<ReadonlyMap<DeliveryId, readonly Attempt[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<Attempt & { deliveryId: DeliveryId }>(
    `SELECT a.delivery_id AS "deliveryId", a.started_at AS at, a.ok, a.code, a.duration_ms AS "durationMs", a.problem
       FROM unnest($1::uuid[]) AS d(id)
      CROSS JOIN LATERAL (SELECT * FROM attempt WHERE delivery_id = d.id ORDER BY n DESC LIMIT ${MOST_ATTEMPTS}) a
      ORDER BY a.delivery_id, a.n`,
    [ids],
  );
  return Map.groupBy(
    rows.map(({ deliveryId, ...attempt }) => ({ deliveryId, ...attempt })),
    (row) => row.deliveryId,
  );
}
