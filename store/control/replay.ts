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
}

export interface Replayed {
  readonly records: number;
  readonly deliveries: number;
  readonly destinationIds: readonly DestinationId[];
}

/** Bound on one transaction. */
const MOST = 100_000;

/** `$1` environment, `$2` start, `$3` end, `$4` types, `$5` connection, `$6` destination. */
const CHOSEN = `
  chosen AS (
    SELECT r.connection_id, r.type, r.record_key, r.revision, CASE WHEN r.deleted_at IS NULL THEN 'upsert' ELSE 'delete' END AS op
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
  made AS (
    INSERT INTO delivery (environment_id, destination_id, event_id, connection_id, type, record_key, revision, priority)
    SELECT $1, t.id, e.id, e.connection_id, e.type, e.record_key, e.revision, ${PRIORITY.replay} FROM events e JOIN targets t ON t.event_types IS NULL OR e.type = ANY (t.event_types)
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
    const values = [environmentId, request.start, request.end, request.types, request.connection, request.destination];
    const { rows } = await tx.query<{ records: number; deliveries: number; destinationIds: DestinationId[] | null }>(
      dryRun ? COUNT : REPLAY,
      values,
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
    return { records, deliveries, destinationIds: destinationIds ?? [] };
  });
}
