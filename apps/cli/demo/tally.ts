/** What should be there, by the sandbox, against what is there, by the receiver's journal and the target database. */
import { getConnection } from '../../api/admin/contract/connections.js';
import { type UserRide, keyOf } from './journal.js';
import { type Athlete, ENVIRONMENT, type Stage } from './stage.js';

export interface MissingRides {
  /** Rides of connected athletes that are not deleted. */
  readonly expected: number;
  /** Ids of rides; each has one rider, and each rider one athlete here. */
  readonly webhook: readonly string[];
  readonly sql: readonly string[];
  /** Missing at one of them or at both. */
  readonly either: readonly string[];
  /** When each expected ride was saved at the provider, by its id. */
  readonly savedAtMs: ReadonlyMap<string, number>;
}

export async function missingRides({ sandbox, journal, target }: Stage, athletes: readonly Athlete[]): Promise<MissingRides> {
  const userOf = new Map(athletes.map(({ riderId, connectionId }) => [riderId, connectionId]));
  const truth = await sandbox.truth();
  const savedAtMs = new Map(truth.map(({ id, createdAt }) => [id, Date.parse(createdAt)]));
  const expected = truth.flatMap(({ deleted, riderId, id: ride }): UserRide[] => {
    const user = userOf.get(riderId);
    return deleted || user === undefined ? [] : [{ user, ride }];
  });
  const rows = new Set((await target.rides()).map(keyOf));
  const ids = (rides: readonly UserRide[]): string[] => rides.map(({ ride }) => ride);
  const webhook = ids(expected.filter((of) => journal.find(of) === undefined));
  const sql = ids(expected.filter((of) => !rows.has(keyOf(of))));
  return { expected: expected.length, webhook, sql, either: [...new Set([...webhook, ...sql])], savedAtMs };
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
