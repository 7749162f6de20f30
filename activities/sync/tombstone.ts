/** The last revision of a record that is gone. */
import { hash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { z } from 'zod';
import type { ConnectionId } from '../../model/ids.js';
import { deletedRecord } from '../../model/terra/index.js';
import type { ItemRef } from '../../providers/kit/items.js';
import { type Queryable, prepared } from '../../store/database.js';
import type { RecordWrite } from '../../store/sync/commit.js';

/** An athlete has no metadata. */
const summarySchema = z.object({ metadata: z.record(z.string(), z.unknown()).default({}) });

/**
 * How we know. `notice`: a delete notice, of the revision that it names. `answer`: the provider was asked and says so now, whatever we hold.
 * `presumed`: it does not know of the item for too long. `obsolete`: a listing says that it is none any more (joined with another, another athlete's): it
 * may be one again.
 */
export type Grounds = 'notice' | 'answer' | 'presumed' | 'obsolete';

/** These may be wrong, or true for a while: an answer of the very revision that is held brings the record back. */
const isRevocable = (grounds: Grounds): boolean => grounds === 'presumed' || grounds === 'obsolete';

/** @returns null when we never had the record: then there is nothing to tell. */
export async function tombstone(
  db: Queryable,
  connectionId: ConnectionId,
  ref: ItemRef,
  grounds: Grounds,
): Promise<RecordWrite | null> {
  const { rows } = await db.query<{ summary: Buffer; start_time: string; end_time: string; held: number | null }>(
    prepared(
      'record-summary',
      `SELECT summary, start_time, end_time, provider_revision AS held FROM record WHERE connection_id = $1 AND type = $2 AND record_key = $3`,
      [connectionId, ref.type, ref.id],
    ),
  );
  const row = rows[0];
  if (!row) return null;
  const { metadata } = summarySchema.parse(JSON.parse(row.summary.toString()));
  const body = Buffer.from(JSON.stringify(deletedRecord(ref.type, metadata)));
  return {
    type: ref.type,
    key: ref.id,
    op: isRevocable(grounds) ? 'presume' : 'delete',
    providerRevision: revisionOf(ref, row.held, grounds),
    startTime: row.start_time,
    endTime: row.end_time,
    contentHash: hash('sha256', body, 'buffer'),
    bodyBytes: body.length,
    body: zstdCompressSync(body),
    summary: body,
    rawIds: [],
  };
}

/** A presumption is about what we hold, and not about the revision that nobody has shown us. */
function revisionOf(ref: ItemRef, held: number | null, grounds: Grounds): number | null {
  if (grounds === 'notice') return ref.revision;
  return isRevocable(grounds) || ref.revision === null ? held : Math.max(ref.revision, held ?? ref.revision);
}
