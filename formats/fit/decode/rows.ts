/** Records and separate heartbeats as the samples of a recording: in order of time, every row kept, none made up. */
import { CHANNELS, type Channel, type Finding } from '../../recording/recording.js';
import { DEGREES_PER_SEMICIRCLE } from '../profile.js';
import type { Clock } from './clock.js';
import type { Told } from './told.js';

/** Ascending Unix seconds with columns as long as they. */
export interface Rows {
  readonly seconds: Float64Array;
  readonly channels: ReadonlyMap<Channel, Float64Array>;
}

export function rowsOf({ records, recordsWithoutTime }: Told, clock: Clock, findings: Finding[]): Rows {
  const seconds = records.seconds.slice(0, records.length);
  let timeless = recordsWithoutTime;
  for (let row = 0; row < seconds.length; row++) {
    const second = clock.unix(seconds[row] ?? NaN);
    seconds[row] = second;
    if (Number.isNaN(second)) timeless++;
  }
  let channels = new Map<Channel, Float64Array>();
  for (const channel of CHANNELS) {
    const column = records.column(channel);
    if (column) channels.set(channel, column);
  }
  if (timeless > 0) findings.push({ code: 'RECORD_WITHOUT_TIME', message: `${timeless} records have no time and were left out` });
  const order = orderOf(seconds, findings);
  if (order) channels = new Map([...channels].map(([channel, column]) => [channel, pick(column, order)]));
  const rows = { seconds: order ? pick(seconds, order) : seconds, channels };
  locate(rows.channels);
  sameTime(rows.seconds, findings);
  return rows;
}

const pick = (column: Float64Array, order: Uint32Array): Float64Array =>
  Float64Array.from(order, (index) => column[index] ?? NaN);

/** Where the rows lie once they are in order and those without a time are gone; null when they are already. */
function orderOf(seconds: Float64Array, findings: Finding[]): Uint32Array | null {
  let back = 0;
  let whole = true;
  for (let i = 0; i < seconds.length; i++) {
    const second = seconds[i] ?? NaN;
    if (second < (seconds[i - 1] ?? -Infinity)) back++;
    if (Number.isNaN(second)) whole = false;
  }
  if (back === 0 && whole) return null;
  if (back > 0)
    findings.push({
      code: 'RECORDS_UNSORTED',
      message: `the time goes back ${back} ${back === 1 ? 'time' : 'times'} in the records: they were put in order of time`,
    });
  return Uint32Array.from(seconds.keys())
    .filter((index) => !Number.isNaN(seconds[index]))
    .sort((a, b) => (seconds[a] ?? 0) - (seconds[b] ?? 0) || a - b);
}

/**
 * Semicircles to degrees at eight decimals (a millimetre): at seven a position would not come back as the same semicircle.
 * Half a position is none, 0/0 is what recorders write for none.
 */
function locate(channels: ReadonlyMap<Channel, Float64Array>): void {
  const latitude = channels.get('latitudeDegrees') ?? new Float64Array();
  const longitude = channels.get('longitudeDegrees') ?? new Float64Array();
  for (let i = 0; i < Math.max(latitude.length, longitude.length); i++) {
    const lat = latitude[i] ?? NaN;
    const lng = longitude[i] ?? NaN;
    const somewhere = !Number.isNaN(lat + lng) && (lat !== 0 || lng !== 0) && Math.abs(lat) <= 2 ** 30;
    // Beyond its end a column takes nothing.
    latitude[i] = somewhere ? degrees(lat) : NaN;
    longitude[i] = somewhere ? degrees(lng) : NaN;
  }
}
const degrees = (semicircles: number): number => Math.round(semicircles * DEGREES_PER_SEMICIRCLE * 1e8) / 1e8;

function sameTime(seconds: Float64Array, findings: Finding[]): void {
  let shared = 0;
  for (let i = 1; i < seconds.length; i++) if (seconds[i] === seconds[i - 1]) shared++;
  if (shared > 0)
    findings.push({
      code: 'RECORDS_SHARE_TIME',
      message: `${shared} records have the same time as the one before: all are kept as they are`,
    });
}

/**
 * With the heartbeats that came in messages of their own: into the row of the same instant that has none, else as rows of their own.
 * @param from Unix seconds: what the strap stored before and after the activity is no part of it
 */
export function withHeartbeats(
  rows: Rows,
  { heartbeats }: Told,
  clock: Clock,
  from: number,
  to: number,
  findings: Finding[],
): Rows {
  const beats = heartbeats.seconds
    .map((second, i) => ({ second: clock.unix(second), bpm: heartbeats.bpm[i] ?? NaN }))
    .filter(({ second }) => second >= from && second <= to)
    .sort((a, b) => a.second - b.second);
  if (heartbeats.seconds.length === 0) return rows;
  const outside = heartbeats.seconds.length - beats.length;
  findings.push({
    code: 'HEART_RATE_SEPARATE',
    message: `${beats.length} heart rates came in messages of their own and are samples at their own times${outside > 0 ? `; ${outside} more lie outside the activity and were left out` : ''}`,
  });
  const own = rows.channels.get('heartRateBpm') ?? new Float64Array(rows.seconds.length).fill(NaN);
  const fresh = beats.filter(({ second, bpm }) => !fill(rows.seconds, own, second, bpm));
  const length = rows.seconds.length + fresh.length;
  const seconds = new Float64Array(length);
  const source = new Int32Array(length);
  const heart = new Float64Array(length);
  for (let at = 0, row = 0, beat = 0; at < length; at++) {
    const next = fresh[beat];
    if (next && !((rows.seconds[row] ?? Infinity) <= next.second)) {
      [seconds[at], heart[at], source[at]] = [next.second, next.bpm, -1];
      beat++;
    } else {
      [seconds[at], heart[at], source[at]] = [rows.seconds[row] ?? NaN, own[row] ?? NaN, row];
      row++;
    }
  }
  const spread = (column: Float64Array): Float64Array =>
    Float64Array.from(source, (row) => (row < 0 ? NaN : (column[row] ?? NaN)));
  const channels = new Map([...rows.channels].map(([channel, column]) => [channel, spread(column)]));
  return { seconds, channels: channels.set('heartRateBpm', heart) };
}

/** Puts a heart rate into the row of just that instant, where there is one without. */
function fill(seconds: Float64Array, own: Float64Array, second: number, bpm: number): boolean {
  let [low, high] = [0, seconds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seconds[middle] ?? Infinity) < second) low = middle + 1;
    else high = middle;
  }
  for (let row = low; seconds[row] === second; row++)
    if (!((own[row] ?? NaN) > 0)) {
      own[row] = bpm;
      return true;
    }
  return false;
}
