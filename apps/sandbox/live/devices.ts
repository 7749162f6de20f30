/**
 * Recorders: each rider owns one, and it may be handed to another. A device has recorded every ride that its wearer began while wearing it, as far as time has
 * gone by, without what is held back (an upload that comes later).
 */
import { z } from 'zod';
import { randomFrom } from '../simulator/random.js';
import type { Recording } from '../simulator/recording.js';
import { newName, type Database } from '../store/database.js';
import type { Riders, StoredRider } from '../store/riders.js';
import type { Rides, StoredRide } from '../store/rides.js';

export interface Device {
  /** Digits, as the real ones. */
  readonly id: string;
  readonly name: string;
  readonly serialNumber: string;
}

export interface Wearer {
  readonly riderId: string;
  /** Unix milliseconds; until the next wearer's. */
  readonly wornFrom: number;
}

/** A part of a ride that has not been uploaded. */
export interface Hold {
  readonly id: string;
  readonly rideId: string;
  /** From the ride's start; the second `toSecond` is not held. */
  readonly fromSecond: number;
  readonly toSecond: number;
  /** Unix milliseconds; null = until it is released. */
  readonly until: number | null;
}

/** Seconds of a ride that can be read now. */
export interface Recorded {
  readonly ride: StoredRide;
  readonly recording: Recording;
  /** Places in the columns of `recording`, ascending. */
  readonly indexes: Int32Array;
}

export interface Devices {
  all(): Device[];
  find(id: string): Device | undefined;
  wearers(deviceId: string): Wearer[];
  handOver(deviceId: string, riderId: string, from: number): void;
  hold(deviceId: string, rideId: string, parts: readonly Omit<Hold, 'id' | 'rideId'>[]): Hold[];
  /** Lets all that is held back of the device be read. @returns how many parts */
  release(deviceId: string): number;
  /** The ride that it is recording now; of several the latest. */
  ongoing(deviceId: string): StoredRide | undefined;
  /** What of [startMs, endMs) can be read, oldest ride first. */
  recorded(deviceId: string, startMs: number, endMs: number): Recorded[];
}

export interface DevicesParts {
  readonly database: Database;
  readonly seed: number;
  readonly riders: Riders;
  readonly rides: Rides;
  readonly recordingOf: (ride: StoredRide) => Recording;
  readonly now: () => number;
}

/** No ride is longer: to find those that reach into a time. */
const LONGEST_RIDE_MS = 2 * 86_400_000;
/** Recordings kept at hand: a page of samples asks for the same ride as the page before. */
const KEPT = 16;
const FIRST_ID = 22_000;

const wearerRow = z.object({ device_id: z.string(), rider_id: z.string(), worn_from: z.number() });
const holdRow = z.object({
  id: z.string(),
  ride_id: z.string(),
  from_second: z.number(),
  to_second: z.number(),
  until: z.number().nullable(),
});
const deviceOf = (seed: number, { number }: StoredRider): Device => ({
  id: String(FIRST_ID + number),
  name: `Recorder ${number}`,
  serialNumber: `SBX${randomFrom(seed, 'device', number).integer(100_000, 999_999)}`,
});

export function openDevices({ database, seed, riders, rides, recordingOf, now }: DevicesParts): Devices {
  const known = new Map(
    riders.all().map((rider) => [deviceOf(seed, rider).id, { device: deviceOf(seed, rider), owner: rider.id }]),
  );
  const { sql } = database;
  const addWearer = sql.prepare(
    'insert into live_wearer (device_id, rider_id, worn_from) values (?, ?, ?) on conflict (device_id, worn_from) do update set rider_id = excluded.rider_id',
  );
  const wearersOf = sql.prepare('select * from live_wearer where device_id = ? order by worn_from');
  const addHold = sql.prepare(
    'insert into live_hold (id, device_id, ride_id, from_second, to_second, until) values (?, ?, ?, ?, ?, ?)',
  );
  const holdsOf = sql.prepare('select * from live_hold where device_id = ? and ride_id = ?');
  const dropHolds = sql.prepare('delete from live_hold where device_id = ?');
  const kept = new Map<string, Recording>();

  const wearers = (deviceId: string): Wearer[] => {
    const owner = known.get(deviceId)?.owner;
    const later = wearersOf.all(deviceId).map((raw) => {
      const { rider_id: riderId, worn_from: wornFrom } = wearerRow.parse(raw);
      return { riderId, wornFrom };
    });
    return owner === undefined ? [] : [{ riderId: owner, wornFrom: -Infinity }, ...later];
  };
  const cached = (ride: StoredRide): Recording => {
    const key = JSON.stringify(ride.source);
    const recording = kept.get(key) ?? recordingOf(ride);
    kept.delete(key);
    kept.set(key, recording);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return recording;
  };
  /** Those that reach into [startMs, endMs), oldest first. */
  const ridesOf = (deviceId: string, startMs: number, endMs: number): StoredRide[] =>
    wearers(deviceId)
      .flatMap(({ riderId, wornFrom }, i, all) => {
        const until = Math.min(endMs, all[i + 1]?.wornFrom ?? Infinity);
        const filter = {
          startAfter: Math.max(wornFrom, startMs - LONGEST_RIDE_MS),
          startBefore: until,
          order: 'start_asc',
        } as const;
        return until <= filter.startAfter ? [] : rides.page(riderId, filter, null, 10_000);
      })
      .filter(({ startedAt, facts }) => startedAt + (facts.totals.elapsed_seconds + 1) * 1000 > startMs)
      .sort((a, b) => a.startedAt - b.startedAt);
  const readable = (deviceId: string, ride: StoredRide, startMs: number, endMs: number): Recorded => {
    const holds = holdsOf
      .all(deviceId, ride.id)
      .map((raw) => holdRow.parse(raw))
      .filter(({ until }) => until === null || until > now());
    const recording = cached(ride);
    const indexes = recording.time.flatMap((second, index) => {
      const at = ride.startedAt + second * 1000;
      // Its tenth sample must have been taken, and one tenth of it may be asked for.
      const isThere = at + 1000 <= now() && at + 1000 > startMs && at < endMs;
      return isThere && !holds.some((hold) => second >= hold.from_second && second < hold.to_second) ? [index] : [];
    });
    return { ride, recording, indexes: Int32Array.from(indexes) };
  };

  return {
    all: () => [...known.values()].map(({ device }) => device),
    find: (id) => known.get(id)?.device,
    wearers,
    handOver: (deviceId, riderId, from) => void addWearer.run(deviceId, riderId, from),
    hold: (deviceId, rideId, parts) =>
      database.transaction(() =>
        parts.map((part) => {
          const id = newName('hold');
          addHold.run(id, deviceId, rideId, part.fromSecond, part.toSecond, part.until);
          return { id, rideId, ...part };
        }),
      ),
    release: (deviceId) => Number(dropHolds.run(deviceId).changes),
    ongoing: (deviceId) => ridesOf(deviceId, now(), now() + 1).at(-1),
    recorded: (deviceId, startMs, endMs) =>
      ridesOf(deviceId, startMs, endMs)
        .map((ride) => readable(deviceId, ride, startMs, endMs))
        .filter(({ indexes }) => indexes.length > 0),
  };
}
