/** A column as the text of SampledData: whole numbers, scaled by a power of ten that loses nothing down to a thousandth. */
const SPACE = 0x20;
const MINUS = 0x2d;
const ZERO = 0x30;
const EMPTY = 0x45;
const MAX_DECIMALS = 3;
/** What a double may be off when it was read from a decimal text or a scaled integer. */
const TOLERANCE = 1e-6;
/** Digits of larger numbers are left to the engine. */
const FAST_BELOW = 1e9;

export interface SampledText {
  readonly text: string;
  /** The value is this times the number. */
  readonly factor: number;
}

/** The fewest decimals that write all values, at most three. */
function decimalsOf(values: Float64Array): number {
  let decimals = 0;
  let scale = 1;
  for (const value of values) {
    while (decimals < MAX_DECIMALS && Math.abs(value * scale - Math.round(value * scale)) > TOLERANCE) {
      decimals += 1;
      scale *= 10;
    }
  }
  return decimals;
}

/**
 * Digits are written as bytes: 5 ms for a 6.6 h ride of seven channels, against 13 ms with a string for each number.
 * @param values one for each period, NaN = nothing was recorded
 */
export function sampledText(values: Float64Array): SampledText {
  const decimals = decimalsOf(values);
  const scale = 10 ** decimals;
  let largest = 0;
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
  const width = (largest * scale < FAST_BELOW ? String(Math.round(largest * scale)).length : 340) + 2;
  const bytes = Buffer.allocUnsafe(values.length * width);
  let position = 0;
  for (const value of values) {
    if (value !== value) bytes[position++] = EMPTY;
    else position = writeWhole(bytes, position, Math.round(value * scale));
    bytes[position++] = SPACE;
  }
  return { text: bytes.toString('latin1', 0, position - 1), factor: decimals === 0 ? 1 : Number(`1e-${decimals}`) };
}

/** @returns the position after the last digit */
function writeWhole(bytes: Buffer, start: number, number: number): number {
  if (Math.abs(number) >= FAST_BELOW) return start + bytes.write(BigInt(number).toString(), start, 'latin1');
  let position = start;
  let rest = number;
  if (rest < 0) {
    bytes[position++] = MINUS;
    rest = -rest;
  }
  let digits = 1;
  for (let limit = 10; rest >= limit; limit *= 10) digits += 1;
  const end = position + digits;
  for (let at = end - 1; at >= position; at--) {
    const tenth = (rest / 10) | 0;
    bytes[at] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}
