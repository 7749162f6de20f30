/** From samples to what lists and details tell of a ride, in the contract's names and units. */
import type { Rider } from '../simulator/rider.js';
import type { SimulatedRide } from '../simulator/ride.js';
import { slice, type Recording } from '../simulator/recording.js';
import { totalsOf, type Totals } from '../simulator/totals.js';
import { zonesOf } from '../simulator/zones.js';
import type { Figures, Lap, RideFacts } from '../store/rides.js';

export function figuresOf(totals: Totals): Figures {
  return {
    elapsed_seconds: totals.elapsedSeconds,
    moving_seconds: totals.movingSeconds,
    distance_m: totals.distanceMeters,
    elevation_gain_m: totals.elevationGainMeters,
    elevation_loss_m: totals.elevationLossMeters,
    calories_kcal: totals.caloriesKcal,
    work_kj: totals.workKj,
    avg_speed_mps: totals.avgSpeedMps,
    max_speed_mps: totals.maxSpeedMps,
    avg_hr_bpm: totals.avgHrBpm,
    max_hr_bpm: totals.maxHrBpm,
    min_hr_bpm: totals.minHrBpm,
    avg_power_w: totals.avgPowerWatts,
    max_power_w: totals.maxPowerWatts,
    normalized_power_w: totals.normalizedPowerWatts,
    avg_cadence_rpm: totals.avgCadenceRpm,
    max_cadence_rpm: totals.maxCadenceRpm,
    avg_temperature_c: totals.avgTemperatureCelsius,
  };
}

/** Laps between these sample indexes, each with its own figures. */
export function lapsOf(recording: Recording, starts: readonly number[]): Lap[] {
  return starts.map((from, i) => {
    const part = slice(recording, from, starts[i + 1] ?? recording.time.length);
    return {
      index: i,
      offset_seconds: part.time[0] ?? 0,
      trigger: i === 0 ? 'session_start' : 'manual',
      ...figuresOf(totalsOf(part)),
    };
  });
}

/** @param startedAt Unix milliseconds; decides the offset of the rider's time zone. */
export function factsOfSimulated(ride: SimulatedRide, rider: Rider, startedAt: number, externalId: string): RideFacts {
  const starts = ride.lapStarts.filter((start, i, all) => start < ride.recording.time.length && start !== all[i + 1]);
  return {
    sport: 'cycling',
    sub_sport: ride.setup.indoor ? 'indoor' : 'road',
    trainer: ride.setup.indoor,
    external_id: externalId,
    ...localTime(rider.timezone, startedAt),
    device: rider.device,
    totals: { ...figuresOf(totalsOf(ride.recording)), elapsed_seconds: ride.setup.seconds },
    laps: lapsOf(ride.recording, starts),
    zones: zonesOf(ride.recording, rider),
  };
}

// Half a millisecond each to make; a year of rides asks for one thousands of times.
const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone's offset at that instant: daylight saving counts. */
export function localTime(timezone: string, at: number): { utc_offset_seconds: number; timezone: string } {
  const format = formats.get(timezone) ?? new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' });
  formats.set(timezone, format);
  const part = format.formatToParts(at).find(({ type }) => type === 'timeZoneName');
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(part?.value ?? '') ?? [];
  const seconds = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60;
  return { utc_offset_seconds: sign === '-' ? -seconds : seconds, timezone };
}

/** "Evening ride", by the local hour. */
export function rideName(sport: string, startedAt: number, utcOffsetSeconds: number): string {
  const hour = new Date(startedAt + utcOffsetSeconds * 1000).getUTCHours();
  const part =
    hour < 5 ? 'Night' : hour < 11 ? 'Morning' : hour < 14 ? 'Lunch' : hour < 18 ? 'Afternoon' : hour < 22 ? 'Evening' : 'Night';
  return `${part} ${sport === 'cycling' ? 'ride' : sport.replaceAll('_', ' ')}`;
}
