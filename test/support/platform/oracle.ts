/**
 * Compares what the provider knows with what reached the destinations: every ride exactly once by key at its newest content, deletes applied, nothing
 * going backwards. It reads the sandbox, the receivers' journals and the target database, never our own tables.
 */
import type { Platform } from './platform.js';
import type { Received, SeenRide } from './receiver.js';
import type { TrueRide } from './sandbox-control.js';
import type { Connected, Tenant } from './tenant.js';

export interface OracleOptions {
  /** Rides that began at or after this were backfilled (Unix milliseconds). Default: none were. */
  readonly backfilledFromMs?: number;
  /** Rides that are not to be there at this destination (poison). */
  readonly except?: (ride: TrueRide, destination: string) => boolean;
}

export interface Verdict {
  /** What is wrong, one line each; empty = all is well. */
  readonly faults: readonly string[];
  /** Rides that were expected at each destination. */
  readonly expected: number;
  /** Deliveries that a receiver got more than once, by trace id. Harmless, but worth counting. */
  readonly duplicates: number;
}

/** Figures are written in JSON by both sides: equal, but for the last digit of a double. */
const near = (a: number | null, b: number | null): boolean => a === b || (a !== null && b !== null && Math.abs(a - b) < 0.01);

export async function judge(
  platform: Platform,
  tenant: Tenant,
  { backfilledFromMs = Infinity, except = () => false }: OracleOptions = {},
): Promise<Verdict> {
  const faults: string[] = [];
  const all = (await platform.sandbox.control.truth()).filter(({ riderId }) => tenant.connected.has(riderId));
  const due = (ride: TrueRide): boolean => {
    const { sinceMs } = userOf(tenant, ride);
    // A change of an old ride brings it in, but its end does not: what was never told need not be taken back.
    const touchedAt = ride.deleted ? ride.createdAt : ride.updatedAt;
    return Date.parse(touchedAt) >= sinceMs || Date.parse(ride.startedAt) >= backfilledFromMs;
  };
  const truth = all.filter(due);
  const check = (where: string, seenOf: (ride: TrueRide) => SeenRide | 'tombstone' | null): void => {
    for (const ride of truth) {
      if (except(ride, where)) continue;
      const fault = compare(ride, seenOf(ride));
      if (fault !== null)
        faults.push(`${where}: ride ${ride.id} of ${userOf(tenant, ride).referenceId} (revision ${ride.revision}) ${fault}`);
    }
  };

  let duplicates = 0;
  for (const [name, receiver] of tenant.hooks) {
    const rides = receiver.taken.filter((one) => one.key !== null);
    const byKey = Map.groupBy(rides, (one) => `${one.userId ?? ''} ${one.key ?? ''}`);
    duplicates += rides.length - new Set(rides.map(({ traceId }) => traceId)).size;
    for (const [key, seen] of byKey) faults.push(...backwards(seen).map((fault) => `${name}: ride ${key} ${fault}`));
    check(name, (ride) => newest(byKey.get(`${userOf(tenant, ride).userId} ${ride.id}`) ?? [])?.ride ?? null);
    const known = new Set(all.map((ride) => `${userOf(tenant, ride).userId} ${ride.id}`));
    for (const key of byKey.keys())
      if (!known.has(key) && isOfConnected(tenant, key)) faults.push(`${name}: ${key} is no ride of that user`);
  }
  if (tenant.target) {
    const [rows, tombstones] = await Promise.all([tenant.target.activities(), tenant.target.tombstones()]);
    const held = new Map(rows.map((row) => [`${row.userId} ${row.key}`, row.ride]));
    check('sql', (ride) => {
      const key = `${userOf(tenant, ride).userId} ${ride.id}`;
      return held.get(key) ?? (tombstones.has(key) ? 'tombstone' : null);
    });
  }
  return { faults, expected: truth.length, duplicates };
}

const userOf = (tenant: Tenant, { riderId }: TrueRide): Connected => {
  const user = tenant.connected.get(riderId);
  if (!user) throw new Error(`rider ${riderId} is not connected`);
  return user;
};

const isOfConnected = (tenant: Tenant, key: string): boolean =>
  [...tenant.connected.values()].some(({ userId }) => key.startsWith(`${userId} `));

const newest = (seen: readonly Received[]): Received | undefined =>
  seen.reduce<Received | undefined>((best, one) => (best && best.orderingMs > one.orderingMs ? best : one), undefined);

/** One ordering timestamp is one version; a version that was seen after a newer one must have come before (a repeat by its trace id). */
function backwards(seen: readonly Received[]): string[] {
  const faults: string[] = [];
  const versions = Map.groupBy(seen, ({ orderingMs }) => orderingMs);
  for (const [orderingMs, same] of versions)
    if (new Set(same.map(({ bodyHash }) => bodyHash)).size > 1)
      faults.push(`has two contents under the ordering timestamp ${orderingMs}`);
  let highest = 0;
  const told = new Set<string>();
  for (const one of seen) {
    if (one.orderingMs < highest && !told.has(one.traceId)) faults.push(`went back from ${highest} to ${one.orderingMs}`);
    highest = Math.max(highest, one.orderingMs);
    told.add(one.traceId);
  }
  return faults;
}

function compare(ride: TrueRide, seen: SeenRide | 'tombstone' | null): string | null {
  if (ride.deleted) {
    // Gone before anybody heard of it, or taken back.
    return seen === null || seen === 'tombstone' || seen.deleted ? null : 'was deleted and is still there';
  }
  if (seen === null) return 'is missing';
  if (seen === 'tombstone' || seen.deleted) return 'is there and was deleted at the destination';
  const { totals } = ride;
  const wrong = [
    seen.name === ride.name ? '' : `name ${seen.name ?? 'none'}, not ${ride.name}`,
    seen.startMs === Date.parse(ride.startedAt) ? '' : `start ${new Date(seen.startMs).toISOString()}, not ${ride.startedAt}`,
    near(seen.distanceMeters, totals.distance_m)
      ? ''
      : `distance ${seen.distanceMeters ?? 'none'}, not ${totals.distance_m ?? 'none'}`,
    near(seen.calories, totals.calories_kcal) ? '' : `calories ${seen.calories ?? 'none'}, not ${totals.calories_kcal ?? 'none'}`,
    near(seen.activeSeconds, totals.moving_seconds)
      ? ''
      : `active ${seen.activeSeconds ?? 'none'} s, not ${totals.moving_seconds}`,
  ].filter((part) => part !== '');
  return wrong.length === 0 ? null : `has an old or wrong content: ${wrong.join('; ')}`;
}
