/**
 * Reads one list of samples as Terra's clients and we write it, `[{"timestamp":"…","bpm":150,"timer_duration_seconds":4},…]`, into columns.
 * Why: an object for each of 20,000 samples and series costs most of the reading. Whatever is written in another way (spaces, other keys, times
 * without microseconds) is left to JSON.parse by the caller; so is what is wrong, for it says what.
 */
import { minuteMicros } from './timestamp.js';

/** The samples of one series, in the order of the list. */
export interface SampleList {
  readonly micros: Float64Array;
  /** NaN = null. */
  readonly values: Float64Array;
  /** The second half of pairs; empty otherwise. */
  readonly seconds: Float64Array;
  /** Microseconds of the recorder's clock; NaN where a sample does not tell. */
  readonly timer: Float64Array;
}

// Grown once and used again, as in samples/column-scan.ts.
let micros = new Float64Array(16_384);
let values = new Float64Array(16_384);
let seconds = new Float64Array(16_384);
let timers = new Float64Array(16_384);

function grow(): void {
  const twice = (old: Float64Array): Float64Array<ArrayBuffer> => {
    const larger = new Float64Array(old.length * 2);
    larger.set(old);
    return larger;
  };
  [micros, values, seconds, timers] = [twice(micros), twice(values), twice(seconds), twice(timers)];
}

const HEAD = Buffer.from('{"timestamp":"', 'latin1');
const TIMER = Buffer.from(',"timer_duration_seconds":', 'latin1');
const NULL = Buffer.from('null', 'latin1');
/** Of `2026-09-30T19:02:11.000000+02:00`. */
const MINUTE_BYTES = 16;
const OFFSET_AT = 26;
const STAMP_BYTES = 32;
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d$/;
const COLON = 0x3a;
const POINT = 0x2e;
const COMMA = 0x2c;
const CLOSE = 0x5d;

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let k = 0; k < text.length; k++) if (bytes[at + k] !== text[k]) return false;
  return true;
}

/**
 * Whether `length` bytes at `a` are those at `b`, by words of 4 bytes, the last of which may overlap: half the time of a byte at a time.
 * @param length at least 4
 */
function sameBytes(view: DataView, a: number, b: number, length: number): boolean {
  for (let k = 0; k + 4 < length; k += 4) if (view.getInt32(a + k) !== view.getInt32(b + k)) return false;
  return view.getInt32(a + length - 4) === view.getInt32(b + length - 4);
}

/** The number that `count` digits write; NaN where something else is among them. */
function digitsAt(bytes: Uint8Array, at: number, count: number): number {
  let whole = 0;
  for (let k = at; k < at + count; k++) {
    const digit = (bytes[k] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return NaN;
    whole = whole * 10 + digit;
  }
  return whole;
}

/** Powers of ten that a double holds exactly, as it does whole numbers of 15 digits: their quotient is the nearest double, as JSON.parse's. */
const POWERS = Array.from({ length: 16 }, (_, power) => Number(`1e${power}`));

/** Where the number ended that was read last, or -1 where none was. */
let after = -1;

/** A number of at most 15 digits without an exponent, or null (NaN). */
function numberFrom(bytes: Uint8Array, at: number): number {
  after = -1;
  if (bytes[at] === 0x6e) {
    if (startsWith(bytes, at, NULL)) after = at + 4;
    return NaN;
  }
  const negative = bytes[at] === 0x2d;
  if (negative) at++;
  const first = at;
  let whole = 0;
  let digit = (bytes[at] ?? 0) - 0x30;
  for (; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - 0x30) whole = whole * 10 + digit;
  const digits = at - first;
  if (digits === 0 || digits > 15 || (digits > 1 && bytes[first] === 0x30)) return NaN;
  let places = 0;
  if (bytes[at] === POINT) {
    digit = (bytes[++at] ?? 0) - 0x30;
    for (; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - 0x30) {
      whole = whole * 10 + digit;
      places++;
    }
    if (places === 0 || digits + places > 15) return NaN;
  }
  // An exponent may follow.
  if (bytes[at] === 0x65 || bytes[at] === 0x45) return NaN;
  after = at;
  const value = whole / (POWERS[places] ?? 1);
  return negative ? -value : value;
}

/**
 * @param open place of the list's bracket
 * @param value the value's name in each sample
 * @returns null where the list is written in another way
 */
export function scanSamples(
  bytes: Uint8Array,
  open: number,
  value: string,
  paired: boolean,
): { readonly list: SampleList; readonly end: number } | null {
  const label = Buffer.from(`","${value}":`, 'latin1');
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** From the offset in a time stamp to the value. */
  const tailBytes = STAMP_BYTES - OFFSET_AT + label.length;
  const headBytes = HEAD.length + STAMP_BYTES + label.length;
  let count = 0;
  let checked = -1;
  let minute = NaN;
  let at = open + 1;
  while (bytes[at] !== CLOSE || count > 0) {
    if (count === micros.length) grow();
    const stamp = at + HEAD.length;
    if (at + headBytes > bytes.length) return null;
    // All but the seconds is as in the sample before, but for once a minute.
    const same =
      checked >= 0 &&
      sameBytes(view, at, checked, HEAD.length + MINUTE_BYTES) &&
      sameBytes(view, stamp + OFFSET_AT, checked + HEAD.length + OFFSET_AT, tailBytes);
    if (!same) {
      if (!startsWith(bytes, at, HEAD) || !startsWith(bytes, stamp + STAMP_BYTES, label)) return null;
      const text = source.toString('latin1', stamp, stamp + STAMP_BYTES);
      if (!STAMP.test(text)) return null;
      minute = minuteMicros(text.slice(0, MINUTE_BYTES), text.slice(OFFSET_AT));
    }
    checked = at;
    const second = digitsAt(bytes, stamp + 17, 2);
    const time = minute + second * 1_000_000 + digitsAt(bytes, stamp + 20, 6);
    // NaN is neither.
    if (!(second < 60 && time >= 0) || bytes[stamp + 16] !== COLON || bytes[stamp + 19] !== POINT) return null;
    at = stamp + STAMP_BYTES + label.length;
    const pair = paired && bytes[at] === 0x5b;
    if (paired && !pair && bytes[at] !== 0x6e) return null;
    micros[count] = time;
    values[count] = numberFrom(bytes, pair ? at + 1 : at);
    if (after < 0) return null;
    if (pair) {
      if (bytes[after] !== COMMA) return null;
      seconds[count] = numberFrom(bytes, after + 1);
      if (after < 0 || bytes[after] !== CLOSE) return null;
      after++;
    } else seconds[count] = NaN;
    at = after;
    timers[count] = NaN;
    if (bytes[at] === COMMA) {
      if (!startsWith(bytes, at, TIMER)) return null;
      timers[count] = Math.round(numberFrom(bytes, at + TIMER.length) * 1_000_000);
      if (after < 0) return null;
      at = after;
    }
    if (bytes[at] !== 0x7d) return null;
    count++;
    at++;
    if (bytes[at] === CLOSE) break;
    if (bytes[at] !== COMMA) return null;
    at++;
  }
  return {
    list: {
      micros: micros.slice(0, count),
      values: values.slice(0, count),
      seconds: seconds.slice(0, paired ? count : 0),
      timer: timers.slice(0, count),
    },
    end: at + 1,
  };
}
