/** The records that deliveries are of, as their lists name them. */
import type { ConnectionId, DeliveryId, EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';

export interface DeliveryRecord {
  readonly startTime: string;
  readonly endTime: string;
  readonly deleted: boolean;
  /** JSON without samples; of a deleted one what is left to tell. */
  readonly summary: Buffer;
}

interface Delivered {
  readonly id: DeliveryId;
  readonly connectionId: ConnectionId | null;
  readonly type: string;
  readonly recordKey: string | null;
}

type Row = DeliveryRecord & { readonly n: number };

/** By the delivery's id; without those of no record, or of one that is not stored (any more). Each record is read once, by its primary key. */
export async function recordsOfDeliveries(
  db: Queryable,
  environmentId: EnvironmentId,
  deliveries: readonly Delivered[],
): Promise<ReadonlyMap<DeliveryId, DeliveryRecord>> {
  const places = new Map<string, number>();
  const columns: [connections: string[], types: string[], keys: string[]] = [[], [], []];
  const placeOf = ({ connectionId, type, recordKey }: Delivered): number | null => {
    if (connectionId === null || recordKey === null) return null;
    const name = JSON.stringify([connectionId, type, recordKey]);
    const place = places.get(name) ?? places.size;
    if (place === places.size) {
      places.set(name, place);
      [connectionId, type, recordKey].forEach((value, column) => columns[column]?.push(value));
    }
    return place;
  };
  const wanted = deliveries.map((delivery) => [delivery.id, placeOf(delivery)] as const);
  if (places.size === 0) return new Map();
  const { rows } = await db.query<Row>(
    // OFFSET 0: each by its key, whatever the planner thinks of the size of the table.
    `SELECT k.n::int - 1 AS n, r.start_time AS "startTime", r.end_time AS "endTime", r.deleted_at IS NOT NULL AS deleted, r.summary
       FROM unnest($2::uuid[], $3::text[], $4::text[]) WITH ORDINALITY AS k(connection_id, type, record_key, n)
      CROSS JOIN LATERAL (
        SELECT * FROM record
         WHERE connection_id = k.connection_id AND type = k.type AND record_key = k.record_key AND environment_id = $1 OFFSET 0) r`,
    [environmentId, ...columns],
  );
  const found = new Map(rows.map(({ n, ...record }) => [n, record]));
  return new Map(
    wanted.flatMap(([id, place]) => {
      const record = place === null ? undefined : found.get(place);
      return record ? [[id, record] as const] : [];
    }),
  );
}
