/** The riders' lives: past rides when the world begins, new ones on request, changes and deletions, each with its event. */
import { createHash } from 'node:crypto';
import { factsOfSimulated, localTime, rideName } from './data/facts.js';
import { fitFileOf } from './data/fit-file.js';
import type { Library } from './recorded/library.js';
import { randomFrom } from './simulator/random.js';
import type { Recording } from './simulator/recording.js';
import { makeRider } from './simulator/rider.js';
import { simulateRide, type RideShape } from './simulator/ride.js';
import type { Database } from './store/database.js';
import type { StoredRider, Riders } from './store/riders.js';
import type { RideFacts, Rides, RideSource, StoredRide } from './store/rides.js';
import type { Events } from './webhooks/events.js';

const DAY = 86_400_000;
/** So many standard rides differ; the others repeat them under other ids, so that a load of any size is cheap to serve. */
const STANDARD_RIDES = 8;

/** Facts of standard rides by their source: pure, so all sandboxes of a process share them. */
const standardFacts = new Map<string, RideFacts>();

export interface RideWish {
  readonly shape: RideShape;
  readonly minutes?: number | undefined;
  /** Unix milliseconds; default: such that the ride ends now. */
  readonly startedAt?: number | undefined;
}

export interface RideChange {
  readonly name?: string | undefined;
  readonly private?: boolean | undefined;
  readonly startedAt?: number | undefined;
  readonly calories_kcal?: number | null | undefined;
}

export interface World {
  /** Fills an empty world with `days` of rides, or with the folder's. */
  begin(days: number, shape: RideShape): void;
  ride(rider: StoredRider, wish: RideWish): StoredRide;
  change(ride: StoredRide, change: RideChange): StoredRide;
  remove(ride: StoredRide): StoredRide;
  readonly recordingOf: (ride: StoredRide) => Recording;
  /** The ride as a FIT file. */
  fileOf(ride: StoredRide): Uint8Array;
}

export interface WorldParts {
  readonly seed: number;
  readonly database: Database;
  readonly riders: Riders;
  readonly rides: Rides;
  readonly events: Events;
  readonly library: Library | null;
  readonly now: () => number;
}

export function openWorld({ seed, database, riders, rides, events, library, now }: WorldParts): World {
  const choose = (rider: StoredRider, number: number, wish: RideWish): RideSource => {
    if (library && wish.shape === 'mixed') return { kind: 'file', file: library.files[number % library.files.length] ?? '' };
    if (wish.shape === 'standard')
      return { kind: 'simulated', seed, rider: 1, number: 1 + (number % STANDARD_RIDES), shape: 'standard' };
    return {
      kind: 'simulated',
      seed,
      rider: rider.number,
      number,
      shape: 'mixed',
      ...(wish.minutes !== undefined && { minutes: wish.minutes }),
    };
  };

  const factsOf = (
    source: RideSource,
    rider: StoredRider,
    id: string,
    startedAt: number | undefined,
    past: boolean,
  ): { facts: RideFacts; startedAt: number } => {
    if (source.kind === 'file') {
      const file = required(library, source).read(source.file);
      const began = past ? file.startedAt : now() - file.facts.totals.elapsed_seconds * 1000;
      return { facts: { ...file.facts, external_id: source.file }, startedAt: wholeSecond(startedAt ?? began) };
    }
    const key = JSON.stringify(source);
    let facts = standardFacts.get(key);
    if (!facts) {
      const owner = makeRider(seed, source.rider);
      facts = factsOfSimulated(simulateRide(seed, owner, source.number, source.shape, source.minutes), owner, 0, '');
      if (source.shape === 'standard') standardFacts.set(key, facts);
    }
    const start = wholeSecond(startedAt ?? now() - facts.totals.elapsed_seconds * 1000);
    return {
      facts: { ...facts, ...localTime(rider.rider.timezone, start), device: rider.rider.device, external_id: `head-unit-${id}` },
      startedAt: start,
    };
  };

  const make = (rider: StoredRider, number: number, source: RideSource, wish: RideWish, past: boolean): StoredRide => {
    const id = rideId(seed, rider.number, number);
    const { facts, startedAt } = factsOf(source, rider, id, wish.startedAt, past);
    const createdAt = past ? startedAt + facts.totals.elapsed_seconds * 1000 + 60_000 : now();
    return {
      id,
      riderId: rider.id,
      number,
      revision: 1,
      source,
      name: rideName(facts.sport, startedAt, facts.utc_offset_seconds ?? 0),
      private: false,
      startedAt,
      createdAt,
      updatedAt: createdAt,
      deletedAt: null,
      facts,
    };
  };

  const begin = (days: number, shape: RideShape): void => {
    if (rides.count() > 0) return;
    const all = riders.all();
    database.transaction(() => {
      if (library) {
        library.files.forEach((file, i) => {
          const rider = all[i % all.length];
          if (rider) rides.add(make(rider, rides.nextNumber(rider.id), { kind: 'file', file }, { shape: 'mixed' }, true));
        });
        return;
      }
      for (const rider of all) {
        let number = 1;
        for (const startedAt of pastStarts(seed, rider, days, now())) {
          rides.add(make(rider, number, choose(rider, number, { shape }), { shape, startedAt }, true));
          number++;
        }
      }
    });
  };

  const recordingOf = ({ source }: StoredRide): Recording => {
    if (source.kind === 'file') return required(library, source).read(source.file).recording;
    return simulateRide(source.seed, makeRider(source.seed, source.rider), source.number, source.shape, source.minutes).recording;
  };

  return {
    begin,
    recordingOf,
    fileOf: (ride) =>
      ride.source.kind === 'file' ? required(library, ride.source).bytes(ride.source.file) : fitFileOf(ride, recordingOf(ride)),
    ride: (rider, wish) =>
      database.transaction(() => {
        const number = rides.nextNumber(rider.id);
        const ride = make(rider, number, choose(rider, number, wish), wish, false);
        rides.add(ride);
        events.emit({ type: 'activity.created', user_id: ride.riderId, object_id: ride.id, revision: 1, changes: [] });
        return ride;
      }),
    change: (ride, change) =>
      database.transaction(() => {
        const { calories_kcal: calories, ...rest } = change;
        const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
        const facts =
          calories === undefined ? ride.facts : { ...ride.facts, totals: { ...ride.facts.totals, calories_kcal: calories } };
        const next = rides.change(ride, { ...given, facts }, now());
        const changes = Object.entries(change).flatMap(([key, value]) =>
          value === undefined ? [] : [key === 'startedAt' ? 'started_at' : key],
        );
        events.emit({ type: 'activity.updated', user_id: ride.riderId, object_id: ride.id, revision: next.revision, changes });
        return next;
      }),
    remove: (ride) =>
      database.transaction(() => {
        const next = rides.change(ride, { deletedAt: now() }, now());
        events.emit({
          type: 'activity.deleted',
          user_id: ride.riderId,
          object_id: ride.id,
          revision: next.revision,
          changes: [],
        });
        return next;
      }),
  };
}

const wholeSecond = (at: number): number => Math.floor(at / 1000) * 1000;

function required(library: Library | null, source: { file: string }): Library {
  if (!library) throw new Error(`ride file ${source.file}: start the sandbox with --rides and the folder that holds it`);
  return library;
}

/** Starts of a rider's past rides, oldest first: between 6 and 19 o'clock local time. */
function pastStarts(seed: number, rider: StoredRider, days: number, now: number): number[] {
  const random = randomFrom(seed, 'past', rider.number);
  const starts: number[] = [];
  const today = Math.floor(now / DAY) * DAY;
  for (let day = days; day >= 1; day--) {
    const rides = random.chance(rider.rider.ridesPerWeek / 7);
    const localSecond = random.integer(6 * 3600, 19 * 3600);
    const utc = today - day * DAY + localSecond * 1000;
    if (rides) starts.push(utc - localTime(rider.rider.timezone, utc).utc_offset_seconds * 1000);
  }
  return starts.filter((start) => start < now - 4 * 3_600_000);
}

/** The same ride has the same id in every run of the same seed; neighbours tell nothing about each other. */
const rideId = (seed: number, rider: number, number: number): string =>
  `act_${createHash('sha256').update(`${seed}/${rider}/${number}`).digest('hex').slice(0, 16)}`;
