/** The rides as the database knows them: facts for lists and details; samples are made anew from `source` when asked for. */
import type { SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import type { RideShape } from '../simulator/ride.js';
import type { Zones } from '../simulator/zones.js';
import type { Database } from './database.js';

/** Where a ride's samples come from: the simulator (standard rides share a few numbers), or a file of the folder, by name. */
export type RideSource =
  | {
      readonly kind: 'simulated';
      readonly seed: number;
      readonly rider: number;
      readonly number: number;
      readonly shape: RideShape;
      readonly minutes?: number;
    }
  | { readonly kind: 'file'; readonly file: string };

/** The contract's totals, of a ride or a lap; null = not measured. */
export interface Figures {
  readonly elapsed_seconds: number;
  readonly moving_seconds: number;
  readonly distance_m: number | null;
  readonly elevation_gain_m: number | null;
  readonly elevation_loss_m: number | null;
  readonly calories_kcal: number | null;
  readonly work_kj: number | null;
  readonly avg_speed_mps: number | null;
  readonly max_speed_mps: number | null;
  readonly avg_hr_bpm: number | null;
  readonly max_hr_bpm: number | null;
  readonly min_hr_bpm: number | null;
  readonly avg_power_w: number | null;
  readonly max_power_w: number | null;
  readonly normalized_power_w: number | null;
  readonly avg_cadence_rpm: number | null;
  readonly max_cadence_rpm: number | null;
  readonly avg_temperature_c: number | null;
}

export interface Lap extends Figures {
  readonly index: number;
  /** From the ride's start. */
  readonly offset_seconds: number;
  readonly trigger: string;
}

/** All that is told about a ride beside its samples. */
export interface RideFacts {
  readonly sport: string;
  readonly sub_sport: string | null;
  readonly trainer: boolean;
  readonly external_id: string | null;
  /** null = not known. */
  readonly utc_offset_seconds: number | null;
  readonly timezone: string | null;
  readonly device: { readonly name: string | null; readonly manufacturer: string | null; readonly serial: string | null } | null;
  readonly totals: Figures;
  readonly laps: readonly Lap[];
  readonly zones: readonly Zones[];
}

export interface StoredRide {
  readonly id: string;
  readonly riderId: string;
  readonly number: number;
  readonly revision: number;
  readonly source: RideSource;
  readonly name: string;
  readonly private: boolean;
  readonly startedAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly deletedAt: number | null;
  readonly facts: RideFacts;
}

const row = z.object({
  id: z.string(),
  rider_id: z.string(),
  number: z.number(),
  revision: z.number(),
  source: z.string(),
  name: z.string(),
  private: z.number(),
  started_at: z.number(),
  created_at: z.number(),
  updated_at: z.number(),
  deleted_at: z.number().nullable(),
  facts: z.string(),
});

// Written by ourselves a moment ago or by an earlier run of the same code: the rows are checked, the JSON inside is trusted.
const parseSource = (text: string): RideSource => JSON.parse(text) as RideSource;
const parseFacts = (text: string): RideFacts => JSON.parse(text) as RideFacts;

function read(raw: unknown): StoredRide {
  const {
    rider_id: riderId,
    started_at: startedAt,
    created_at: createdAt,
    updated_at: updatedAt,
    deleted_at: deletedAt,
    ...rest
  } = row.parse(raw);
  return {
    ...rest,
    riderId,
    startedAt,
    createdAt,
    updatedAt,
    deletedAt,
    private: rest.private === 1,
    source: parseSource(rest.source),
    facts: parseFacts(rest.facts),
  };
}

export interface RideFilter {
  /** Inclusive. */
  readonly startAfter?: number | undefined;
  /** Exclusive. */
  readonly startBefore?: number | undefined;
  /** Inclusive; when given, deleted rides are listed too. */
  readonly updatedAfter?: number | undefined;
  readonly order: 'start_asc' | 'start_desc';
}

export interface Rides {
  add(ride: StoredRide): void;
  find(id: string): StoredRide | undefined;
  /** Up to `limit` rides behind `from` in the order of the filter. */
  page(riderId: string, filter: RideFilter, from: { startedAt: number; id: string } | null, limit: number): StoredRide[];
  latest(riderId: string, limit: number): StoredRide[];
  all(): IterableIterator<StoredRide>;
  count(): number;
  nextNumber(riderId: string): number;
  /** Names, marks and facts of one ride, with the next revision. */
  change(
    ride: StoredRide,
    change: Partial<Pick<StoredRide, 'name' | 'private' | 'startedAt' | 'deletedAt' | 'facts'>>,
    now: number,
  ): StoredRide;
}

export function openRides({ sql }: Database): Rides {
  const add = sql.prepare(
    'insert into ride (id, rider_id, number, revision, source, name, private, started_at, created_at, updated_at, deleted_at, facts) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const find = sql.prepare('select * from ride where id = ?');
  const latest = sql.prepare(
    'select * from ride where rider_id = ? and deleted_at is null order by created_at desc, number desc limit ?',
  );
  const all = sql.prepare('select * from ride order by rider_id, number');
  const count = sql.prepare('select count(*) as rides from ride');
  const highest = sql.prepare('select max(number) as highest from ride where rider_id = ?');
  const change = sql.prepare(
    'update ride set revision = ?, name = ?, private = ?, started_at = ?, updated_at = ?, deleted_at = ?, facts = ? where id = ?',
  );
  return {
    add(ride) {
      const { id, riderId, number, revision, source, name, startedAt, createdAt, updatedAt, deletedAt } = ride;
      add.run(
        id,
        riderId,
        number,
        revision,
        JSON.stringify(source),
        name,
        ride.private ? 1 : 0,
        startedAt,
        createdAt,
        updatedAt,
        deletedAt,
        JSON.stringify(ride.facts),
      );
    },
    find(id) {
      const found = find.get(id);
      return found && read(found);
    },
    page(riderId, filter, from, limit) {
      const where = ['rider_id = ?'];
      const values: SQLInputValue[] = [riderId];
      const and = (condition: string, ...bound: SQLInputValue[]): void => {
        where.push(condition);
        values.push(...bound);
      };
      if (filter.startAfter !== undefined) and('started_at >= ?', filter.startAfter);
      if (filter.startBefore !== undefined) and('started_at < ?', filter.startBefore);
      if (filter.updatedAfter === undefined) and('deleted_at is null');
      else and('updated_at >= ?', filter.updatedAfter);
      const [compare, direction] = filter.order === 'start_asc' ? ['>', 'asc'] : ['<', 'desc'];
      if (from) and(`(started_at, id) ${compare} (?, ?)`, from.startedAt, from.id);
      return sql
        .prepare(`select * from ride where ${where.join(' and ')} order by started_at ${direction}, id ${direction} limit ?`)
        .all(...values, limit)
        .map(read);
    },
    latest: (riderId, limit) => latest.all(riderId, limit).map(read),
    *all() {
      for (const raw of all.iterate()) yield read(raw);
    },
    count: () => Number(count.get()?.['rides']),
    nextNumber: (riderId) => Number(highest.get(riderId)?.['highest'] ?? 0) + 1,
    change(ride, changes, now) {
      // Never the same instant twice: `updated_after` must find each change.
      const next = { ...ride, ...changes, revision: ride.revision + 1, updatedAt: Math.max(now, ride.updatedAt + 1) };
      change.run(
        next.revision,
        next.name,
        next.private ? 1 : 0,
        next.startedAt,
        next.updatedAt,
        next.deletedAt,
        JSON.stringify(next.facts),
        ride.id,
      );
      return next;
    },
  };
}
