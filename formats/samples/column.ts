/** A column of a JSON document, and single values of it. */

/** What the values of a column are, gaps (null) aside. `empty`: no value at all. */
export type ColumnKind = 'number' | 'boolean' | 'pair' | 'empty';

/** An array as places in the document: value `i` is `bytes[starts[i] … ends[i])`. A pair's place includes its brackets. */
export interface Column {
  readonly kind: ColumnKind;
  readonly bytes: Uint8Array;
  readonly length: number;
  /** -1 where the array says null, or where one half of a pair is null. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly gaps: number;
}

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);

/** Value `i` of a column of numbers, or null for a gap. */
export function numberAt(column: Column, i: number): number | null {
  const { bytes } = column;
  const start = column.starts[i] ?? -1;
  const end = column.ends[i] ?? -1;
  if (start < 0) return null;
  // Whole seconds are the rule in a column of times, and making a string of each costs as much as all the rest.
  let whole = end - start <= 15 ? 0 : NaN;
  for (let k = start; k < end; k++) {
    const digit = (bytes[k] ?? 0) - 0x30;
    whole = digit >= 0 && digit <= 9 ? whole * 10 + digit : NaN;
  }
  return Number.isNaN(whole) ? Number(textOf(bytes, start, end)) : whole;
}

/** Pair `i` of a column of pairs, or null for a gap. */
export function pairAt(column: Column, i: number): readonly [number, number] | null {
  const start = column.starts[i] ?? -1;
  if (start < 0) return null;
  const text = textOf(column.bytes, start + 1, (column.ends[i] ?? 0) - 1);
  const comma = text.indexOf(',');
  return [Number(text.slice(0, comma)), Number(text.slice(comma + 1))];
}
