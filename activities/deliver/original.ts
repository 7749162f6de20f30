/** The file that a delivery's record was made from. */
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import type { OriginalFile } from '../../destinations/kit/destination.js';
import type { Queryable } from '../../store/database.js';
import type { ClaimedDelivery } from '../../store/outbox/claim.js';
import { readOriginal } from '../../store/sync/originals.js';

const unzip = promisify(zstdDecompress);

/** Read when a destination asks for it, and not before. Null for events without a record, and for deletes. */
export async function originalOf(db: Queryable, delivery: ClaimedDelivery): Promise<OriginalFile | null> {
  const { connectionId, recordKey, type, op } = delivery;
  if (connectionId === null || recordKey === null || op === 'delete') return null;
  const zipped = await readOriginal(db, { connectionId, type, recordKey });
  // Every provider that has files has FIT.
  return zipped && { bytes: await unzip(zipped), mediaType: 'application/vnd.ant.fit', extension: 'fit' };
}
