/** Time in heart-rate and power zones. */
import { secondsOf, type Recording } from './recording.js';

export interface Zones {
  readonly type: 'heart_rate' | 'power';
  readonly unit: 'bpm' | 'W';
  /** `max` is the first value above the zone; null = no upper end. */
  readonly buckets: readonly {
    readonly zone: number;
    readonly name: string;
    readonly min: number;
    readonly max: number | null;
    readonly seconds: number;
  }[];
}

/** Lower ends, as parts of the maximum heart rate (five zones). */
const HEART: readonly (readonly [string, number])[] = [
  ['Recovery', 0],
  ['Endurance', 0.6],
  ['Tempo', 0.7],
  ['Threshold', 0.8],
  ['Maximum', 0.9],
];
/** Lower ends, as parts of FTP (seven zones after Coggan). */
const POWER: readonly (readonly [string, number])[] = [
  ['Active recovery', 0],
  ['Endurance', 0.56],
  ['Tempo', 0.76],
  ['Threshold', 0.91],
  ['VO2max', 1.06],
  ['Anaerobic', 1.21],
  ['Neuromuscular', 1.51],
];

/** Zones for those of the two that were measured. */
export function zonesOf(recording: Recording, athlete: { readonly maxHrBpm: number; readonly ftpWatts: number }): Zones[] {
  const zones: Zones[] = [];
  if (recording.heartrate)
    zones.push({ type: 'heart_rate', unit: 'bpm', buckets: fill(recording.time, recording.heartrate, HEART, athlete.maxHrBpm) });
  if (recording.power)
    zones.push({ type: 'power', unit: 'W', buckets: fill(recording.time, recording.power, POWER, athlete.ftpWatts) });
  return zones;
}

function fill(
  time: readonly number[],
  values: readonly (number | null)[],
  limits: readonly (readonly [string, number])[],
  full: number,
): Zones['buckets'] {
  const lows = limits.map(([, part]) => Math.round(part * full));
  const seconds = lows.map(() => 0);
  values.forEach((value, i) => {
    if (value === null) return;
    const zone = lows.findLastIndex((low) => value >= low);
    seconds[zone] = (seconds[zone] ?? 0) + secondsOf(time, i);
  });
  return limits.map(([name], i) => ({
    zone: i + 1,
    name,
    min: lows[i] ?? 0,
    max: lows[i + 1] ?? null,
    seconds: Math.round(seconds[i] ?? 0),
  }));
}
