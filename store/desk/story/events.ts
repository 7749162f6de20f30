import type { BackfillId } from '../../../model/ids.js';
import { type Part, type RecordName, tells } from './part.js';

/** Records that were new, changed or deleted: each is an event. */
export const records: Part = async (db, asked) => {
  if (!tells(asked, 'record')) return [];
  const { rows } = await db.query<RecordName & { id: string; at: Date; op: 'upsert' | 'delete'; backfillId: BackfillId | null }>(
    `SELECT e.id, uuid_extract_timestamp(e.id) AS at, e.op, e.type, e.record_key AS key, e.revision, e.backfill_id AS "backfillId", r.start_time AS "startTime"
       FROM (SELECT * FROM event WHERE connection_id = $1 AND record_key IS NOT NULL AND edited_from IS NULL AND id < $2 ORDER BY id DESC LIMIT $3) e
       LEFT JOIN record r ON r.connection_id = $1 AND r.type = e.type AND r.record_key = e.record_key
      ORDER BY e.id DESC`,
    [asked.connectionId, asked.before, asked.limit],
  );
  return rows.map(({ id, at, op, backfillId, ...record }) => ({
    place: id,
    at,
    kind: 'record',
    fact: { source: 'record', op, record, backfillId },
  }));
};

/** They say that something is wrong with the connection. */
const TROUBLE = ['connection_error', 'access_revoked'];

/** Whatever else the app was told of: connected, permissions changed, parts of a history answer. */
export const statuses: Part = async (db, asked) => {
  if (!tells(asked, 'event', 'problem')) return [];
  const { rows } = await db.query<{
    id: string;
    at: Date;
    type: string;
    records: number | null;
    backfillId: BackfillId | null;
  }>(
    `SELECT id, uuid_extract_timestamp(id) AS at, type, cardinality(record_keys) AS records, backfill_id AS "backfillId" FROM event
      WHERE connection_id = $1 AND record_key IS NULL AND id < $2 AND ($4::boolean IS NULL OR (type = ANY ($5)) = $4) ORDER BY id DESC LIMIT $3`,
    [asked.connectionId, asked.before, asked.limit, asked.kind === null ? null : asked.kind === 'problem', TROUBLE],
  );
  return rows.map(({ id, at, ...row }) => ({
    place: id,
    at,
    kind: TROUBLE.includes(row.type) ? 'problem' : 'event',
    fact: { source: 'status', ...row },
  }));
};
