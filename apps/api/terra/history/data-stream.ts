/** A history answer as a stream: one record in memory at a time, however many there are (a month with samples is 50 MB). */
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { DATA_EVENT_SUFFIX, type DataEventType, type TerraUser, dataEventPrefix } from '../../../../model/terra/index.js';
import type { StoredBody } from '../../../../store/history/records.js';

const unzip = promisify(zstdDecompress);
const COMMA = Buffer.from(',');

/** A stored record's final JSON, off the event loop. */
export const jsonOf = async (stored: StoredBody): Promise<Uint8Array> =>
  'json' in stored ? stored.json : unzip(stored.zstd, { chunkSize: Math.max(64, stored.bytes + 64) });

const bytesOf = (stored: StoredBody): number => ('json' in stored ? stored.json.byteLength : stored.bytes);

export interface DataStream {
  readonly bytes: number;
  readonly stream: Readable;
}

/** The bytes of `dataEvent`, with their number known beforehand. */
export function dataStream(type: DataEventType, user: TerraUser, records: readonly StoredBody[]): DataStream {
  const prefix = dataEventPrefix(type, user);
  const commas = Math.max(0, records.length - 1);
  return {
    bytes: prefix.byteLength + records.reduce((sum, one) => sum + bytesOf(one), 0) + commas + DATA_EVENT_SUFFIX.length,
    stream: Readable.from(parts(prefix, records), { objectMode: false, highWaterMark: 1 << 16 }),
  };
}

async function* parts(prefix: Buffer, records: readonly StoredBody[]): AsyncGenerator<Uint8Array> {
  yield prefix;
  // The next one is unpacked while this one is sent.
  let next = unpack(records[0]);
  for (let n = 0; n < records.length; n++) {
    const json = await next;
    next = unpack(records[n + 1]);
    // A client that goes away leaves it unawaited.
    next.catch(() => undefined);
    if (n > 0) yield COMMA;
    yield json;
  }
  yield Buffer.from(DATA_EVENT_SUFFIX);
}

const NOTHING: Promise<Uint8Array> = Promise.resolve(new Uint8Array());
const unpack = (stored: StoredBody | undefined): Promise<Uint8Array> => (stored ? jsonOf(stored) : NOTHING);
