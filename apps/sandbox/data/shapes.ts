/** The contract's JSON objects. */
import type { Lap, StoredRide } from '../store/rides.js';
import type { StoredRider } from '../store/riders.js';

const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

export function profile({ id, rider, createdAt }: StoredRider) {
  return {
    id,
    first_name: rider.firstName,
    last_name: rider.lastName,
    sex: rider.sex,
    birth_date: rider.birthDate,
    weight_kg: rider.massKg,
    height_cm: rider.heightCm,
    ftp_watts: rider.ftpWatts,
    max_hr_bpm: rider.maxHrBpm,
    timezone: rider.timezone,
    created_at: iso(createdAt),
  };
}

export function summary(ride: StoredRide) {
  const { facts } = ride;
  return {
    id: ride.id,
    revision: ride.revision,
    upload_id: `up_${ride.id.slice(4)}`,
    external_id: facts.external_id,
    name: ride.name,
    sport: facts.sport,
    sub_sport: facts.sub_sport,
    started_at: iso(ride.startedAt),
    utc_offset_seconds: facts.utc_offset_seconds,
    timezone: facts.timezone,
    ...facts.totals,
    manual: false,
    trainer: facts.trainer,
    private: ride.private,
    device: facts.device,
    created_at: iso(ride.createdAt),
    updated_at: iso(ride.updatedAt),
    deleted_at: ride.deletedAt === null ? null : iso(ride.deletedAt),
  };
}

export function detail(ride: StoredRide) {
  return { ...summary(ride), laps: ride.facts.laps.map((one) => lap(one, ride.startedAt)), zones: ride.facts.zones };
}

function lap({ index, offset_seconds: offset, trigger, ...figures }: Lap, startedAt: number) {
  return { index, started_at: iso(startedAt + offset * 1000), trigger, ...figures };
}
