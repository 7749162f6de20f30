/** What is new in an environment since a moment ago: three looks at the ends of indexes. */
import type { ConnectionId, DeliveryId, DestinationId, EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import { uuidBound } from '../partitions.js';

export interface NewRide {
  /** Of its event. */
  readonly id: string;
  readonly connectionId: ConnectionId;
  readonly referenceId: string | null;
  readonly type: string;
  readonly key: string;
  readonly revision: number;
  readonly at: Date;
}

/** Records that were new or changed, newest first. What was deleted is none. */
export async function newRides(
  db: Queryable,
  environmentId: EnvironmentId,
  sinceMs: number,
  limit: number,
): Promise<readonly NewRide[]> {
  const { rows } = await db.query<NewRide>(
    `SELECT e.id, e.connection_id AS "connectionId", c.reference_id AS "referenceId", e.type, e.record_key AS key, e.revision, uuid_extract_timestamp(e.id) AS at
       FROM (SELECT * FROM event WHERE environment_id = $1 AND record_key IS NOT NULL AND edited_from IS NULL AND id >= $2 ORDER BY id DESC LIMIT $3) e
       JOIN connection c ON c.id = e.connection_id WHERE e.op = 'upsert' ORDER BY e.id DESC`,
    [environmentId, uuidBound(sinceMs), limit],
  );
  return rows;
}

export interface EndedDelivery {
  readonly id: DeliveryId;
  readonly destinationId: DestinationId;
  readonly connectionId: ConnectionId | null;
  readonly type: string;
  readonly state: 'delivered' | 'dead';
  readonly at: Date;
}

/** Latest first. */
export async function endedDeliveries(
  db: Queryable,
  environmentId: EnvironmentId,
  sinceMs: number,
  limit: number,
): Promise<readonly EndedDelivery[]> {
  const { rows } = await db.query<EndedDelivery>(
    `SELECT d.* FROM unnest(ARRAY['delivered', 'dead']) AS s(state)
      CROSS JOIN LATERAL (
        SELECT id, destination_id AS "destinationId", connection_id AS "connectionId", type, state, finished_at AS at FROM delivery
         WHERE environment_id = $1 AND state = s.state AND state IN ('delivered', 'dead') AND finished_at >= to_timestamp($2::float8 / 1000)
         ORDER BY finished_at DESC LIMIT $3) d
      ORDER BY d.at DESC LIMIT $3`,
    [environmentId, sinceMs, limit],
  );
  return rows;
}

export interface NewConnection {
  /** Of the audit line: the same connection may come again. */
  readonly id: string;
  readonly connectionId: ConnectionId;
  readonly referenceId: string | null;
  readonly provider: string;
  readonly at: Date;
}

/** Who connected, or connected again; newest first. By the audit log: a connection's id is made before its athlete agrees. */
export async function newConnections(
  db: Queryable,
  environmentId: EnvironmentId,
  sinceMs: number,
  limit: number,
): Promise<readonly NewConnection[]> {
  const { rows } = await db.query<NewConnection>(
    `SELECT a.id, c.id AS "connectionId", c.reference_id AS "referenceId", c.provider, a.at
       FROM (SELECT id, subject::uuid AS connection_id, at FROM audit
              WHERE environment_id = $1 AND id >= $2 AND action IN ('connection.connected', 'connection.reconnected') ORDER BY id DESC LIMIT $3) a
       JOIN connection c ON c.id = a.connection_id AND c.environment_id = $1 ORDER BY a.id DESC`,
    [environmentId, uuidBound(sinceMs), limit],
  );
  return rows;
}
