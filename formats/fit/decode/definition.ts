/** A definition message: which fields the data messages of a local number hold, and where. */
import { numericType } from './base-values.js';
import type { Field } from './field.js';
import { planOf, type RecordPlan } from './record-plan.js';

export interface Definition {
  /** Number of the message in FIT's profile. */
  readonly message: number;
  readonly little: boolean;
  /** Of a data message without its header, developer fields included. */
  readonly bytes: number;
  /** Those of at least one byte; developer fields are only skipped. */
  readonly fields: readonly Field[];
  readonly timestamp: Field | null;
  /** Of messages that are records. */
  readonly plan: RecordPlan | null;
}

export const TIMESTAMP = 253;
export const RECORD = 20;
const HAS_DEVELOPER_FIELDS = 0x20;

/** @param at the byte after the message's header. @returns null when the bytes end before the definition does */
export function readDefinition(
  bytes: Uint8Array,
  at: number,
  end: number,
  header: number,
): { readonly definition: Definition; readonly next: number } | null {
  if (at + 5 > end) return null;
  const little = bytes[at + 1] === 0;
  const [first = 0, second = 0] = bytes.subarray(at + 2, at + 4);
  const message = little ? first | (second << 8) : (first << 8) | second;
  const count = bytes[at + 4] ?? 0;
  let next = at + 5;
  if (next + count * 3 > end) return null;
  const fields: Field[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++, next += 3) {
    const [number = 0, size = 0, code = 0] = bytes.subarray(next, next + 3);
    const type = numericType(code) ?? null;
    if (size > 0) fields.push({ number, offset, bytes: size, code, type: type !== null && size >= type.bytes ? type : null });
    offset += size;
  }
  if (header & HAS_DEVELOPER_FIELDS) {
    if (next + 1 > end) return null;
    const developerFields = bytes[next++] ?? 0;
    if (next + developerFields * 3 > end) return null;
    for (let i = 0; i < developerFields; i++, next += 3) offset += bytes[next + 1] ?? 0;
  }
  const timestamp = fields.find(({ number, type }) => number === TIMESTAMP && type !== null) ?? null;
  const plan = message === RECORD ? planOf(fields) : null;
  return { definition: { message, little, bytes: offset, fields, timestamp, plan }, next };
}
