/** The last revision of a record that is gone: Terra's way to say so is `upload_type` 4. */
import { hash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { z } from 'zod';
import type { ConnectionId } from '../../model/ids.js';
import type { ItemRef } from '../../providers/kit/provider.js';
import { type Queryable, prepared } from '../../store/database.js';
import type { RecordWrite } from '../../store/sync/commit.js';

const DELETED = 4;
const summarySchema = z.object({ metadata: z.record(z.string(), z.unknown()) });

/** @returns null when we never had the record: then there is nothing to tell. */
export async function tombstone(db: Queryable, connectionId: ConnectionId, ref: ItemRef): Promise<RecordWrite | null> {
  const { rows } = await db.query<{ summary: Buffer; start_time: string; end_time: string }>(
    prepared(
      'record-summary',
      `SELECT summary, start_time, end_time FROM record WHERE connection_id = $1 AND type = $2 AND record_key = $3`,
      [connectionId, ref.type, ref.id],
    ),
  );
  const row = rows[0];
  if (!row) return null;
  const { metadata } = summarySchema.parse(JSON.parse(row.summary.toString()));
  const body = Buffer.from(JSON.stringify({ metadata: { ...metadata, upload_type: DELETED } }));
  return {
    type: ref.type,
    key: ref.id,
    op: 'delete',
    providerRevision: ref.revision,
    startTime: row.start_time,
    endTime: row.end_time,
    contentHash: hash('sha256', body, 'buffer'),
    bodyBytes: body.length,
    body: zstdCompressSync(body),
    summary: body,
    rawIds: [],
  };
}
