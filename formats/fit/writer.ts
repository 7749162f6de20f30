/** Puts messages one after the other and closes them with header and check sums. Knows layout, not meaning. */
import { BASE_TYPES, STRING_CODE } from './base-types.js';
import { crc16 } from './crc.js';
import type { Field, Message, Values } from './messages.js';

const HEADER_BYTES = 14;
/** Protocol 1.0: no developer fields. */
const PROTOCOL = 0x10;
const PROFILE = 2132;
/** Shapes that a reader keeps in mind at once: 4 bits of the message header. */
const LOCAL_NUMBERS = 16;
const LONGEST_TEXT = 254;

/** One field that is present in a message: its size in the file and how to put it there. */
interface Present {
  readonly field: Field;
  readonly bytes: number;
  readonly code: number;
  readonly put: (view: DataView, offset: number) => void;
}

/** One field of a definition. */
export interface ShapeField {
  readonly number: number;
  readonly bytes: number;
  /** Of the base type. */
  readonly code: number;
}

/** What a definition says: worked out once where messages of one shape come in thousands. */
export interface Shape {
  readonly key: string;
  readonly global: number;
  readonly fields: readonly ShapeField[];
  readonly bytes: number;
}

export const shapeOf = (global: number, fields: readonly ShapeField[]): Shape => ({
  key: `${global}:${fields.map(({ number, bytes }) => `${number}/${bytes}`).join(',')}`,
  global,
  fields,
  bytes: fields.reduce((sum, { bytes }) => sum + bytes, 0),
});

export class FitWriter {
  #buffer = new Uint8Array(64 * 1024);
  #view = new DataView(this.#buffer.buffer);
  #length = HEADER_BYTES;
  /** Shape → local number; the oldest shape gives way. */
  readonly #shapes = new Map<string, number>();
  #defined = 0;

  /** Fields that are null, missing or outside what the type can hold are left out: readers take invalid marks for values. */
  message<Fields extends Record<string, Field>>(message: Message<Fields>, values: Values<Fields>): void {
    const present: Present[] = [];
    for (const [name, field] of Object.entries(message.fields)) {
      const one = prepare(field, values[name]);
      if (one) present.push(one);
    }
    const shape = shapeOf(
      message.number,
      present.map(({ field, bytes, code }) => ({ number: field.number, bytes, code })),
    );
    let at = this.place(this.define(shape), shape.bytes);
    for (const { put, bytes } of present) {
      put(this.#view, at);
      at += bytes;
    }
  }

  /** The local number of a shape, defined in the file if it is not at the moment. It holds until the next call. */
  define({ key, global, fields }: Shape): number {
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const local = this.#defined++ % LOCAL_NUMBERS;
    for (const [old, number] of this.#shapes) if (number === local) this.#shapes.delete(old);
    this.#shapes.set(key, local);
    this.#room(6 + fields.length * 3);
    // 0x40 = definition; then reserved, little-endian, message number, number of fields.
    this.#buffer.set([0x40 | local, 0, 0, global & 0xff, global >> 8, fields.length], this.#length);
    this.#length += 6;
    for (const { number, bytes, code } of fields) {
      this.#buffer.set([number, bytes, code], this.#length);
      this.#length += 3;
    }
    return local;
  }

  /** Begins a data message of so many bytes. @returns where its fields go, in `view`, which holds until the next call */
  place(local: number, bytes: number): number {
    this.#room(1 + bytes);
    this.#buffer[this.#length++] = local;
    this.#length += bytes;
    return this.#length - bytes;
  }

  get view(): DataView {
    return this.#view;
  }

  /** The whole file. The writer is used up. */
  finish(): Uint8Array {
    this.#room(2);
    const dataBytes = this.#length - HEADER_BYTES;
    this.#view.setUint8(0, HEADER_BYTES);
    this.#view.setUint8(1, PROTOCOL);
    this.#view.setUint16(2, PROFILE, true);
    this.#view.setUint32(4, dataBytes, true);
    this.#buffer.set(new TextEncoder().encode('.FIT'), 8);
    this.#view.setUint16(12, crc16(this.#buffer.subarray(0, 12)), true);
    this.#view.setUint16(this.#length, crc16(this.#buffer.subarray(0, this.#length)), true);
    return this.#buffer.slice(0, this.#length + 2);
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + bytes));
    larger.set(this.#buffer);
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer);
  }
}

function prepare(field: Field, value: number | string | null | undefined): Present | null {
  if (value === null || value === undefined) return null;
  if (field.type === 'string') {
    const bytes = new TextEncoder().encode(String(value).replaceAll('\0', '')).subarray(0, LONGEST_TEXT);
    if (bytes.length === 0) return null;
    const put = (view: DataView, offset: number): void => {
      bytes.forEach((byte, i) => {
        view.setUint8(offset + i, byte);
      });
      view.setUint8(offset + bytes.length, 0);
    };
    return { field, bytes: bytes.length + 1, code: STRING_CODE, put };
  }
  const type = BASE_TYPES[field.type];
  const raw = Math.round(field.encode(Number(value)));
  if (!(raw >= type.least && raw <= type.greatest)) return null;
  return {
    field,
    bytes: type.bytes,
    code: type.code,
    put: (view, offset) => {
      type.put(view, offset, raw);
    },
  };
}
