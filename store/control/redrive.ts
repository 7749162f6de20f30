/** Dead letters again, pending ones given up. */
import { canBecome } from '../../model/delivery.js';
import type { DeliveryId, DestinationId, EnvironmentId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { Queryable } from '../database.js';
import { writeAudit } from './audit.js';
import type { ControlStore } from './control-store.js';
import { type DeliveryFilter, type DeliveryRow, conditions, getDelivery } from './deliveries.js';

/** How many one call moves: a bound on its transaction. Call again for more. */
const MOST = 50_000;

export interface Redriven {
  readonly deliveries: number;
  readonly destinationIds: readonly DestinationId[];
}

/**
 * `$1` ids: due now, with all their tries before them, out of the batch that they were in: the rest of it may have been written since. The tries so far move to numbers below those taken, so that the new ones start at 1 again.
 */
const REDRIVE = `
  WITH moved AS (
    UPDATE delivery SET state = 'pending', due_at = now(), attempts = 0, finished_at = NULL, lease_until = NULL, problem = NULL, batch_id = NULL
     WHERE id = ANY ($1::uuid[]) AND state = 'dead' RETURNING id, destination_id),
  shifted AS (
    UPDATE attempt a SET n = a.n - s.span
      FROM (SELECT delivery_id, max(n) - min(n) + 1 AS span FROM attempt WHERE delivery_id = ANY ($1::uuid[]) GROUP BY delivery_id) s
     WHERE a.delivery_id = s.delivery_id AND a.delivery_id = ANY ($1::uuid[]))
  SELECT count(*)::int AS deliveries, array_agg(DISTINCT destination_id) AS "destinationIds" FROM moved`;

async function move(tx: Queryable, ids: readonly string[]): Promise<Redriven> {
  const { rows } = await tx.query<{ deliveries: number; destinationIds: DestinationId[] | null }>(REDRIVE, [ids]);
  return { deliveries: rows[0]?.deliveries ?? 0, destinationIds: rows[0]?.destinationIds ?? [] };
}

/** @throws Problem missing, conflict (it is no dead letter, or its destination is gone) */
export function redriveOne(
  store: ControlStore,
  environmentId: EnvironmentId,
  id: DeliveryId,
  actor: string,
): Promise<DeliveryRow> {
  return store.transaction(async ({ tx }) => {
    const row = await lockDelivery(tx, environmentId, id);
    if (!canBecome(row.state, 'pending'))
      throw new Problem('conflict', `the delivery is ${row.state}; only a dead letter can be redriven`);
    const { rowCount } = await tx.query(`SELECT 1 FROM destination WHERE id = $1`, [row.destinationId]);
    if (rowCount === 0) throw new Problem('conflict', 'its destination was deleted');
    await move(tx, [id]);
    await writeAudit(tx, { environmentId, actor, action: 'delivery.redriven', subject: id });
    return getDelivery(tx, environmentId, id);
  });
}

/** All dead letters that match, of destinations that are there. @throws Problem missing (the destination that is named) */
export function redriveMany(
  store: ControlStore,
  environmentId: EnvironmentId,
  filter: Omit<DeliveryFilter, 'state'>,
  dryRun: boolean,
  actor: string,
): Promise<Redriven> {
  return store.transaction(async ({ tx }) => {
    if (filter.destination !== undefined) {
      const { rowCount } = await tx.query(`SELECT 1 FROM destination WHERE id = $1 AND environment_id = $2`, [
        filter.destination,
        environmentId,
      ]);
      if (rowCount === 0) throw new Problem('missing', 'destination: there is no such destination in this environment');
    }
    const { sql, values } = conditions(environmentId, { ...filter, state: 'dead' });
    const matching = `FROM delivery d WHERE ${sql} AND EXISTS (SELECT 1 FROM destination t WHERE t.id = d.destination_id)`;
    if (dryRun) {
      const { rows } = await tx.query<{ count: number }>(`SELECT count(*)::int AS count ${matching}`, values);
      return { deliveries: rows[0]?.count ?? 0, destinationIds: [] };
    }
    const { rows } = await tx.query<{ id: string }>(
      `SELECT d.id ${matching} ORDER BY d.id LIMIT ${MOST} FOR UPDATE OF d SKIP LOCKED`,
      values,
    );
    const result = await move(
      tx,
      rows.map((row) => row.id),
    );
    await writeAudit(tx, {
      environmentId,
      actor,
      action: 'deliveries.redriven',
      subject: filter.destination ?? 'all',
      detail: { ...filter, deliveries: result.deliveries },
    });
    return result;
  });
}

/** @throws Problem missing, conflict (it is not pending, or is being sent right now) */
export function cancelOne(
  store: ControlStore,
  environmentId: EnvironmentId,
  id: DeliveryId,
  actor: string,
): Promise<DeliveryRow> {
  return store.transaction(async ({ tx }) => {
    const row = await lockDelivery(tx, environmentId, id);
    if (!canBecome(row.state, 'canceled'))
      throw new Problem('conflict', `the delivery is ${row.state}; only a pending one can be canceled`);
    const { rowCount } = await tx.query(
      `UPDATE delivery SET state = 'canceled', finished_at = now() WHERE id = $1 AND (lease_until IS NULL OR lease_until < now())`,
      [id],
    );
    if (rowCount === 0) throw new Problem('conflict', 'the delivery is being sent right now: look again in a moment');
    await writeAudit(tx, { environmentId, actor, action: 'delivery.canceled', subject: id });
    return getDelivery(tx, environmentId, id);
  });
}

async function lockDelivery(tx: Queryable, environmentId: EnvironmentId, id: DeliveryId): Promise<DeliveryRow> {
  await tx.query(`SELECT 1 FROM delivery WHERE id = $1 AND environment_id = $2 FOR UPDATE`, [id, environmentId]);
  return getDelivery(tx, environmentId, id);
}
