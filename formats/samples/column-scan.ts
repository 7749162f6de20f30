/** The scanner behind json-columns: one array of numbers, booleans or pairs of numbers, by the grammar of RFC 8259. */
import type { Column, ColumnKind } from './column.js';

const NUMBER = 1;
const BOOLEAN = 2;
const PAIR = 4;
const KINDS: Readonly<Record<number, ColumnKind>> = { 0: 'empty', [NUMBER]: 'number', [BOOLEAN]: 'boolean', [PAIR]: 'pair' };

// Grown once and used again: allocating them for each array costs more than scanning it.
let starts = new Int32Array(16_384);
let ends = new Int32Array(16_384);

function grow(): void {
  const [oldStarts, oldEnds] = [starts, ends];
  starts = new Int32Array(oldStarts.length * 2);
  ends = new Int32Array(oldEnds.length * 2);
  starts.set(oldStarts);
  ends.set(oldEnds);
}

/** Beyond the end of the document reads as 0, which no rule of the grammar takes. */
const at = (bytes: Uint8Array, i: number): number => (i < bytes.length ? (bytes[i] ?? 0) : 0);

function afterSpace(bytes: Uint8Array, i: number): number {
  let byte = at(bytes, i);
  while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = at(bytes, ++i);
  return i;
}

/** Index after the number at `i`, or -1 where none is, or one that a double cannot hold. */
function afterNumber(bytes: Uint8Array, i: number): number {
  const start = i;
  let byte = at(bytes, i);
  if (byte === 0x2d) byte = at(bytes, ++i);
  if (byte === 0x30) byte = at(bytes, ++i);
  else {
    if (byte < 0x31 || byte > 0x39) return -1;
    do byte = at(bytes, ++i);
    while (byte >= 0x30 && byte <= 0x39);
  }
  if (byte === 0x2e) {
    const point = i;
    do byte = at(bytes, ++i);
    while (byte >= 0x30 && byte <= 0x39);
    if (i === point + 1) return -1;
  }
  const exponent = byte === 0x65 || byte === 0x45;
  if (exponent) {
    byte = at(bytes, ++i);
    if (byte === 0x2b || byte === 0x2d) byte = at(bytes, ++i);
    const digits = i;
    while (byte >= 0x30 && byte <= 0x39) byte = at(bytes, ++i);
    if (i === digits) return -1;
  }
  // Only these can be out of a double's range, and what is copied must be readable by whoever gets it.
  if ((exponent || i - start > 300) && !Number.isFinite(Number(Buffer.from(bytes.subarray(start, i)).toString('latin1'))))
    return -1;
  return i;
}

/** Index after the word at `i` (`null`, `true`, `false`), or -1. */
function afterWord(bytes: Uint8Array, i: number, word: string): number {
  for (let k = 0; k < word.length; k++) if (at(bytes, i + k) !== word.charCodeAt(k)) return -1;
  return i + word.length;
}

/** A pair's end, negative and off by one where one half is null (then the pair is a gap); 0 where it is no pair. */
function afterPair(bytes: Uint8Array, i: number): number {
  let gap = false;
  for (const close of [0x2c, 0x5d]) {
    i = afterSpace(bytes, i + 1);
    let next = afterNumber(bytes, i);
    if (next < 0) {
      next = afterWord(bytes, i, 'null');
      if (next < 0) return 0;
      gap = true;
    }
    i = afterSpace(bytes, next);
    if (at(bytes, i) !== close) return 0;
  }
  return gap ? -(i + 1) : i + 1;
}

/** Scans the array that opens at `open`. Null when it is no column: something else in it, kinds mixed, or cut off. */
export function columnScan(bytes: Uint8Array, open: number): { column: Column; end: number } | null {
  let length = 0;
  let gaps = 0;
  let kinds = 0;
  let i = afterSpace(bytes, open + 1);
  if (at(bytes, i) === 0x5d) i++;
  else {
    for (;;) {
      if (length === starts.length) grow();
      const first = at(bytes, i);
      let end: number;
      let start = i;
      if (first === 0x6e) {
        end = afterWord(bytes, i, 'null');
        start = -1;
      } else if (first === 0x5b) {
        end = afterPair(bytes, i);
        if (end < 0) start = -1;
        end = end === 0 ? -1 : Math.abs(end);
        kinds |= PAIR;
      } else if (first === 0x74 || first === 0x66) {
        end = afterWord(bytes, i, first === 0x74 ? 'true' : 'false');
        kinds |= BOOLEAN;
      } else {
        end = afterNumber(bytes, i);
        kinds |= NUMBER;
      }
      if (end < 0) return null;
      if (start < 0) gaps++;
      starts[length] = start;
      ends[length++] = end;
      i = afterSpace(bytes, end);
      const separator = at(bytes, i);
      i++;
      if (separator === 0x5d) break;
      if (separator !== 0x2c) return null;
      i = afterSpace(bytes, i);
    }
  }
  const kind = KINDS[kinds];
  if (kind === undefined) return null;
  return { column: { kind, bytes, length, starts: starts.slice(0, length), ends: ends.slice(0, length), gaps }, end: i };
}
