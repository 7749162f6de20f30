/** Events as Firestore's values, within Firestore's limits: built here, since the client refuses a whole write for one value. */
import type { NativeDocument } from '../kit/documents/parse-event.js';

export type Value =
  | { readonly nullValue: 'NULL_VALUE' }
  | { readonly booleanValue: boolean }
  | { readonly integerValue: number | string }
  | { readonly doubleValue: number }
  | { readonly stringValue: string }
  | { readonly bytesValue: Uint8Array }
  | { readonly arrayValue: { readonly values: Value[] } }
  | { readonly mapValue: { readonly fields: Fields } };
/** May change, as the client's types want it. */
export type Fields = Record<string, Value>;

export interface Encoded {
  readonly fields: Fields;
  /** On the wire, rounded up: never less than Firestore counts for the document. */
  readonly bytes: number;
  /** Elements of all arrays: each is an entry of an index. */
  readonly elements: number;
  /** False when something had to be left out or changed: a level too deep, a name that Firestore keeps for itself. */
  readonly whole: boolean;
}

/** Firestore's. */
export const MAX_DEPTH = 20;
const MAX_NAME_BYTES = 1500;
const RESERVED_NAME = /^__.*__$/s;
/** Most that tags and lengths take on the wire, in a value and in a member of a map. */
const VALUE_BYTES = 12;
const MEMBER_BYTES = 12;

const isValidName = (name: string): boolean =>
  name !== '' && !RESERVED_NAME.test(name) && name.isWellFormed() && Buffer.byteLength(name) <= MAX_NAME_BYTES;

class Encoder {
  bytes = 0;
  elements = 0;
  whole = true;

  /** @param depth of the map: 0 for the document */
  fields(map: object, depth: number): Record<string, Value> {
    const fields: Record<string, Value> = {};
    for (const [name, member] of Object.entries(map)) {
      const value = isValidName(name) ? this.value(member, depth, false) : undefined;
      if (!value) {
        this.whole = false;
        continue;
      }
      this.bytes += Buffer.byteLength(name) + MEMBER_BYTES;
      fields[name] = value;
    }
    return fields;
  }

  /** @returns undefined for what lies too deep */
  value(value: unknown, depth: number, inArray: boolean): Value | undefined {
    this.bytes += VALUE_BYTES;
    switch (typeof value) {
      case 'string': {
        const text = value.toWellFormed();
        if (text !== value) this.whole = false;
        this.bytes += Buffer.byteLength(text);
        return { stringValue: text };
      }
      case 'number':
        // Minus zero is no integer.
        return Number.isSafeInteger(value) && !Object.is(value, -0) ? { integerValue: value } : { doubleValue: value };
      case 'bigint':
        return { integerValue: value.toString() };
      case 'boolean':
        return { booleanValue: value };
      case 'object':
        if (value === null) return { nullValue: 'NULL_VALUE' };
        if (value instanceof Uint8Array) {
          this.bytes += value.byteLength;
          return { bytesValue: value };
        }
        return this.#container(value, depth + 1, inArray);
      case 'undefined':
      case 'function':
      case 'symbol':
        return undefined;
    }
  }

  #container(value: object, depth: number, inArray: boolean): Value | undefined {
    const wrapped = inArray && Array.isArray(value);
    // The wrapping is a level of its own.
    if (depth + (wrapped ? 1 : 0) > MAX_DEPTH) return undefined;
    if (!Array.isArray(value)) return { mapValue: { fields: this.fields(value, depth) } };
    this.elements += value.length;
    if (!wrapped) return { arrayValue: { values: this.#elements(value, depth) } };
    this.bytes += VALUE_BYTES + MEMBER_BYTES;
    return { mapValue: { fields: { values: { arrayValue: { values: this.#elements(value, depth + 1) } } } } };
  }

  #elements(list: readonly unknown[], depth: number): Value[] {
    return list.map((entry) => {
      const value = this.value(entry, depth, true);
      if (!value) this.whole = false;
      // The places of the others must not change.
      return value ?? { nullValue: 'NULL_VALUE' };
    });
  }
}

/** An array directly in an array becomes `{values: […]}`: Firestore has no other way. */
export function encode(document: NativeDocument): Encoded {
  const encoder = new Encoder();
  const fields = encoder.fields(document, 0);
  return { fields, bytes: encoder.bytes, elements: encoder.elements, whole: encoder.whole };
}
