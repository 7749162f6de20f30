/** Another body for a dead letter, in place of what Freehub would build. */
import type { DeliveryId, EnvironmentId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { Queryable } from '../database.js';
import { writeAudit } from './audit.js';
import type { ControlStore } from './control-store.js';
import { type DeliveryRow, getDelivery } from './deliveries.js';

/**
 * An event of its own for this one delivery: type, key, revision and reference stay, so the write is keyed as before and a later revision is never
 * overwritten. Its id has the time of the first one: both are in one partition, go with one retention, and what came later is newer than either.
 * `$1` the event, `$2` the body.
 */
const PUT_IN_PLACE = `
  INSERT INTO event (id, environment_id, connection_id, type, op, record_key, revision, reference, backfill_id, samples, body, edited_from)
  SELECT (left(e.id::text, 13) || substr(uuidv7()::text, 14))::uuid, e.environment_id, e.connection_id, e.type, e.op, e.record_key, e.revision, e.reference, e.backfill_id, e.samples,
         $2::json, coalesce(e.edited_from, e.id)
    FROM event e WHERE e.id = $1 RETURNING id`;

interface Standing {
  readonly format: string | null;
  readonly isChunk: boolean;
  readonly editedFrom: string | null;
  /** What it was edited from is still there. */
  readonly hasOriginal: boolean;
}

/**
 * @param body the whole event; null = what Freehub builds, again
 * @throws Problem missing, conflict (no dead letter, its destination or event is gone, its destination takes files, part of a history request)
 */
export function editDelivery(
  store: ControlStore,
  environmentId: EnvironmentId,
  id: DeliveryId,
  body: Readonly<Record<string, unknown>> | null,
  actor: string,
): Promise<DeliveryRow> {
  return store.transaction(async ({ tx }) => {
    await tx.query(`SELECT 1 FROM delivery WHERE id = $1 AND environment_id = $2 FOR UPDATE`, [id, environmentId]);
    const row = await getDelivery(tx, environmentId, id);
    if (row.state !== 'dead') throw new Problem('conflict', `the delivery is ${row.state}; only a dead letter can be edited`);
    const standing = await standingOf(tx, row);
    const eventId = body === null ? backTo(row, standing) : await replaced(tx, row, body);
    await tx.query(`UPDATE delivery SET event_id = $2 WHERE id = $1`, [id, eventId]);
    // Nobody else points to it.
    if (standing.editedFrom !== null) await tx.query(`DELETE FROM event WHERE id = $1`, [row.eventId]);
    await writeAudit(tx, {
      environmentId,
      actor,
      action: body === null ? 'delivery.edit_undone' : 'delivery.edited',
      subject: id,
    });
    return getDelivery(tx, environmentId, id);
  });
}

async function standingOf(tx: Queryable, row: DeliveryRow): Promise<Standing> {
  const { rows } = await tx.query<Standing>(
    `SELECT t.format, e.chunk IS NOT NULL AS "isChunk", e.edited_from AS "editedFrom", EXISTS (SELECT 1 FROM event f WHERE f.id = e.edited_from) AS "hasOriginal"
       FROM event e LEFT JOIN destination t ON t.id = $2 WHERE e.id = $1`,
    [row.eventId, row.destinationId],
  );
  const found = rows[0];
  if (!found) throw new Problem('conflict', 'its event is gone: retention has ended');
  if (found.format === null) throw new Problem('conflict', 'its destination was deleted');
  if (found.format !== 'json' && row.type === 'activity')
    throw new Problem('conflict', `its destination takes activities as ${found.format}; only JSON can be edited`);
  if (found.isChunk)
    throw new Problem(
      'conflict',
      'it is a part of a history request, which is built from its records: ask for the history again',
    );
  return found;
}

async function replaced(tx: Queryable, { eventId }: DeliveryRow, body: Readonly<Record<string, unknown>>): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(PUT_IN_PLACE, [eventId, JSON.stringify(body)]);
  if (!rows[0]) throw new Problem('conflict', 'its event is gone: retention has ended');
  return rows[0].id;
}

function backTo({ eventId }: DeliveryRow, { editedFrom, hasOriginal }: Standing): string {
  if (editedFrom === null) return eventId;
  if (!hasOriginal) throw new Problem('conflict', 'what Freehub had built it from is gone: retention has ended');
  return editedFrom;
}
