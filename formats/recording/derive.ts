/**
 * What samples tell of totals that the source does not claim. A claim is never overwritten, and what is reckoned is named, so that it can be told apart.
 * Calories are not reckoned: Terra's data is put into one form, not invented. Nor are normalized power and stress, which are the analyst's.
 */
import { climbOf } from './climb.js';
import { integralOf, spreadOf, valuePlaces } from './channel.js';
import { distanceMetersOf } from './distance.js';
import type { Channel, Recording, Totals } from './recording.js';
import { NO_TOTALS } from './recording.js';
import { timerMicrosOf, timerSecondsAt } from './timer.js';

/** Below it, the speed of a receiver that stands still is noise (metres per second). */
const MOVING_METERS_PER_SECOND = 0.5;

/** Decimals of what is reckoned: the step in which FIT tells it, so that no noise of doubles is written. */
const DECIMALS: Readonly<Partial<Record<keyof Totals, number>>> = {
  elapsedSeconds: 6,
  timerSeconds: 6,
  movingSeconds: 3,
  distanceMeters: 2,
  workJoules: 0,
  avgSpeedMetersPerSecond: 3,
  maxSpeedMetersPerSecond: 3,
};
const rounded = (key: keyof Totals, value: number): number => {
  const scale = 10 ** (DECIMALS[key] ?? 1);
  return Math.round(value * scale) / scale;
};

type Reckoned = { -readonly [Key in keyof Totals]?: Totals[Key] };

const NOWHERE = new Int32Array();
const NO_VALUES = new Float64Array();

/** By samples alone. */
function fromSamples({ samples, pauses }: Recording): Reckoned {
  const { micros, channels } = samples;
  if (micros.length === 0) return {};
  const timer = timerMicrosOf(micros, pauses);
  const placesOf = (channel: Channel, least?: number): Int32Array => {
    const values = channels[channel];
    return values === undefined ? NOWHERE : valuePlaces(micros, values, least);
  };
  const spread = (channel: Channel, places = placesOf(channel)) => spreadOf(channels[channel] ?? NO_VALUES, places);
  const valueAt = (channel: Channel) => (place: number) => channels[channel]?.[place] ?? 0;

  // A heart that beats 0 times a minute is a strap that was lost (Zwift writes it so); power and cadence of 0 are coasting.
  const heart = spread('heartRateBpm', placesOf('heartRateBpm', Number.MIN_VALUE));
  const [powered, paced] = [placesOf('powerWatts'), placesOf('speedMetersPerSecond')];
  const power = spread('powerWatts', powered);
  const cadence = spread('cadenceRpm');
  const climb =
    channels.altitudeMeters === undefined ? null : climbOf(timer, channels.altitudeMeters, placesOf('altitudeMeters'));
  const moves = valueAt('speedMetersPerSecond');
  return {
    elapsedSeconds: (micros.at(-1) ?? 0) / 1e6,
    // Strava and Garmin: time with a speed above a threshold; neither tells which (support.strava.com, "Moving Time").
    movingSeconds: integralOf(timer, paced, (place) => (moves(place) >= MOVING_METERS_PER_SECOND ? 1 : 0))?.integral ?? null,
    distanceMeters: distanceMetersOf(samples, timer),
    ascentMeters: climb?.ascentMeters ?? null,
    descentMeters: climb?.descentMeters ?? null,
    // Work is power over time: J = W · s (FIT: session.total_work, in J).
    workJoules: integralOf(timer, powered, valueAt('powerWatts'))?.integral ?? null,
    maxSpeedMetersPerSecond: spread('speedMetersPerSecond', paced)?.max ?? null,
    avgHeartRateBpm: heart?.mean ?? null,
    maxHeartRateBpm: heart?.max ?? null,
    minHeartRateBpm: heart?.min ?? null,
    avgCadenceRpm: cadence?.mean ?? null,
    maxCadenceRpm: cadence?.max ?? null,
    avgPowerWatts: power?.mean ?? null,
    maxPowerWatts: power?.max ?? null,
    avgTemperatureCelsius: spread('temperatureCelsius')?.mean ?? null,
  };
}

/** The source's moving time, unless somebody before us reckoned it. */
export const claimedMovingSeconds = ({ totals, derived }: Pick<Recording, 'totals' | 'derived'>): number | null =>
  derived?.includes('movingSeconds') === true ? null : totals.movingSeconds;

/** By other totals, claimed or reckoned. */
function fromTotals(totals: Totals, recording: Recording): Reckoned {
  const { elapsedSeconds, distanceMeters } = totals;
  const { pauses } = recording;
  const timerSeconds =
    totals.timerSeconds ?? (elapsedSeconds === null || pauses.length === 0 ? null : timerSecondsAt(elapsedSeconds, pauses));
  // A source that tells only moving time means the recorder's clock (terra/told-by-recording.ts).
  const seconds = timerSeconds ?? claimedMovingSeconds(recording) ?? elapsedSeconds;
  return {
    timerSeconds,
    // FIT: session.avg_speed = total_distance / total_timer_time.
    avgSpeedMetersPerSecond: distanceMeters === null || seconds === null || seconds <= 0 ? null : distanceMeters / seconds,
  };
}

const KEYS = Object.keys(NO_TOTALS) as (keyof Totals)[];

/** `totals` with what is null filled in, and which those are. */
function filled(totals: Totals, reckoned: Reckoned): { totals: Totals; keys: readonly (keyof Totals)[] } {
  const keys = KEYS.filter((key) => totals[key] === null && Number.isFinite(reckoned[key]));
  return { totals: { ...totals, ...Object.fromEntries(keys.map((key) => [key, rounded(key, reckoned[key] ?? 0)])) }, keys };
}

export interface Derived {
  readonly totals: Totals;
  /** What of it nobody claimed, in the order of `Totals`; with what the recording itself says so of. */
  readonly derived: readonly (keyof Totals)[];
}

/** The totals of `recording`, as far as its samples tell what it does not claim. */
export function withDerived(recording: Recording): Derived {
  const first = filled(recording.totals, fromSamples(recording));
  const second = filled(first.totals, fromTotals(first.totals, recording));
  const known = new Set([...(recording.derived ?? []), ...first.keys, ...second.keys]);
  return { totals: second.totals, derived: KEYS.filter((key) => known.has(key)) };
}

/** The recording with what its samples tell of its totals: for formats that have no other place to say so. */
export function reckoned(recording: Recording): Recording {
  const { totals, derived } = withDerived(recording);
  return { ...recording, totals, ...(derived.length > 0 && { derived }) };
}
