/** Numbers as JSON text of a fixed number of decimals: no exponent, no noise of a double (438.79999999999995), no zeros at the end. */

/** Longest text of a number below `PLAIN_LIMIT`: a sign, 16 digits, `0.`, and zeros after the point. */
const PLAIN_BYTES = 28;
/** Scaled values above are written by the slow way; below, arithmetic on whole numbers is exact. */
const PLAIN_LIMIT = 2 ** 53;
const INT_LIMIT = 2 ** 31;
const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;

/** Powers of ten that scale a value to a whole number of its smallest step. */
const SCALES = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8] as const;
export type Decimals = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Writes the digits of `small`, a whole number of 31 bits, from `end` back to `from`, zeros in front. */
export function putDigits(out: Uint8Array, from: number, end: number, small: number): void {
  for (let at = end; at > from;) {
    const rest = (small / 10) | 0;
    out[--at] = ZERO + (small - rest * 10);
    small = rest;
  }
}

/** @returns the position after the digits of `whole`. */
function putWhole(out: Uint8Array, at: number, whole: number): number {
  let end = at + 1;
  for (let limit = 10; whole >= limit; limit *= 10) end++;
  let from = end;
  // Only above 31 bits by doubles: their division costs more than all the rest.
  while (whole >= INT_LIMIT) {
    const rest = Math.floor(whole / 10);
    out[--from] = ZERO + (whole - rest * 10);
    whole = rest;
  }
  putDigits(out, at, from, whole | 0);
  return end;
}

/** The text of a number too large for exact steps: whole, all its digits, without an exponent. At most 310 bytes. */
const largeText = (value: number): string => BigInt(Math.round(value)).toString();

/**
 * Writes `value` rounded to `decimals` at `at`; there must be room for `PLAIN_BYTES`.
 * @returns the position after it, or -1 for a value that only `largeText` writes.
 */
function putNumber(out: Uint8Array, at: number, value: number, decimals: Decimals): number {
  const scale = SCALES[decimals];
  const scaled = Math.round(Math.abs(value) * scale);
  if (scaled >= PLAIN_LIMIT) return -1;
  if (value < 0 && scaled > 0) out[at++] = MINUS;
  const whole = Math.floor(scaled / scale);
  const point = putWhole(out, at, whole);
  let fraction = (scaled - whole * scale) | 0;
  if (fraction === 0) return point;
  let places: number = decimals;
  for (let rest = (fraction / 10) | 0; rest * 10 === fraction; rest = (fraction / 10) | 0) {
    fraction = rest;
    places--;
  }
  out[point] = POINT;
  const end = point + 1 + places;
  putDigits(out, point + 1, end, fraction);
  return end;
}

/** A growing text of numbers. */
export class NumberText {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity + PLAIN_BYTES);
  }

  byte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** @param value finite */
  number(value: number, decimals: Decimals): void {
    this.reserve(PLAIN_BYTES);
    const end = putNumber(this.bytes, this.length, value, decimals);
    if (end >= 0) this.length = end;
    else {
      const text = largeText(value);
      this.reserve(text.length);
      for (let k = 0; k < text.length; k++) this.bytes[this.length++] = text.charCodeAt(k);
    }
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.length + more) * 2);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
