/** The figures of a ride or of a lap, computed from its own samples. */
import { secondsOf, type Recording } from './recording.js';

/** null = not measured. */
export interface Totals {
  readonly elapsedSeconds: number;
  readonly movingSeconds: number;
  readonly distanceMeters: number | null;
  readonly elevationGainMeters: number | null;
  readonly elevationLossMeters: number | null;
  readonly caloriesKcal: number | null;
  readonly workKj: number | null;
  readonly avgSpeedMps: number | null;
  readonly maxSpeedMps: number | null;
  readonly avgHrBpm: number | null;
  readonly maxHrBpm: number | null;
  readonly minHrBpm: number | null;
  readonly avgPowerWatts: number | null;
  readonly maxPowerWatts: number | null;
  readonly normalizedPowerWatts: number | null;
  readonly avgCadenceRpm: number | null;
  readonly maxCadenceRpm: number | null;
  readonly avgTemperatureCelsius: number | null;
}

/** Height that must be won before it counts as climbing; smaller moves are noise of the barometer (metres). */
const CLIMB_THRESHOLD = 2;
/** Window of the rolling mean in normalized power (samples at 1 Hz). */
const NORMALIZED_WINDOW = 30;

export function totalsOf(recording: Recording): Totals {
  const { time } = recording;
  const last = time.length - 1;
  const elapsedSeconds = last < 0 ? 0 : Math.round((time[last] ?? 0) - (time[0] ?? 0)) + 1;
  const movingSeconds = Math.min(elapsedSeconds, moving(recording));
  const distance = known(recording.distance);
  const distanceMeters =
    distance.length === 0 ? null : round((distance.at(-1) ?? 0) - (time[0] === 0 ? 0 : (distance[0] ?? 0)), 1);
  const power = known(recording.power);
  const workKj =
    recording.power && power.length > 0
      ? round(recording.power.reduce<number>((sum, watts, i) => sum + (watts ?? 0) * secondsOf(time, i), 0) / 1000, 1)
      : null;
  const heart = known(recording.heartrate);
  const cadence = known(recording.cadence).filter((rpm) => rpm > 0);
  const [gain, loss] = climbed(known(recording.altitude));
  const speed = known(recording.speed);
  return {
    elapsedSeconds,
    movingSeconds,
    distanceMeters,
    elevationGainMeters: gain,
    elevationLossMeters: loss,
    // Muscles turn about 24 % of their energy into work, and a kcal is 4.184 kJ: the two cancel, so kcal ≈ kJ.
    caloriesKcal: workKj === null ? null : Math.round(workKj),
    workKj,
    avgSpeedMps: distanceMeters === null || movingSeconds === 0 ? null : round(distanceMeters / movingSeconds, 2),
    maxSpeedMps: largest(speed),
    avgHrBpm: mean(heart, 0),
    maxHrBpm: largest(heart),
    minHrBpm: heart.length === 0 ? null : heart.reduce((a, b) => Math.min(a, b)),
    avgPowerWatts: mean(power, 0),
    maxPowerWatts: largest(power),
    normalizedPowerWatts: normalized(power),
    avgCadenceRpm: mean(cadence, 0),
    maxCadenceRpm: largest(cadence),
    avgTemperatureCelsius: mean(known(recording.temperature), 1),
  };
}

/** Seconds in motion: as the device says, else where the speed is above walking pace, else all that was recorded. */
function moving({ time, moving: flags, speed }: Recording): number {
  let seconds = 0;
  for (let i = 0; i < time.length; i++) {
    const goes = flags ? flags[i] !== false : speed ? (speed[i] ?? 1) > 0.5 : true;
    if (goes) seconds += secondsOf(time, i);
  }
  return Math.round(seconds);
}

function climbed(altitude: readonly number[]): [number | null, number | null] {
  if (altitude.length === 0) return [null, null];
  let gain = 0;
  let loss = 0;
  let anchor = altitude[0] ?? 0;
  for (const meters of altitude) {
    if (meters - anchor >= CLIMB_THRESHOLD) {
      gain += meters - anchor;
      anchor = meters;
    } else if (anchor - meters >= CLIMB_THRESHOLD) {
      loss += anchor - meters;
      anchor = meters;
    }
  }
  return [round(gain, 1), round(loss, 1)];
}

/** Fourth-power mean of the 30 s rolling mean over what was recorded. */
function normalized(power: readonly number[]): number | null {
  if (power.length < NORMALIZED_WINDOW) return mean(power, 0);
  let window = 0;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < power.length; i++) {
    window += (power[i] ?? 0) - (power[i - NORMALIZED_WINDOW] ?? 0);
    if (i >= NORMALIZED_WINDOW - 1) {
      sum += (window / NORMALIZED_WINDOW) ** 4;
      count++;
    }
  }
  return Math.round((sum / count) ** 0.25);
}

const known = (column: readonly (number | null)[] | undefined): number[] => column?.filter((value) => value !== null) ?? [];
const largest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
const mean = (values: readonly number[], digits: number): number | null =>
  values.length === 0 ? null : round(values.reduce((a, b) => a + b, 0) / values.length, digits);

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
