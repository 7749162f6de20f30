/** Events as lines of NDJSON. Bodies are spliced as bytes: parsing would cost time and could lose 64-bit integers. */
import { Problem } from '../../../model/problem.js';
import type { DeliveryItem } from '../destination.js';

const [LF, CR, SPACE, OPEN, CLOSE] = [0x0a, 0x0d, 0x20, 0x7b, 0x7d];
const isSpace = (byte: number | undefined): boolean => byte === SPACE || byte === 0x09 || byte === LF || byte === CR;

/**
 * `{"_freehub":{…},` and the members of the event; a resource of FHIR as it is, for it has no room for more and says itself whose it is and how new.
 * @throws Problem payload for a body that is no JSON object.
 */
export function hiveLine(item: DeliveryItem): Uint8Array {
  const { body } = item;
  if (item.content) return Buffer.concat([body, Buffer.of(LF)]);
  let start = 0;
  while (isSpace(body[start])) start += 1;
  if (body[start] !== OPEN) throw new Problem('payload', 'the event is no JSON object', { code: 'NO_OBJECT' });
  let first = start + 1;
  while (isSpace(body[first])) first += 1;
  const head = JSON.stringify({
    _freehub: {
      event_id: item.traceId,
      op: item.op,
      record_key: item.key,
      revision: item.revision,
      ordering_timestamp: item.orderingTimestampMs,
    },
  });
  const line = Buffer.concat([
    Buffer.from(`${head.slice(0, -1)}${body[first] === CLOSE ? '' : ','}`),
    body.subarray(start + 1),
    Buffer.of(LF),
  ]);
  // Between JSON's tokens a line break is as good as a space; inside a text it cannot be.
  for (let index = line.length - 2; index >= head.length - 1; index -= 1)
    if (line[index] === LF || line[index] === CR) line[index] = SPACE;
  return line;
}

const compare = <Value extends string | number>(a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0);

/** One order for the same members, in whatever order they came. */
export const inLineOrder = (a: DeliveryItem, b: DeliveryItem): number =>
  compare(a.key, b.key) || compare(a.revision, b.revision) || compare(a.traceId, b.traceId);
