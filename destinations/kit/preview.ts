/** What a config would write of an item, without writing it: made by the writer's own code, so that it cannot tell anything else. */
import type { Redactor } from './mask.js';

/** One object, row, document, message or request. */
export interface PreviewPart {
  /** An object's name, a table, a collection with the document's id, a topic, `POST` and an address. */
  readonly place: string;
  /** What goes beside it: metadata, attributes, a key. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly mediaType: string;
  /** As they would be written. */
  readonly bytes: Uint8Array;
  /** What they say, where they are no text themselves but hold one (compressed lines). */
  readonly text?: Uint8Array;
}

export interface ShownPart {
  readonly place: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly mediaType: string;
  /** How many would be written. */
  readonly bytes: number;
  /** The first 20 KB; null when it is no text. */
  readonly text: string | null;
}

const MOST_TEXT_BYTES = 20 * 1024;
const IS_TEXT = /json|^text\//;

/** @returns parts without the config's secrets, long bodies cut */
export const shownParts = (parts: readonly PreviewPart[], redactor: Redactor): ShownPart[] =>
  parts.map(({ place, headers = {}, mediaType, bytes, text }) => ({
    place: redactor.text(place),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value: redactor.text(value) })),
    mediaType,
    bytes: bytes.byteLength,
    text: text || IS_TEXT.test(mediaType) ? beginning(text ?? bytes, redactor) : null,
  }));

/** In stream mode a letter that was cut in two is left out. */
const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes, { stream: true });

/** More is read than is shown, so that a secret which the cut would part is still known as one. */
const beginning = (bytes: Uint8Array, redactor: Redactor): string =>
  decoded(Buffer.from(redactor.text(decoded(bytes.subarray(0, 2 * MOST_TEXT_BYTES)))).subarray(0, MOST_TEXT_BYTES));

export const JSON_TYPE = 'application/json';

/** Values as JSON, and beside them one member that is JSON already: parsing it would cost its 64-bit integers. */
export function rowJson(
  row: Readonly<Record<string, unknown>>,
  member?: { readonly name: string; readonly json: string },
): Buffer {
  const head = JSON.stringify(row);
  if (!member) return Buffer.from(head);
  return Buffer.from(`${head.slice(0, -1)},${JSON.stringify(member.name)}:${member.json}}`);
}

export const jsonText = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
