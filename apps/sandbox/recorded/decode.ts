/** A FIT file as a ride. What the device says of the whole stands; only what it leaves out is computed from the samples. */
import { figuresOf, lapsOf } from '../data/facts.js';
import { slice, type Recording } from '../simulator/recording.js';
import { totalsOf } from '../simulator/totals.js';
import { zonesOf } from '../simulator/zones.js';
import type { Figures, Lap, RideFacts } from '../store/rides.js';
import { columnsOf } from './columns.js';
import { readFit, type FileSpan, type FitFile } from './messages.js';

export interface DecodedRide {
  readonly recording: Recording;
  readonly facts: RideFacts;
  /** Unix milliseconds. */
  readonly startedAt: number;
}

export interface Athlete {
  readonly maxHrBpm: number;
  readonly ftpWatts: number;
}

/** @throws Error when the file is not a FIT activity. */
export function decodeRide(bytes: Buffer, athlete: Athlete): DecodedRide {
  const file = readFit(bytes);
  const id = file.file_ids[0];
  if (id?.type && id.type !== 'activity') throw new Error(`a FIT file of type ${id.type}, not an activity`);
  const startedAt = startOf(file);
  const recording = columnsOf(file.records, startedAt);
  const { sport, sub_sport, trainer } = sportOf(file.sessions);
  return {
    recording,
    startedAt,
    facts: {
      sport,
      sub_sport,
      trainer,
      external_id: null,
      utc_offset_seconds: offsetOf(file),
      timezone: null,
      device: id ? { name: id.product_name, manufacturer: id.manufacturer, serial: id.serial_number } : null,
      totals: totals(file.sessions, recording),
      laps: laps(file.laps, recording, startedAt),
      zones: zonesOf(recording, athlete),
    },
  };
}

function startOf({ sessions, records }: FitFile): number {
  const starts = [
    ...sessions.map(({ start_time: start }) => start),
    records.find(({ timestamp }) => timestamp !== null)?.timestamp ?? null,
  ];
  return starts.find((start) => start !== null) ?? 0;
}

/** Only where the file's local time makes sense: within 14 h and at a quarter of an hour. Some recorders write nonsense. */
function offsetOf({ activity }: FitFile): number | null {
  const { timestamp, local_timestamp: local } = activity ?? {};
  if (timestamp == null || local == null) return null;
  const seconds = (local - timestamp) / 1000;
  return Math.abs(seconds) <= 14 * 3600 && seconds % 900 === 0 ? seconds : null;
}

/** FIT's words for sports in the contract's, where they differ. */
const SPORTS: Readonly<Record<string, readonly [string, string | null]>> = {
  'cycling/indoor_cycling': ['cycling', 'indoor'],
  'cycling/virtual_activity': ['cycling', 'virtual'],
  'swimming/lap_swimming': ['swimming', 'pool'],
  cross_country_skiing: ['skiing', 'cross_country'],
  'training/strength_training': ['strength_training', null],
};
const TRAINER = new Set(['indoor', 'virtual', 'spin', 'treadmill']);

function sportOf(sessions: readonly FileSpan[]): { sport: string; sub_sport: string | null; trainer: boolean } {
  if (sessions.length > 1) return { sport: 'multisport', sub_sport: null, trainer: false };
  const sport = sessions[0]?.sport ?? 'other';
  const sub = sessions[0]?.sub_sport ?? null;
  const [name, detail] = SPORTS[`${sport}/${sub ?? ''}`] ?? SPORTS[sport] ?? [sport, sub === 'generic' ? null : sub];
  return { sport: name, sub_sport: detail, trainer: TRAINER.has(detail ?? '') };
}

function totals(sessions: readonly FileSpan[], recording: Recording): Figures {
  const computed = figuresOf(totalsOf(recording));
  const [only] = sessions;
  if (!only) return computed;
  if (sessions.length === 1) return told(only, computed);
  const sum = (read: (span: FileSpan) => number | null): number | null =>
    sessions.reduce<number | null>((all, span) => (read(span) === null ? all : (all ?? 0) + (read(span) ?? 0)), null);
  return {
    ...computed,
    elapsed_seconds: Math.round(sum(({ total_elapsed_time: seconds }) => seconds) ?? computed.elapsed_seconds),
    moving_seconds: Math.round(sum((span) => span.total_moving_time ?? span.total_timer_time) ?? computed.moving_seconds),
    distance_m: sum(({ total_distance: meters }) => meters) ?? computed.distance_m,
    calories_kcal: sum(({ total_calories: kcal }) => kcal) ?? computed.calories_kcal,
  };
}

/** The device's figures before ours. 0 for something that can only be 0 when it was not measured counts as not told. */
function told(span: FileSpan, computed: Figures): Figures {
  const measured = (value: number | null): number | null => (value === 0 ? null : value);
  const moving = span.total_moving_time ?? span.total_timer_time;
  return {
    elapsed_seconds: Math.round(span.total_elapsed_time ?? computed.elapsed_seconds),
    moving_seconds: Math.round(moving ?? computed.moving_seconds),
    distance_m: measured(span.total_distance) ?? computed.distance_m,
    elevation_gain_m: span.total_ascent ?? computed.elevation_gain_m,
    elevation_loss_m: span.total_descent ?? computed.elevation_loss_m,
    // A device without a figure for energy leaves none: ours would be a guess for other sports than cycling with power.
    calories_kcal: measured(span.total_calories),
    work_kj: span.total_work === null ? computed.work_kj : span.total_work / 1000,
    avg_speed_mps: measured(span.enhanced_avg_speed ?? span.avg_speed) ?? computed.avg_speed_mps,
    max_speed_mps: measured(span.enhanced_max_speed ?? span.max_speed) ?? computed.max_speed_mps,
    avg_hr_bpm: measured(span.avg_heart_rate) ?? computed.avg_hr_bpm,
    max_hr_bpm: measured(span.max_heart_rate) ?? computed.max_hr_bpm,
    min_hr_bpm: measured(span.min_heart_rate) ?? computed.min_hr_bpm,
    avg_power_w: measured(span.avg_power) ?? computed.avg_power_w,
    max_power_w: measured(span.max_power) ?? computed.max_power_w,
    normalized_power_w: span.normalized_power ?? computed.normalized_power_w,
    avg_cadence_rpm: measured(span.avg_cadence) ?? computed.avg_cadence_rpm,
    max_cadence_rpm: measured(span.max_cadence) ?? computed.max_cadence_rpm,
    avg_temperature_c: span.avg_temperature ?? computed.avg_temperature_c,
  };
}

function laps(spans: readonly FileSpan[], recording: Recording, startedAt: number): Lap[] {
  const timed = spans.filter((span) => span.start_time !== null);
  if (timed.length === 0) return lapsOf(recording, [0]);
  return timed.map((span, index) => {
    const offset = Math.max(0, ((span.start_time ?? startedAt) - startedAt) / 1000);
    const end = offset + (span.total_elapsed_time ?? 0);
    const from = recording.time.findIndex((second) => second >= offset);
    const to = recording.time.findIndex((second) => second >= end);
    const part = slice(recording, from < 0 ? recording.time.length : from, to < 0 ? recording.time.length : to);
    return { index, offset_seconds: offset, trigger: span.lap_trigger ?? 'manual', ...told(span, figuresOf(totalsOf(part))) };
  });
}
