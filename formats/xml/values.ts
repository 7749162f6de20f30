/** Numbers and times as XML writes them. */

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A sign, a point and nine digits: so much tells every value of 32 bits (IEEE 754), and what is no longer is meant as it stands. */
const EXACT_CHARACTERS = 11;

/** NaN for what is no number. */
export function readNumber(text: string): number {
  const trimmed = text.trim();
  if (!NUMBER.test(trimmed)) return NaN;
  return trimmed.length > EXACT_CHARACTERS ? unnoised(Number(trimmed)) : Number(trimmed);
}

/**
 * Programs that hold a value in 32 bits write it with 64 (`6.438000202178955`): the shortest decimal with the same 32 bits is what was meant.
 * Anything else stays as it is.
 */
function unnoised(value: number): number {
  if (Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (let scale = 10; scale <= 100_000; scale *= 10) {
    const short = Math.round(value * scale) / scale;
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** Degrees to 8 decimals (a millimetre): a position on a FIT device's grid of 2^31 steps keeps its step, and the noise behind it goes. */
export const roundDegrees = (value: number): number => Math.round(value * 1e8) / 1e8;

/** Whether a program that reads decimals will take it: xsd:decimal promises 18 digits, of which some stand behind the point. */
export const isWritable = (value: number | null | undefined): value is number =>
  typeof value === 'number' && Math.abs(value) < 1e12;

/** @returns the value with at most so many decimals, without an exponent or needless zeros. */
export function writeNumber(value: number, decimals: number): string {
  const scale = 10 ** decimals;
  const rounded = Math.round(value * scale) / scale;
  const size = Math.abs(rounded);
  // Within these bounds the shortest text has no exponent; it is three times as fast as toFixed.
  if (rounded === 0 || (size >= 1e-6 && size < 1e15)) return String(rounded === 0 ? 0 : rounded);
  const text = value.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

export interface Instant {
  readonly unixMicros: number;
  /** Local time minus UTC as written; 0 for `Z`, null where no zone is written (then it was read as UTC). */
  readonly offsetSeconds: number | null;
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?\s*(Z|z|[+-]\d\d:?\d\d)?$/;
const FIRST_YEAR = 1970;
const END_YEAR = 2200;
const MAX_OFFSET_SECONDS = 14 * 3600;

/** Null for what is no moment between 1970 and 2200; a leap second counts as the second after. */
export function readInstant(text: string): Instant | null {
  const match = INSTANT.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone] = match;
  const [y, mo, d, h, mi, s] = [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)];
  if (y < FIRST_YEAR || y >= END_YEAR || h > 24 || mi > 59 || s > 60) return null;
  const dayMs = Date.UTC(y, mo - 1, d);
  // The 30th of February would roll over into March.
  if (new Date(dayMs).getUTCDate() !== d || new Date(dayMs).getUTCMonth() !== mo - 1) return null;
  const offsetSeconds = zone === undefined ? null : offsetOf(zone);
  if (Math.abs(offsetSeconds ?? 0) > MAX_OFFSET_SECONDS) return null;
  const micros = fraction === '' ? 0 : Math.round(Number(fraction.padEnd(9, '0')) / 1000);
  const seconds = dayMs / 1000 + h * 3600 + mi * 60 + s - (offsetSeconds ?? 0);
  return { unixMicros: seconds * 1_000_000 + micros, offsetSeconds };
}

/** Whether it is written as a time, of a year before 1970 or after 2199: of a clock that was wrong. */
export function isFarInstant(text: string): boolean {
  const year = Number(INSTANT.exec(text.trim())?.[1]);
  return year < FIRST_YEAR || year >= END_YEAR;
}

function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const size = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60;
  return zone.startsWith('-') ? -size : size;
}

/** `2026-05-01T10:00:00Z`, with milliseconds or microseconds only where there are any. */
export function writeInstant(unixMicros: number): string {
  const micros = Math.round(unixMicros);
  const ms = Math.floor(micros / 1000);
  const rest = micros - ms * 1000;
  const iso = new Date(ms).toISOString();
  if (rest > 0) return `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
  return ms % 1000 === 0 ? `${iso.slice(0, 19)}Z` : iso;
}
