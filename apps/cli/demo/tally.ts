/** What should be there, by the sandbox, against what is there, by the receiver's journal and the target database. */
import { getConnection } from '../../api/admin/contract/connections.js';
import { type Athlete, ENVIRONMENT, type Stage } from './stage.js';

export interface MissingRides {
  /** Rides of connected athletes that are not deleted. */
  readonly expected: number;
  readonly webhook: readonly string[];
  readonly sql: readonly string[];
  /** Missing at one of them or at both. */
  readonly either: readonly string[];
}

export async function missingRides({ sandbox, journal, target }: Stage, athletes: readonly Athlete[]): Promise<MissingRides> {
  const riders = new Set(athletes.map(({ riderId }) => riderId));
  const expected = (await sandbox.truth()).filter(({ deleted, riderId }) => !deleted && riders.has(riderId)).map(({ id }) => id);
  const rows = new Set(await target.rides());
  const webhook = expected.filter((id) => journal.find(id) === undefined);
  const sql = expected.filter((id) => !rows.has(id));
  return { expected: expected.length, webhook, sql, either: [...new Set([...webhook, ...sql])] };
}

/** Records that the api says it stores. */
export async function storedRides({ admin }: Stage, athletes: readonly Athlete[]): Promise<number> {
  let stored = 0;
  for (const { connectionId } of athletes) {
    const { records } = await admin.call(getConnection, { params: { environment: ENVIRONMENT, connection: connectionId } });
    stored += records.find(({ type }) => type === 'activity')?.count ?? 0;
  }
  return stored;
}
