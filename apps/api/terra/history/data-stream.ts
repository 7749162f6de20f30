/** A history answer as a stream: a few records in memory at a time, however many there are (a month with samples is 50 MB) and however slowly they are read. */
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { DATA_EVENT_SUFFIX, type DataEventType, type TerraUser, dataEventPrefix } from '../../../../model/terra/index.js';
import type { Queryable } from '../../../../store/database.js';
import { type HistoryRange, type StoredBody, recordKeysBetween } from '../../../../store/history/records.js';
import { chunkRecords } from '../../../../store/outbox/chunk-records.js';

const unzip = promisify(zstdDecompress);
const COMMA = Buffer.from(',');
/** Records read at a time. */
const PAGE = 4;

/** A stored record's final JSON, off the event loop. */
export const jsonOf = async (stored: StoredBody): Promise<Uint8Array> =>
  'json' in stored ? stored.json : unzip(stored.zstd, { chunkSize: Math.max(64, stored.bytes + 64) });

/** The bytes of `dataEvent` with the records of a range. */
export async function dataStream(
  db: Queryable,
  of: HistoryRange & { readonly type: DataEventType; readonly samples: boolean },
  user: TerraUser,
): Promise<Readable> {
  // Before the first byte: what goes wrong here is answered as an error.
  const keys = await recordKeysBetween(db, of);
  return Readable.from(parts(db, of, user, keys), { objectMode: false, highWaterMark: 1 << 16 });
}

async function* parts(
  db: Queryable,
  of: HistoryRange & { readonly type: DataEventType; readonly samples: boolean },
  user: TerraUser,
  keys: readonly string[],
): AsyncGenerator<Uint8Array> {
  yield dataEventPrefix(of.type, user);
  let sent = 0;
  for (let from = 0; from < keys.length; from += PAGE) {
    const page = await chunkRecords(db, { ...of, recordKeys: keys.slice(from, from + PAGE) });
    // The next one is unpacked while this one is sent.
    let next = unpack(page[0]?.body);
    for (let n = 0; n < page.length; n++) {
      const json = await next;
      next = unpack(page[n + 1]?.body);
      // A client that goes away leaves it unawaited.
      next.catch(() => undefined);
      if (sent++ > 0) yield COMMA;
      yield json;
    }
  }
  yield Buffer.from(DATA_EVENT_SUFFIX);
}

const NOTHING: Promise<Uint8Array> = Promise.resolve(new Uint8Array());
const unpack = (stored: StoredBody | undefined): Promise<Uint8Array> => (stored ? jsonOf(stored) : NOTHING);
