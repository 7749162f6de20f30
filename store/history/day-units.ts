/** Terra's rule r2: an app may ask for 6,000 days of one user's data in any hour (terra.md §3.4). */
import type { ConnectionId } from '../../model/ids.js';
import { type Database, transaction } from '../database.js';

export const DAY_UNITS_PER_HOUR = 6_000;
const HOUR_SECONDS = 3_600;

export interface DayUnits {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until all of it is there again; when refused, until this request fits. */
  readonly resetSeconds: number;
}

/** Takes `units`, or refuses and takes nothing. Told apart by the minute: what is older than an hour is forgotten. */
export function takeDayUnits(db: Database, connectionId: ConnectionId, units: number): Promise<DayUnits> {
  return transaction(db, async (tx) => {
    // One request of a user at a time, so that two cannot take the same last units.
    await tx.query(`SELECT 1 FROM connection WHERE id = $1 FOR NO KEY UPDATE`, [connectionId]);
    await tx.query(
      `DELETE FROM request_use WHERE connection_id = $1 AND minute <= date_trunc('minute', now()) - interval '1 hour'`,
      [connectionId],
    );
    const { rows } = await tx.query<{ units: number; leavesInSeconds: number }>(
      `SELECT day_units AS units, ceil(extract(epoch FROM minute + interval '1 hour' - now()))::int AS "leavesInSeconds"
         FROM request_use WHERE connection_id = $1 ORDER BY minute`,
      [connectionId],
    );
    const used = rows.reduce((sum, row) => sum + row.units, 0);
    if (used + units > DAY_UNITS_PER_HOUR) {
      let freed = 0;
      const enough = rows.find((row) => (freed += row.units) >= used + units - DAY_UNITS_PER_HOUR);
      return {
        allowed: false,
        remaining: DAY_UNITS_PER_HOUR - used,
        resetSeconds: Math.max(1, enough?.leavesInSeconds ?? HOUR_SECONDS),
      };
    }
    await tx.query(
      `INSERT INTO request_use AS r (connection_id, minute, day_units) VALUES ($1, date_trunc('minute', now()), $2)
       ON CONFLICT (connection_id, minute) DO UPDATE SET day_units = r.day_units + excluded.day_units`,
      [connectionId, units],
    );
    return { allowed: true, remaining: DAY_UNITS_PER_HOUR - used - units, resetSeconds: HOUR_SECONDS };
  });
}
