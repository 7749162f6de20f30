/**
 * Ten rows a second to one: of each channel the first value of each second of UTC. Rows may come in any order and more than once: what counts is the time that
 * they carry. It takes as much memory as the session has seconds, however many rows there are.
 */
import type { Finding, Samples } from '../../../../formats/recording/recording.js';
import type { TimeRange } from '../../../../model/time-range.js';
import type { Block } from '../sessions.js';

/** Keys of a row. Each sensor may have a time of its own; the first that is there is the row's. */
const TIMES = ['gnss.timestamp', 'ecg.timestamp', 'pwr.timestamp', 'device.timestamp'] as const;
const VALUES = [
  'gnss.latitude',
  'gnss.longitude',
  'gnss.altitude',
  'gnss.speed',
  'ecg.hr',
  'pwr.pwr_cadence',
  'pwr.pwr_instantpower',
] as const;
export const ROW_KEYS: readonly string[] = [...TIMES, ...VALUES];

/** Which values a channel takes; what is out of it was not measured. */
const CHANNELS = [
  { channel: 'altitudeMeters', low: -1_000, high: 20_000 },
  { channel: 'speedMetersPerSecond', low: 0, high: 500 },
  // 0 and 255 are how straps say "none".
  { channel: 'heartRateBpm', low: 1, high: 254 },
  { channel: 'cadenceRpm', low: 0, high: 1_000 },
  { channel: 'powerWatts', low: 0, high: 10_000 },
] as const;
const NO_HEART = new Set([0, 255]);
const HEART = 2;

/** One second at a time for each channel: its first value, and when that was. */
interface Firsts {
  readonly values: Float64Array;
  readonly atMs: Float64Array;
}

export interface Seconds {
  /** A row with the values of ROW_KEYS. */
  readonly add: (row: Float64Array) => void;
  done(): { samples: Samples; findings: readonly Finding[] };
}

/** @param session its end belongs to it unless it is `endIsOthers`. At most a day. */
export function secondsOf(session: Block, endIsOthers: boolean): Seconds {
  const firstSecond = Math.floor(session.startMs / 1000);
  const length = Math.floor(session.endMs / 1000) - firstSecond + 1;
  const open = (): Firsts => ({ values: new Float64Array(length).fill(NaN), atMs: new Float64Array(length).fill(Infinity) });
  const rowsAtMs = new Float64Array(length).fill(Infinity);
  const [latitude, longitude] = [open(), open()];
  const firsts = CHANNELS.map(open);
  let [outside, timeless, refused] = [0, 0, 0];

  const keep = ({ values, atMs }: Firsts, second: number, ms: number, value: number): void => {
    if (ms >= (atMs[second] ?? 0)) return;
    atMs[second] = ms;
    values[second] = value;
  };
  const place = (second: number, ms: number, degreesNorth: number, degreesEast: number): void => {
    if (Number.isNaN(degreesNorth) || Number.isNaN(degreesEast) || (degreesNorth === 0 && degreesEast === 0)) return;
    if (Math.abs(degreesNorth) > 90 || Math.abs(degreesEast) > 180) refused++;
    else {
      keep(latitude, second, ms, degreesNorth);
      keep(longitude, second, ms, degreesEast);
    }
  };

  return {
    add(row) {
      let ms = NaN;
      for (let i = 0; i < TIMES.length && !(ms > 0); i++) ms = row[i] ?? NaN;
      if (!(ms > 0)) timeless++;
      else if (!isWithin(session, endIsOthers, ms)) outside++;
      else {
        const second = Math.floor(ms / 1000) - firstSecond;
        if (ms < (rowsAtMs[second] ?? 0)) rowsAtMs[second] = ms;
        place(second, ms, row[TIMES.length] ?? NaN, row[TIMES.length + 1] ?? NaN);
        for (let i = 0; i < CHANNELS.length; i++) {
          const value = row[TIMES.length + 2 + i] ?? NaN;
          const { low, high } = CHANNELS[i] ?? CHANNELS[0];
          const first = firsts[i];
          if (first !== undefined && value >= low && value <= high) keep(first, second, ms, value);
          else if (!Number.isNaN(value) && !(i === HEART && NO_HEART.has(value))) refused++;
        }
      }
    },
    done() {
      const all = [latitude, longitude, ...firsts];
      const told = new Int32Array(length);
      let count = 0;
      for (let second = 0; second < length; second++)
        if (all.some(({ values }) => !Number.isNaN(values[second]))) told[count++] = second;
      const pick = (source: Float64Array): Float64Array =>
        Float64Array.from({ length: count }, (_, i) => source[told[i] ?? 0] ?? NaN);
      const column = (name: string, { values }: Firsts): readonly (readonly [string, Float64Array])[] => {
        const picked = pick(values);
        return picked.some((value) => !Number.isNaN(value)) ? [[name, picked]] : [];
      };
      return {
        samples: {
          micros: pick(rowsAtMs).map((ms) => Math.round((ms - session.startMs) * 1000)),
          channels: Object.fromEntries([
            ...column('latitudeDegrees', latitude),
            ...column('longitudeDegrees', longitude),
            ...CHANNELS.flatMap(({ channel }, i) => column(channel, firsts[i] ?? latitude)),
          ]),
        },
        findings: [
          ...finding(timeless, 'LIVE_ROWS_WITHOUT_TIME', 'samples carry no time and are left out'),
          ...finding(outside, 'LIVE_ROWS_OUTSIDE', 'samples are outside of the session and are left out'),
          ...finding(refused, 'LIVE_VALUES_REFUSED', 'values are none that can be measured and are left out'),
        ],
      };
    },
  };
}

const isWithin = ({ startMs, endMs }: TimeRange, endIsOthers: boolean, ms: number): boolean =>
  ms >= startMs && (ms < endMs || (ms === endMs && !endIsOthers));

const finding = (count: number, code: string, what: string): Finding[] =>
  count === 0 ? [] : [{ code, message: `${count} ${what}` }];
