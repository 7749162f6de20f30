/** A handful of real rides as a sync stores them: what two million records share, and one of 6.6 h. */
import { hash } from 'node:crypto';
import { constants, zstdCompressSync } from 'node:zlib';
import { longRide } from '../../../formats/recording/testing/long-ride.js';
import { terraActivityOf } from '../../../formats/terra/encode.js';

export interface StoredBody {
  readonly body: Buffer;
  readonly bytes: number;
  readonly summary: Buffer;
  readonly contentHash: Buffer;
  readonly startTime: string;
  readonly endTime: string;
}

/** Seconds of the small ones: with its summary below 2 KB each, above which PostgreSQL would put them into a table of their own. */
const SHORT = [3, 4, 5, 6];

export function bodyOf(seconds: number, key: string): StoredBody {
  const { body, summary, startTime, endTime } = terraActivityOf(longRide(seconds), { summaryId: key });
  const json = short(body);
  return {
    body: zstdCompressSync(json, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
    bytes: json.byteLength,
    summary: short(summary),
    contentHash: hash('sha256', json, 'buffer'),
    startTime,
    endTime,
  };
}

const short = (json: Uint8Array): Buffer => Buffer.from(JSON.stringify(JSON.parse(Buffer.from(json).toString()), withoutNothing));

/** Keys of Terra's model that say nothing, and what no list shows, are most of a short ride: left out, for the disk. */
const LEFT_OUT: ReadonlySet<string> = new Set(['freehub', 'polyline_map_data', 'device_data', 'work_data']);
const withoutNothing = (key: string, value: unknown): unknown =>
  LEFT_OUT.has(key) || value === null || (Array.isArray(value) && value.length === 0) ? undefined : value;

export const shortBodies = (): readonly StoredBody[] => SHORT.map((seconds) => bodyOf(seconds, 'shared'));
