/** Sending stored records again: new events of them, behind everything else that is due. */
import { PRIORITY } from '../../model/delivery.js';
import type { DestinationId, EnvironmentId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { writeAudit } from './audit.js';
import type { ControlStore } from './control-store.js';

export interface ReplayRequest {
  /** By the start of the record. */
  readonly start: Date;
  readonly end: Date;
  /** Null = all. */
  readonly types: readonly string[] | null;
  readonly connection: string | null;
  readonly destination: string | null;
  /** Deliveries become due no faster than this, over all destinations; null = all at once. */
  readonly maxPerSecond: number | null;
}

export interface Replayed {
  readonly records: number;
  readonly deliveries: number;
  /** From now until the last of them is due; null without a cap. */
  readonly seconds: number | null;
  readonly destinationIds: readonly DestinationId[];
}

/** Bound on one transaction. */
const MOST = 100_000;

/** `$1` environment, `$2` start, `$3` end, `$4` types, `$5` connection, `$6` destination; of the replay also `$7` how many a second. In the order in which they began, so a receiver reads them as they happened. */
const CHOSEN = `
  chosen AS (
    SELECT r.connection_id, r.type, r.record_key, r.revision, r.started_at, CASE WHEN r.deleted_at IS NULL THEN 'upsert' ELSE 'delete' END AS op
      FROM record r JOIN connection c ON c.id = r.connection_id
     WHERE c.environment_id = $1 AND ($5::uuid IS NULL OR c.id = $5) AND r.started_at >= $2 AND r.started_at < $3 AND ($4::text[] IS NULL OR r.type = ANY ($4))
       AND EXISTS (SELECT 1 FROM targets t WHERE t.event_types IS NULL OR r.type = ANY (t.event_types))
     LIMIT ${MOST + 1}),`;
const TARGETS = `targets AS (SELECT id, event_types FROM destination WHERE environment_id = $1 AND ($6::uuid IS NULL OR id = $6)),`;

const COUNT = `WITH ${TARGETS} ${CHOSEN}
  matched AS (SELECT t.id FROM chosen c JOIN targets t ON t.event_types IS NULL OR c.type = ANY (t.event_types))
  SELECT (SELECT count(*)::int FROM chosen) AS records, (SELECT count(*)::int FROM matched) AS deliveries, NULL::uuid[] AS "destinationIds"`;

const REPLAY = `WITH ${TARGETS} ${CHOSEN}
  events AS (
    INSERT INTO event (environment_id, connection_id, type, op, record_key, revision, reference)
    SELECT $1, connection_id, type, op, record_key, revision, gen_random_uuid() FROM chosen RETURNING id, connection_id, type, record_key, revision),
  -- What waits for its first try is not the only delivery of its record any more (DeliveryItem.isFirstTry). Nobody is waited for: what is locked is claimed.
  not_first AS (
    UPDATE delivery SET fresh = false WHERE id = ANY (ARRAY(
      SELECT d.id FROM chosen c JOIN delivery d ON d.connection_id = c.connection_id AND d.record_key = c.record_key AND d.type = c.type
       WHERE d.state = 'pending' AND d.fresh AND d.destination_id IN (SELECT id FROM targets) FOR NO KEY UPDATE OF d SKIP LOCKED))),
  due AS (
    SELECT t.id AS destination_id, e.*, row_number() OVER (ORDER BY c.started_at, c.record_key, e.id, t.id) - 1 AS n
      FROM events e JOIN chosen c USING (connection_id, type, record_key) JOIN targets t ON t.event_types IS NULL OR e.type = ANY (t.event_types)),
  made AS (
    INSERT INTO delivery (environment_id, destination_id, event_id, connection_id, type, record_key, revision, priority, due_at)
    SELECT $1, destination_id, id, connection_id, type, record_key, revision, ${PRIORITY.replay}, now() + coalesce(n / $7::float8, 0) * interval '1 second' FROM due ORDER BY n
    RETURNING destination_id)
  SELECT (SELECT count(*)::int FROM chosen) AS records, (SELECT count(*)::int FROM made) AS deliveries, ARRAY(SELECT DISTINCT destination_id FROM made) AS "destinationIds"`;

/** @throws Problem missing (connection or destination), payload (more records than one call replays) */
export function replayRecords(
  store: ControlStore,
  environmentId: EnvironmentId,
  request: ReplayRequest,
  dryRun: boolean,
  actor: string,
): Promise<Replayed> {
  return store.transaction(async ({ tx }) => {
    const named = [
      ['destination', request.destination],
      ['connection', request.connection],
    ] as const;
    for (const [table, id] of named) {
      if (id === null) continue;
      const { rowCount } = await tx.query(`SELECT 1 FROM ${table} WHERE id = $1 AND environment_id = $2`, [id, environmentId]);
      if (rowCount === 0) throw new Problem('missing', `${table}: there is no such ${table} in this environment`);
    }
    const { start, end, types, connection, destination, maxPerSecond } = request;
    const values = [environmentId, start, end, types, connection, destination];
    const { rows } = await tx.query<{ records: number; deliveries: number; destinationIds: DestinationId[] | null }>(
      dryRun ? COUNT : REPLAY,
      dryRun ? values : [...values, maxPerSecond],
    );
    const { records = 0, deliveries = 0, destinationIds = null } = rows[0] ?? {};
    if (records > MOST) throw new Problem('payload', `start: more than ${MOST} records match; replay a shorter range at a time`);
    if (!dryRun)
      await writeAudit(tx, {
        environmentId,
        actor,
        action: 'records.replayed',
        subject: request.destination ?? 'all',
        detail: { ...request, records, deliveries },
      });
    const seconds = maxPerSecond === null ? null : Math.max(0, deliveries - 1) / maxPerSecond;
    return { records, deliveries, seconds, destinationIds: destinationIds ?? [] };
  });
}
