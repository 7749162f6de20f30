/** From message to message, in one pass. Knows how messages lie, not what they mean. */
import { type Definition, readDefinition } from './definition.js';

/** @param seconds FIT seconds: the message's own timestamp, else that of its compressed header, else NaN */
export type OnMessage = (definition: Definition, at: number, seconds: number) => void;

export interface Walked {
  /** Behind the last whole message. */
  readonly at: number;
  /** `cut`: a message goes beyond the end. `undefined`: one of a local number that nothing defined. */
  readonly stop: 'end' | 'cut' | 'undefined';
}

const COMPRESSED = 0x80;
const DEFINITION = 0x40;
const UINT32_CODE = 0x86;

export function walk(bytes: Uint8Array, start: number, end: number, onMessage: OnMessage): Walked {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const definitions: (Definition | undefined)[] = Array.from({ length: 16 });
  let clock = NaN;
  let at = start;
  while (at < end) {
    const header = bytes[at] ?? 0;
    if ((header & (COMPRESSED | DEFINITION)) === DEFINITION) {
      const read = readDefinition(bytes, at + 1, end, header);
      if (!read) return { at, stop: 'cut' };
      definitions[header & 0x0f] = read.definition;
      at = read.next;
      continue;
    }
    const definition = definitions[header & COMPRESSED ? (header >> 5) & 0x03 : header & 0x0f];
    if (!definition) return { at, stop: 'undefined' };
    const next = at + 1 + definition.bytes;
    if (next > end) return { at, stop: 'cut' };
    let seconds = NaN;
    if (header & COMPRESSED) {
      // Five bits of the time; they start over every 32 seconds.
      clock += ((header & 0x1f) - (clock & 0x1f)) & 0x1f;
      seconds = clock;
    }
    const { timestamp } = definition;
    if (timestamp) {
      const from = at + 1 + timestamp.offset;
      const own =
        timestamp.code === UINT32_CODE
          ? view.getUint32(from, definition.little)
          : (timestamp.type?.read(view, from, definition.little) ?? NaN);
      if (own >= 0 && own < 0xffff_ffff) seconds = clock = own;
    }
    onMessage(definition, at + 1, seconds);
    at = next;
  }
  return { at, stop: 'end' };
}
