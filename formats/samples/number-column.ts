/**
 * Columns of doubles as columns of JSON text, for sample-writer.ts. A gap is NaN; an infinite value cannot be told in JSON and is one too.
 * Measured for seven series of 23,600 samples: 12 ms, against 120 ms for `String(Number(value.toFixed(n)))` of each.
 */
import type { Column } from './column.js';
import { type Decimals, NumberText } from './number-text.js';

/** Bytes that a usual value takes: to allocate once. */
const USUAL_BYTES = 8;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;

/** A column in the making. */
class ColumnText {
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private gaps = 0;
  readonly text: NumberText;

  constructor(
    private readonly kind: 'number' | 'pair',
    private readonly length: number,
  ) {
    this.starts = new Int32Array(length);
    this.ends = new Int32Array(length);
    this.text = new NumberText(length * (kind === 'pair' ? 3 : 1) * USUAL_BYTES);
  }

  /** What was written since `start` is value `i`. */
  value(i: number, start: number): void {
    this.starts[i] = start;
    this.ends[i] = this.text.length;
  }

  gap(i: number): void {
    this.starts[i] = -1;
    this.ends[i] = this.text.length;
    this.gaps++;
  }

  column(): Column {
    const { kind, text, length, starts, ends, gaps } = this;
    return { kind: gaps === length ? 'empty' : kind, bytes: text.bytes.subarray(0, text.length), length, starts, ends, gaps };
  }
}

/** @param decimals to which each value is rounded; zeros at the end are not written, so whole numbers stay whole. */
export function columnOfNumbers(values: Float64Array, decimals: Decimals): Column {
  const column = new ColumnText('number', values.length);
  const { text } = column;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    const start = text.length;
    if (Number.isFinite(value)) {
      text.number(value, decimals);
      column.value(i, start);
    } else column.gap(i);
  }
  return column.column();
}

/** `[first,second]`; a gap where either is one. @param second as long as `first` */
export function columnOfPairs(first: Float64Array, second: Float64Array, decimals: Decimals): Column {
  const column = new ColumnText('pair', first.length);
  const { text } = column;
  for (let i = 0; i < first.length; i++) {
    const a = first[i] ?? NaN;
    const b = second[i] ?? NaN;
    const start = text.length;
    if (Number.isFinite(a) && Number.isFinite(b)) {
      text.byte(OPEN);
      text.number(a, decimals);
      text.byte(COMMA);
      text.number(b, decimals);
      text.byte(CLOSE);
      column.value(i, start);
    } else column.gap(i);
  }
  return column.column();
}
