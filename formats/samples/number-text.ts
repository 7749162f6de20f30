/** Numbers as JSON text of a fixed number of decimals: no exponent, no noise of a double (438.79999999999995), no zeros at the end. */

/** Longest text of a number below `PLAIN_LIMIT`: a sign, 16 digits, `0.`, and zeros after the point. */
const PLAIN_BYTES = 28;
/** Scaled values above are written by the slow way; below, arithmetic on whole numbers is exact. */
const PLAIN_LIMIT = 2 ** 53;
const INT_LIMIT = 2 ** 31;
const ZERO = 0x30;

/** Powers of ten that scale a value to a whole number of its smallest step. */
const SCALES = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8] as const;
export type Decimals = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Writes the digits of `whole`, ending before `end`. @returns where they start. */
function putDigitsBefore(out: Uint8Array, end: number, whole: number): number {
  let at = end;
  while (whole >= INT_LIMIT) {
    const rest = Math.floor(whole / 10);
    out[--at] = ZERO + (whole - rest * 10);
    whole = rest;
  }
  let small = whole | 0;
  do {
    const rest = (small / 10) | 0;
    out[--at] = ZERO + (small - rest * 10);
    small = rest;
  } while (small > 0);
  return at;
}

function lengthOf(whole: number): number {
  let length = 1;
  for (let limit = 10; whole >= limit; limit *= 10) length++;
  return length;
}

/** The text of a number too large for exact steps: whole, all its digits, without an exponent. At most 310 bytes. */
const largeText = (value: number): string => BigInt(Math.round(value)).toString();

/**
 * Writes `value` rounded to `decimals` at `at`; there must be room for `PLAIN_BYTES`.
 * @returns the position after it, or -1 for a value that only `largeText` writes.
 */
function putNumber(out: Uint8Array, at: number, value: number, decimals: Decimals): number {
  let scaled = Math.round(Math.abs(value) * SCALES[decimals]);
  if (scaled >= PLAIN_LIMIT) return -1;
  let places: number = decimals;
  while (places > 0 && scaled % 10 === 0) {
    scaled /= 10;
    places--;
  }
  if (value < 0 && scaled > 0) out[at++] = 0x2d;
  if (places === 0) {
    const end = at + lengthOf(scaled);
    putDigitsBefore(out, end, scaled);
    return end;
  }
  const digits = Math.max(lengthOf(scaled), places + 1);
  const end = at + digits + 1;
  const start = putDigitsBefore(out, end, scaled);
  for (let k = at + 1; k < start; k++) out[k] = ZERO;
  // The digits before the point move one to the left.
  for (let k = at; k < end - places - 1; k++) out[k] = k + 1 < start ? ZERO : (out[k + 1] ?? ZERO);
  out[end - places - 1] = 0x2e;
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
