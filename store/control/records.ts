/** Stored records as operators look at them. */
import { z } from 'zod';
import type { ConnectionId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { type Queryable } from '../database.js';
import type { Page } from './control-store.js';

export interface ListedRecord {
  readonly key: string;
  readonly type: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly revision: number;
  readonly deleted: boolean;
  /** Of its final JSON. */
  readonly bytes: number;
  readonly updatedAt: Date;
}

/** Microseconds of its start, as text: what a cursor goes on after. */
type Row = ListedRecord & { readonly micros: string };
const cursorSchema = z.tuple([z.string().regex(/^-?\d{1,17}$/), z.string(), z.string()]);

const cursorOf = ({ micros, type, key }: Row): string => Buffer.from(JSON.stringify([micros, type, key])).toString('base64url');

function readCursor(text: string): z.output<typeof cursorSchema> {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (cause) {
    throw new Problem('payload', 'after: must be `next` of the page before', { cause });
  }
}

/** Newest first by their start, deleted ones too. @throws Problem payload for a cursor that is none */
export async function listRecords(
  db: Queryable,
  of: { readonly connectionId: ConnectionId; readonly type: string | null },
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<ListedRecord>> {
  const [micros, type, key] = page.after === null ? [null, null, null] : readCursor(page.after);
  const { rows } = await db.query<Row>(
    `SELECT record_key AS key, type, start_time AS "startTime", end_time AS "endTime", revision, deleted_at IS NOT NULL AS deleted, body_bytes AS bytes,
            updated_at AS "updatedAt", (extract(epoch FROM started_at) * 1000000)::bigint::text AS micros
       FROM record
      WHERE connection_id = $1 AND ($2::text IS NULL OR type = $2)
        AND ($3::bigint IS NULL OR started_at < 'epoch'::timestamptz + $3 * interval '1 microsecond'
             OR (started_at = 'epoch'::timestamptz + $3 * interval '1 microsecond' AND (type, record_key) > ($4::text, $5::text)))
      ORDER BY started_at DESC, type, record_key LIMIT $6`,
    [of.connectionId, of.type, micros, type, key, page.limit + 1],
  );
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return { items: shown, next: rows.length > page.limit && last ? cursorOf(last) : null };
}
