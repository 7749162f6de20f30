/** A ride as columns of equal length: what a head unit wrote. null = the sensor said nothing; it never means 0. */

export interface Recording {
  /** Seconds since the start, rising; a jump is a time without recording. */
  readonly time: number[];
  readonly latlng?: ([number, number] | null)[];
  readonly altitude?: (number | null)[];
  readonly distance?: (number | null)[];
  readonly speed?: (number | null)[];
  readonly heartrate?: (number | null)[];
  readonly cadence?: (number | null)[];
  readonly power?: (number | null)[];
  readonly temperature?: (number | null)[];
  readonly moving?: (boolean | null)[];
}

/** The streams in the order in which they are sent, with their units. */
export const STREAM_UNITS = {
  time: 's',
  latlng: 'deg',
  altitude: 'm',
  distance: 'm',
  speed: 'm/s',
  heartrate: 'bpm',
  cadence: 'rpm',
  power: 'W',
  temperature: 'C',
  moving: 'bool',
} as const satisfies Record<keyof Recording, string>;

export type StreamKey = keyof typeof STREAM_UNITS;
export const STREAM_KEYS: readonly StreamKey[] = [
  'time',
  'latlng',
  'altitude',
  'distance',
  'speed',
  'heartrate',
  'cadence',
  'power',
  'temperature',
  'moving',
];

/** A longer step than this is a time without recording, not a slow recorder (seconds). */
const LONGEST_STEP = 10;

/** How many seconds sample `index` stands for. */
export function secondsOf(time: readonly number[], index: number): number {
  const step = (time[index + 1] ?? Infinity) - (time[index] ?? 0);
  return step <= LONGEST_STEP ? step : 1;
}

/** One row for every whole second from the start, null where nothing was recorded. */
export function atOneHertz(recording: Recording): Recording {
  const last = Math.round(recording.time.at(-1) ?? -1);
  const source = new Int32Array(last + 1).fill(-1);
  recording.time.forEach((second, index) => {
    source[Math.round(second)] = index;
  });
  const spread = <T>(column: readonly (T | null)[]): (T | null)[] =>
    Array.from(source, (index) => (index < 0 ? null : (column[index] ?? null)));
  return {
    time: Array.from(source, (_, second) => second),
    ...(recording.latlng && { latlng: spread(recording.latlng) }),
    ...(recording.altitude && { altitude: spread(recording.altitude) }),
    ...(recording.distance && { distance: spread(recording.distance) }),
    ...(recording.speed && { speed: spread(recording.speed) }),
    ...(recording.heartrate && { heartrate: spread(recording.heartrate) }),
    ...(recording.cadence && { cadence: spread(recording.cadence) }),
    ...(recording.power && { power: spread(recording.power) }),
    ...(recording.temperature && { temperature: spread(recording.temperature) }),
    ...(recording.moving && { moving: spread(recording.moving) }),
  };
}

/** The rows from index `from` up to and without `to`. */
export function slice(recording: Recording, from: number, to: number): Recording {
  const { time, latlng, altitude, distance, speed, heartrate, cadence, power, temperature, moving } = recording;
  return {
    time: time.slice(from, to),
    ...(latlng && { latlng: latlng.slice(from, to) }),
    ...(altitude && { altitude: altitude.slice(from, to) }),
    ...(distance && { distance: distance.slice(from, to) }),
    ...(speed && { speed: speed.slice(from, to) }),
    ...(heartrate && { heartrate: heartrate.slice(from, to) }),
    ...(cadence && { cadence: cadence.slice(from, to) }),
    ...(power && { power: power.slice(from, to) }),
    ...(temperature && { temperature: temperature.slice(from, to) }),
    ...(moving && { moving: moving.slice(from, to) }),
  };
}
