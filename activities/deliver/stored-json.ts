import { zstdDecompressSync } from 'node:zlib';
import type { StoredBody } from '../../store/history/records.js';

/** A stored record's final JSON. One allocation: its length is known. */
export const jsonOf = (stored: StoredBody): Uint8Array =>
  'json' in stored ? stored.json : zstdDecompressSync(stored.zstd, { chunkSize: Math.max(64, stored.bytes + 64) });
