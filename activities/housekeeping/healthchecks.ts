/** The older dialect's sign of life: once an hour, to each destination that hears that dialect (terra.md §2.3). */
import { newId } from '../../model/ids.js';
import type { DestinationId, EnvironmentId } from '../../model/ids.js';
import { formatTimestamp, healthcheckEvent } from '../../model/terra/index.js';
import { transaction } from '../../store/database.js';
import type { Database } from '../../store/database.js';
import { emitEvent } from '../../store/outbox/emit.js';
import { uuidBound } from '../../store/partitions.js';

const HOUR_MS = 3_600_000;

interface Listener {
  readonly id: DestinationId;
  readonly environmentId: EnvironmentId;
  readonly lastHour: number;
  readonly hourBefore: number;
}

/** `$1`, `$2`: the smallest delivery ids of an hour and of two hours ago. */
const DUE = `
  SELECT t.id, t.environment_id AS "environmentId",
         (SELECT count(*)::int FROM delivery d WHERE d.environment_id = t.environment_id AND d.id >= $1 AND d.destination_id = t.id AND d.state = 'delivered') AS "lastHour",
         (SELECT count(*)::int FROM delivery d WHERE d.environment_id = t.environment_id AND d.id >= $2 AND d.id < $1 AND d.destination_id = t.id AND d.state = 'delivered') AS "hourBefore"
    FROM destination t
   WHERE t.dialect = 'v2022' AND t.state = 'enabled' AND (t.event_types IS NULL OR 'healthcheck' = ANY (t.event_types))
     AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.environment_id = t.environment_id AND d.id >= $1 AND d.destination_id = t.id AND d.type = 'healthcheck')`;

/** @returns the destinations that got one */
export function sendHealthchecks(db: Database, nowMs = Date.now()): Promise<readonly DestinationId[]> {
  return transaction(db, async (tx) => {
    const { rows } = await tx.query<Listener>(DUE, [uuidBound(nowMs - HOUR_MS), uuidBound(nowMs - 2 * HOUR_MS)]);
    for (const { id, environmentId, lastHour, hourBefore } of rows) {
      const body = healthcheckEvent({
        createdAt: formatTimestamp(nowMs),
        trendPercentage: hourBefore === 0 ? 0 : Math.round(((lastHour - hourBefore) / hourBefore) * 1000) / 10,
        sentLastHour: lastHour,
      });
      await emitEvent(tx, { environmentId, connectionId: null, reference: newId(), body, onlyTo: id });
    }
    return rows.map((row) => row.id);
  });
}
