/** One data message other than a record, read field by field. */
import type { Definition } from './definition.js';
import type { Field } from './field.js';

const TEXT = 0x07;
const decoder = new TextDecoder();

export class Message {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #at: number;
  readonly definition: Definition;
  /** FIT seconds: its own, else what its compressed header says; NaN when neither. */
  readonly seconds: number;

  constructor(bytes: Uint8Array, view: DataView, at: number, definition: Definition, seconds: number) {
    this.#bytes = bytes;
    this.#view = view;
    this.#at = at;
    this.definition = definition;
    this.seconds = seconds;
  }

  /** The field's value, the first one of an array; NaN when there is none. */
  number(number: number): number {
    const field = this.#field(number);
    return field?.type?.read(this.#view, this.#at + field.offset, this.definition.little) ?? NaN;
  }

  /** All values of an array, NaN for those that are marked invalid. */
  numbers(number: number): number[] {
    const field = this.#field(number);
    if (!field?.type) return [];
    const { type, bytes, offset } = field;
    return Array.from({ length: Math.floor(bytes / type.bytes) }, (_, i) =>
      type.read(this.#view, this.#at + offset + i * type.bytes, this.definition.little),
    );
  }

  bytes(number: number): Uint8Array {
    const field = this.#field(number);
    return field ? this.#bytes.subarray(this.#at + field.offset, this.#at + field.offset + field.bytes) : new Uint8Array();
  }

  /** null when there is none or it is empty. */
  text(number: number): string | null {
    if (this.#field(number)?.code !== TEXT) return null;
    const bytes = this.bytes(number);
    const end = bytes.indexOf(0);
    return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end)).trim() || null;
  }

  #field(number: number): Field | undefined {
    return this.definition.fields.find((field) => field.number === number);
  }
}
