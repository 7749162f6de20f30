/** A simulated ride as the FIT file that its head unit would have written. */
import { encodeFitActivity, type FitLap, type FitRecord } from '../../../formats/fit/encode.js';
import type { Recording } from '../simulator/recording.js';
import type { Figures, StoredRide } from '../store/rides.js';

/** A longer step between samples than this is a stop of the timer (seconds). */
const LONGEST_STEP = 10;

export function fitFileOf(ride: StoredRide, recording: Recording): Uint8Array {
  const { facts, startedAt } = ride;
  const at = (second: number): number => startedAt + second * 1000;
  return encodeFitActivity({
    createdAt: startedAt,
    device: { name: facts.device?.name ?? null, serial: Number(facts.device?.serial ?? NaN) || null },
    sport: 'cycling',
    subSport: facts.trainer ? 'indoor_cycling' : 'road',
    utcOffsetSeconds: facts.utc_offset_seconds,
    records: recording.time.map((_, i) => recordAt(recording, i, at)),
    pauses: recording.time.flatMap((second, i) => {
      const next = recording.time[i + 1];
      return next !== undefined && next - second > LONGEST_STEP ? [{ from: at(second), to: at(next) }] : [];
    }),
    laps: facts.laps.map((lap) => ({ ...spanOf(lap), start_time: at(lap.offset_seconds) })),
    session: {
      ...spanOf(facts.totals),
      start_time: startedAt,
      min_heart_rate: facts.totals.min_hr_bpm,
      total_work: facts.totals.work_kj === null ? null : facts.totals.work_kj * 1000,
    },
  });
}

function recordAt(recording: Recording, i: number, at: (second: number) => number): FitRecord {
  const place = recording.latlng?.[i];
  return {
    timestamp: at(recording.time[i] ?? 0),
    position_lat: place?.[0],
    position_long: place?.[1],
    enhanced_altitude: recording.altitude?.[i],
    distance: recording.distance?.[i],
    enhanced_speed: recording.speed?.[i],
    heart_rate: recording.heartrate?.[i],
    cadence: recording.cadence?.[i],
    power: recording.power?.[i],
    temperature: recording.temperature?.[i],
  };
}

function spanOf(figures: Figures): Omit<FitLap, 'start_time'> {
  return {
    total_elapsed_time: figures.elapsed_seconds,
    total_timer_time: figures.moving_seconds,
    total_distance: figures.distance_m,
    total_calories: figures.calories_kcal,
    enhanced_avg_speed: figures.avg_speed_mps,
    enhanced_max_speed: figures.max_speed_mps,
    avg_heart_rate: figures.avg_hr_bpm,
    max_heart_rate: figures.max_hr_bpm,
    avg_cadence: figures.avg_cadence_rpm,
    max_cadence: figures.max_cadence_rpm,
    avg_power: figures.avg_power_w,
    max_power: figures.max_power_w,
    total_ascent: figures.elevation_gain_m,
    total_descent: figures.elevation_loss_m,
    normalized_power: figures.normalized_power_w,
  };
}
