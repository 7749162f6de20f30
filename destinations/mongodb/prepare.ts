import { BSON } from 'mongodb';
import type { DeliveryItem } from '../kit/destination.js';
import { depthOf } from '../kit/documents/depth.js';
import { markOf } from '../kit/documents/mark.js';
import type { Mark } from '../kit/documents/mark.js';
import { parseEvent } from '../kit/documents/parse-event.js';
import type { NativeDocument } from '../kit/documents/parse-event.js';
import { pruned } from '../kit/documents/prune.js';
import type { Row } from '../kit/rank.js';
import { mongoErrors } from './errors.js';
import { terraId } from './ids.js';
import type { DocumentId } from './ids.js';

/** MongoDB's own limit is 16 MiB; the rest is for `_id` and what is round it. */
const MAX_DOCUMENT_BYTES = 15.5 * (1 << 20);
/** MongoDB's; beyond it the server refuses the whole command, other documents included. */
const MAX_DEPTH = 100;
/** JSON grows at most 6.5 times as BSON (`1,` is 2 bytes here and 13 there), so below this nothing needs to be measured. */
const SMALL_BODY_BYTES = 2 << 20;
/** The longest that a link lasts. */
const LINK_SECONDS = 604_800;

export interface DocumentMark extends Mark {
  /** Parts of the event were left out. */
  readonly truncated?: true;
  /** Where the whole event is, for 7 days. */
  readonly payload_url?: string;
}

/** A document without its `_id`. */
export interface Prepared {
  readonly row: Row;
  readonly mark: Mark;
  /** Terra's; another record may have it. */
  readonly id: DocumentId;
  readonly document: NativeDocument & { readonly _freehub: DocumentMark };
}

/** @throws Problem payload: NOT_JSON, TOO_DEEP, TOO_LARGE. */
export async function prepare(row: Row): Promise<Prepared> {
  const { item } = row;
  if (depthOf(item.body) > MAX_DEPTH) throw refusal('TOO_DEEP');
  const event = parseEvent(item.body, (integer) => integer);
  const mark = markOf(item);
  const id = terraId(item);
  const whole = { ...event, _freehub: mark };
  if (fits(item, whole)) return { row, mark, id, document: whole };
  for (const pruning of ['samples', 'long_values'] as const) {
    const short = pruned(event, pruning);
    if (BSON.calculateObjectSize(short) > MAX_DOCUMENT_BYTES) continue;
    const { url } = await item.link(LINK_SECONDS);
    return { row, mark, id, document: { ...short, _freehub: { ...mark, truncated: true, payload_url: url } } };
  }
  throw refusal('TOO_LARGE');
}

const fits = ({ body }: DeliveryItem, document: NativeDocument): boolean =>
  body.byteLength < SMALL_BODY_BYTES || BSON.calculateObjectSize(document) <= MAX_DOCUMENT_BYTES;

function refusal(code: 'TOO_LARGE' | 'TOO_DEEP'): Error {
  return mongoErrors.problem(code, undefined) ?? new Error(`no row for ${code}`);
}
