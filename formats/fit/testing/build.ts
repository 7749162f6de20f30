/** FIT files put together byte by byte, right ones and wrong ones, for tests: independent of the writer, which makes right ones only. */
import { crc16 } from '../crc.js';

export const TYPES = {
  enum: [0x00, 1],
  sint8: [0x01, 1],
  uint8: [0x02, 1],
  text: [0x07, 1],
  byte: [0x0d, 1],
  sint16: [0x83, 2],
  uint16: [0x84, 2],
  sint32: [0x85, 4],
  uint32: [0x86, 4],
  float32: [0x88, 4],
  uint16z: [0x8b, 2],
  uint32z: [0x8c, 4],
} as const;
type TypeName = keyof typeof TYPES;

/** number, type, value or values; a text by its characters */
export type FieldValue = readonly [number: number, type: TypeName, value: number | readonly number[] | string];

export interface MessageOptions {
  readonly local?: number;
  readonly bigEndian?: boolean;
  /** Five bits of time in the header. */
  readonly compressed?: number;
  /** Developer fields: number and bytes. */
  readonly developer?: readonly (readonly [number: number, bytes: readonly number[]])[];
  /** Leave the definition out: the one before still holds. */
  readonly defined?: boolean;
}

export class FitBuilder {
  readonly bytes: number[] = [];

  message(global: number, fields: readonly FieldValue[], options: MessageOptions = {}): this {
    const { local = 0, bigEndian = false, compressed, developer = [], defined = false } = options;
    if (!defined) {
      this.bytes.push(0x40 | local | (developer.length > 0 ? 0x20 : 0), 0, bigEndian ? 1 : 0);
      this.bytes.push(...numberBytes(global, 2, bigEndian), fields.length);
      for (const [number, type, value] of fields) this.bytes.push(number, sizeOf(type, value), TYPES[type][0]);
      if (developer.length > 0) {
        this.bytes.push(developer.length);
        for (const [number, content] of developer) this.bytes.push(number, content.length, 0);
      }
    }
    this.bytes.push(compressed === undefined ? local : 0x80 | (local << 5) | compressed);
    for (const [, type, value] of fields) this.bytes.push(...valueBytes(type, value, bigEndian));
    for (const [, content] of developer) this.bytes.push(...content);
    return this;
  }

  raw(...bytes: readonly number[]): this {
    this.bytes.push(...bytes);
    return this;
  }

  /** @param declared data bytes that the header says there are, where it lies */
  file({ declared, wrongCrc = false }: { declared?: number; wrongCrc?: boolean } = {}): Uint8Array {
    const header = [14, 0x20, ...numberBytes(2132, 2, false), ...numberBytes(declared ?? this.bytes.length, 4, false)];
    header.push(...new TextEncoder().encode('.FIT'));
    header.push(...numberBytes(crc16(Uint8Array.from(header)), 2, false));
    const all = Uint8Array.from([...header, ...this.bytes]);
    return Uint8Array.from([...all, ...numberBytes(crc16(all) ^ (wrongCrc ? 0xff : 0), 2, false)]);
  }
}

function sizeOf(type: TypeName, value: FieldValue[2]): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length + 1;
  return (typeof value === 'number' ? 1 : value.length) * TYPES[type][1];
}

function valueBytes(type: TypeName, value: FieldValue[2], bigEndian: boolean): number[] {
  if (typeof value === 'string') return [...new TextEncoder().encode(value), 0];
  return (typeof value === 'number' ? [value] : value).flatMap((one) => {
    if (type !== 'float32') return numberBytes(one, TYPES[type][1], bigEndian);
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, one, !bigEndian);
    return [...new Uint8Array(view.buffer)];
  });
}

function numberBytes(value: number, count: number, bigEndian: boolean): number[] {
  const bytes = Array.from({ length: count }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 0xff);
  return bigEndian ? bytes.reverse() : bytes;
}

/** 2026-05-01T08:00:00Z in FIT seconds and in Unix microseconds. */
export const T0 = Date.UTC(2026, 4, 1, 8) / 1000 - 631_065_600;
export const T0_MICROS = Date.UTC(2026, 4, 1, 8) * 1000;

const fileId = (type = 4): readonly FieldValue[] => [
  [0, 'enum', type],
  [1, 'uint16', 1],
  [3, 'uint32z', 77],
  [4, 'uint32', T0],
  [8, 'text', 'Gerät'],
];

/** A file that has said what it is. */
export const fit = (type = 4): FitBuilder => new FitBuilder().message(0, fileId(type));

export const time = (second: number): FieldValue => [253, 'uint32', T0 + second];
export const heart = (bpm: number): FieldValue => [3, 'uint8', bpm];

export const session = (start: number, elapsed: number, more: readonly FieldValue[] = []): readonly FieldValue[] => [
  time(start + elapsed),
  [2, 'uint32', T0 + start],
  [5, 'enum', 2],
  [6, 'enum', 7],
  [7, 'uint32', elapsed * 1000],
  [8, 'uint32', elapsed * 1000],
  ...more,
];
