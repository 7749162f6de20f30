import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { depthOf } from '../kit/documents/depth.js';
import { MARK, markOf } from '../kit/documents/mark.js';
import type { Mark } from '../kit/documents/mark.js';
import { parseEvent } from '../kit/documents/parse-event.js';
import type { NativeDocument } from '../kit/documents/parse-event.js';
import { pruned, PRUNINGS } from '../kit/documents/prune.js';
import type { Row } from '../kit/rank.js';
import { encode } from './encode.js';
import type { Encoded, Fields } from './encode.js';
import { refusal } from './errors.js';
import { placesOf } from './names.js';
import type { Places } from './names.js';

const compress = promisify(gzip);

/** Firestore's limit is 1 MiB; the name of the document and what is round it need the rest. */
const MAX_DOCUMENT_BYTES = 900 << 10;
/** Firestore takes 40,000 index entries a document: an entry for each element, two for each other value. */
const MAX_ELEMENTS = 10_000;
const PART_BYTES = 900 << 10;
/** A commit takes 10 MiB; the document itself and names need the rest. */
const MAX_PARTS = 9;
/** Deeper ones would cost the stack, not only the document. */
const MAX_JSON_DEPTH = 200;

export interface Prepared {
  readonly row: Row;
  readonly mark: Mark;
  readonly places: Places;
  /** Of the document; none for a delete. */
  readonly fields: Fields;
  /** The whole event, gzip-compressed and cut, when the document could not hold it. */
  readonly parts: readonly Uint8Array[];
  /** What it takes of a commit. */
  readonly bytes: number;
}

const fits = ({ bytes, elements }: Encoded): boolean => bytes <= MAX_DOCUMENT_BYTES && elements <= MAX_ELEMENTS;

function largestThatFits(event: NativeDocument): Encoded {
  for (const pruning of PRUNINGS) {
    const encoded = encode(pruned(event, pruning));
    if (fits(encoded)) return encoded;
  }
  throw refusal('TOO_LARGE');
}

/** @throws Problem payload: NOT_JSON, TOO_DEEP, TOO_LARGE, NAME_TOO_LONG. */
export async function prepare(row: Row, collection: string): Promise<Prepared> {
  const { item } = row;
  const mark = markOf(item);
  const places = placesOf(collection, item, mark);
  if (item.op === 'delete') return { row, mark, places, fields: {}, parts: [], bytes: 0 };
  if (depthOf(item.body) > MAX_JSON_DEPTH) throw refusal('TOO_DEEP');
  const event = parseEvent(item.body, (integer) => integer);
  const whole = encode(event);
  const document = fits(whole) ? whole : largestThatFits(event);
  const parts = whole.whole && document === whole ? [] : cut(await compress(item.body));
  const marked = encode({ [MARK]: parts.length === 0 ? mark : { ...mark, parts: parts.length } });
  const bytes = document.bytes + marked.bytes + parts.reduce((sum, part) => sum + part.byteLength, 0);
  return { row, mark, places, fields: { ...document.fields, ...marked.fields }, parts, bytes };
}

function cut(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength; at += PART_BYTES) parts.push(bytes.subarray(at, at + PART_BYTES));
  if (parts.length > MAX_PARTS) throw refusal('TOO_LARGE');
  return parts;
}
