import type { NumericType } from './base-values.js';

/** A field of a message, as its definition places it. */
export interface Field {
  readonly number: number;
  /** From the first byte after the message's header. */
  readonly offset: number;
  readonly bytes: number;
  /** The type's byte in the file. */
  readonly code: number;
  /** null: text, an unknown type, or a size that the type does not fit into. */
  readonly type: NumericType | null;
}
