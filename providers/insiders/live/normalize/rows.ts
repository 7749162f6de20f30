/**
 * Reads a page of samples, `{count, next, results: [{"gnss.timestamp": 1, …}, …]}`, row by row, without making an object of each.
 * Why: six hours at 10 Hz are 216,000 rows and 46 MB. Measured on those: 0.16 s and no garbage, against 0.29 s for `JSON.parse` and picking the values; the
 * whole of normalizing takes 0.31 s.
 */

export interface RowPage {
  readonly count: number | null;
  readonly next: number | null;
  readonly rows: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** Doubles hold 15 digits and these powers exactly, so that their quotient is the number that is meant. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

class Scanner {
  #at = 0;
  readonly #text: Buffer;

  constructor(private readonly bytes: Uint8Array) {
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  fail(): never {
    throw new SyntaxError(`no JSON at byte ${this.#at}`);
  }

  /** The next byte that is no space; 0 at the end. */
  peek(): number {
    const { bytes } = this;
    let byte = bytes[this.#at] ?? 0;
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++this.#at] ?? 0;
    return byte;
  }

  take(byte: number): void {
    if (this.peek() !== byte) this.fail();
    this.#at++;
  }

  /** Whether another member follows; takes the comma or the closing byte. */
  goesOn(close: number): boolean {
    const byte = this.peek();
    this.#at++;
    if (byte === COMMA) return true;
    if (byte !== close) this.fail();
    return false;
  }

  /** Takes the closing byte of what is empty. */
  isEmpty(close: number): boolean {
    if (this.peek() !== close) return false;
    this.#at++;
    return true;
  }

  /** Takes a key and its colon. @returns its place in `names`, or -1; tries `likely` first, for rows look alike. */
  key(names: readonly Buffer[], likely: number): number {
    if (this.peek() !== QUOTE) this.fail();
    const start = this.#at + 1;
    const expected = names[likely];
    let found = -1;
    if (expected !== undefined && this.bytes[start + expected.length] === QUOTE && this.#is(expected, start)) found = likely;
    this.#at = found >= 0 && expected !== undefined ? start + expected.length + 1 : this.#afterString();
    if (found < 0) {
      const length = this.#at - 1 - start;
      found = names.findIndex((name) => name.length === length && this.#is(name, start));
    }
    this.take(COLON);
    return found;
  }

  #is(name: Buffer, start: number): boolean {
    for (let k = 0; k < name.length; k++) if (this.bytes[start + k] !== name[k]) return false;
    return true;
  }

  #afterString(): number {
    for (let i = this.#at + 1; i < this.bytes.length; i++) {
      if (this.bytes[i] === BACKSLASH) i++;
      else if (this.bytes[i] === QUOTE) return i + 1;
    }
    return this.fail();
  }

  /** Takes a value. @returns the number that it is, NaN for everything else. */
  value(): number {
    const first = this.peek();
    if (first === 0x2d || (first >= 0x30 && first <= 0x39)) return this.#number();
    if (first === QUOTE) this.#at = this.#afterString();
    else if (first === OPEN_LIST || first === OPEN_OBJECT) this.#skipNested();
    else this.#word();
    return NaN;
  }

  #number(): number {
    const { bytes } = this;
    const start = this.#at;
    let i = start;
    let whole = 0;
    let decimals = -1;
    let byte = bytes[i] ?? 0;
    const negative = byte === 0x2d;
    if (negative) byte = bytes[++i] ?? 0;
    const firstDigit = i;
    for (; ; byte = bytes[++i] ?? 0) {
      if (byte >= 0x30 && byte <= 0x39) {
        whole = whole * 10 + (byte - 0x30);
        if (decimals >= 0) decimals++;
      } else if (byte === 0x2e && decimals < 0 && i > firstDigit) decimals = 0;
      else break;
    }
    if (decimals === 0 || i === firstDigit) this.fail();
    const exact = i - firstDigit <= EXACT_DIGITS && byte !== 0x65 && byte !== 0x45;
    if (!exact)
      while ((byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x65 || byte === 0x45)
        byte = bytes[++i] ?? 0;
    this.#at = i;
    const size = exact ? whole / (POWERS[Math.max(0, decimals)] ?? 1) : Math.abs(Number(this.#text.toString('latin1', start, i)));
    if (Number.isNaN(size)) this.fail();
    return negative ? -size : size;
  }

  #word(): void {
    for (const word of ['null', 'true', 'false'])
      if (this.#text.toString('latin1', this.#at, this.#at + word.length) === word) {
        this.#at += word.length;
        return;
      }
    this.fail();
  }

  #skipNested(): void {
    let depth = 0;
    while (this.#at < this.bytes.length) {
      const byte = this.bytes[this.#at] ?? 0;
      if (byte === QUOTE) {
        this.#at = this.#afterString();
        continue;
      }
      if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++;
      this.#at++;
      if ((byte === CLOSE_LIST || byte === CLOSE_OBJECT) && --depth === 0) return;
    }
    this.fail();
  }
}

const ENVELOPE = ['count', 'next', 'results'].map((name) => Buffer.from(name));

/**
 * @param names the keys that are wanted of each row
 * @param onRow gets their values in that order, NaN where the row has none; the array is used again for the next row
 * @throws SyntaxError when it is no such page
 */
export function readRows(bytes: Uint8Array, names: readonly string[], onRow: (values: Float64Array) => void): RowPage {
  const scanner = new Scanner(bytes);
  const keys = names.map((name) => Buffer.from(name));
  const values = new Float64Array(names.length);
  const told = { count: NaN, next: NaN };
  let rows = -1;
  const readRow = (): void => {
    values.fill(NaN);
    scanner.take(OPEN_OBJECT);
    if (!scanner.isEmpty(CLOSE_OBJECT)) {
      let likely = 0;
      do {
        const found = scanner.key(keys, likely);
        const value = scanner.value();
        if (found < 0) continue;
        values[found] = value;
        likely = found + 1;
      } while (scanner.goesOn(CLOSE_OBJECT));
    }
    onRow(values);
  };
  scanner.take(OPEN_OBJECT);
  if (!scanner.isEmpty(CLOSE_OBJECT))
    do {
      const found = scanner.key(ENVELOPE, -1);
      if (found === 2) {
        rows = 0;
        scanner.take(OPEN_LIST);
        if (!scanner.isEmpty(CLOSE_LIST))
          do {
            readRow();
            rows++;
          } while (scanner.goesOn(CLOSE_LIST));
      } else {
        const value = scanner.value();
        if (found === 0) told.count = value;
        if (found === 1) told.next = value;
      }
    } while (scanner.goesOn(CLOSE_OBJECT));
  if (rows < 0 || scanner.peek() !== 0) scanner.fail();
  return {
    count: Number.isNaN(told.count) ? null : told.count,
    next: Number.isNaN(told.next) ? null : told.next,
    rows,
  };
}
